import type { CustomErrorResponse, DefaultCacheBehavior, DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';

const NONE = { Quantity: 0 };

/** Adds the defaults that CloudFront adds when a distribution is created or updated. */
export function withDefaults(config: DistributionConfig): DistributionConfig {
  return {
    Aliases: NONE,
    DefaultRootObject: '',
    OriginGroups: NONE,
    Logging: { Enabled: false, IncludeCookies: false, Bucket: '', Prefix: '' },
    PriceClass: 'PriceClass_All',
    ViewerCertificate: {
      CloudFrontDefaultCertificate: true,
      MinimumProtocolVersion: 'TLSv1',
      CertificateSource: 'cloudfront',
    },
    Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
    WebACLId: '',
    HttpVersion: 'http2',
    IsIPV6Enabled: false,
    ContinuousDeploymentPolicyId: '',
    Staging: false,
    ...config,
    CustomErrorResponses: mapItems(config.CustomErrorResponses, errorDefaults),
    Origins: mapItems(config.Origins, originDefaults),
    DefaultCacheBehavior: behaviorDefaults(config.DefaultCacheBehavior ?? ({} as DefaultCacheBehavior)),
    CacheBehaviors: mapItems(config.CacheBehaviors, behaviorDefaults),
  };
}

/** 10 s: "Control how long CloudFront caches errors". */
function errorDefaults(one: CustomErrorResponse): CustomErrorResponse {
  return { ResponsePagePath: '', ResponseCode: '', ...one, ErrorCachingMinTTL: one.ErrorCachingMinTTL ?? 10 };
}

function originDefaults(origin: Origin): Origin {
  return {
    OriginPath: '',
    CustomHeaders: NONE,
    ConnectionAttempts: 3,
    ConnectionTimeout: 10,
    OriginShield: { Enabled: false },
    OriginAccessControlId: '',
    ...origin,
    ...(origin.CustomOriginConfig
      ? {
          CustomOriginConfig: {
            OriginSslProtocols: { Quantity: 1, Items: ['TLSv1.2' as const] },
            OriginReadTimeout: 30,
            OriginKeepaliveTimeout: 5,
            ...origin.CustomOriginConfig,
          },
        }
      : {}),
  };
}

function behaviorDefaults<Behavior extends DefaultCacheBehavior>(behavior: Behavior): Behavior {
  const { AllowedMethods } = behavior;
  const legacy = behavior.CachePolicyId ? {} : { MinTTL: 0, DefaultTTL: 86_400, MaxTTL: 31_536_000 };
  return {
    TrustedSigners: { Enabled: false, Quantity: 0 },
    TrustedKeyGroups: { Enabled: false, Quantity: 0 },
    SmoothStreaming: false,
    Compress: false,
    LambdaFunctionAssociations: NONE,
    FunctionAssociations: NONE,
    FieldLevelEncryptionId: '',
    ...legacy,
    ...behavior,
    AllowedMethods: {
      Quantity: 2,
      Items: ['HEAD' as const, 'GET' as const],
      CachedMethods: { Quantity: 2, Items: ['HEAD' as const, 'GET' as const] },
      ...AllowedMethods,
    },
  };
}

function mapItems<Item>(
  list: { Quantity: number | undefined; Items?: Item[] } | undefined,
  change: (item: Item) => Item,
): { Quantity: number; Items: Item[] } {
  const items = (list?.Items ?? []).map(change);
  return { Quantity: items.length, Items: items };
}
