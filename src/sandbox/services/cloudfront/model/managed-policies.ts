import type {
  CachePolicyConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';

type CorsMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';

const ALL_METHODS: CorsMethod[] = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

/** In the cache key of the policies that leave caching to the origin. */
const ORIGIN_CONTROLLED = ['Host', 'Origin', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'];

/** What the policies with "SecurityHeaders" in their names add. */
const SECURITY_HEADERS = {
  SecurityHeadersConfig: {
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'SAMEORIGIN' as const, Override: false },
    ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin' as const, Override: false },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, Override: false },
    XSSProtection: { Protection: true, ModeBlock: true, Override: false },
  },
};

/**
 * "Use managed cache policies", and the ids in aws-cdk-lib (`CachePolicy`). Of UseOriginCacheControlHeaders and Amplify, which
 * are not made for live streams, the cookies of the cache key are left out: the sandbox's edges have none there.
 */
export const MANAGED_CACHE_POLICIES: Readonly<Record<string, CachePolicyConfig>> = {
  '2e54312d-136d-493c-8eb9-b001f22f67d2': cachePolicy('Managed-Amplify', 2, 2, 600, 'all', [
    'Authorization',
    'CloudFront-Viewer-Country',
    'Host',
  ]),
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': cachePolicy('Managed-CachingDisabled', 0, 0, 0),
  '658327ea-f89d-4fab-a63d-7e88639e58f6': cachePolicy('Managed-CachingOptimized', 1, 86_400, 31_536_000),
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': cachePolicy(
    'Managed-CachingOptimizedForUncompressedObjects',
    1,
    86_400,
    31_536_000,
  ),
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': cachePolicy(
    'Managed-Elemental-MediaPackage',
    0,
    86_400,
    31_536_000,
    ['aws.manifestfilter', 'start', 'end', 'm'],
    ['Origin'],
  ),
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': cachePolicy(
    'Managed-UseOriginCacheControlHeaders',
    0,
    0,
    31_536_000,
    [],
    ORIGIN_CONTROLLED,
  ),
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': cachePolicy(
    'Managed-UseOriginCacheControlHeaders-QueryStrings',
    0,
    0,
    31_536_000,
    'all',
    ORIGIN_CONTROLLED,
  ),
};

/** "Use managed origin request policies", and the ids in aws-cdk-lib (`OriginRequestPolicy`). */
export const MANAGED_ORIGIN_REQUEST_POLICIES: Readonly<Record<string, OriginRequestPolicyConfig>> = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': allViewer('Managed-AllViewer'),
  '33f36d7e-f396-46d9-90e0-52428a34d9dc': allViewer('Managed-AllViewerAndCloudFrontHeaders-2022-06'),
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': allViewer('Managed-AllViewerExceptHostHeader'),
  '59781a5b-3903-41f3-afcb-af62929ccde1': originRequest('Managed-CORS-CustomOrigin', ['Origin']),
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': originRequest('Managed-CORS-S3Origin', [
    'Origin',
    'Access-Control-Request-Headers',
    'Access-Control-Request-Method',
  ]),
  '775133bc-15f2-49f9-abea-afb2e0bf67d2': originRequest(
    'Managed-Elemental-MediaTailor-PersonalizedManifests',
    ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method', 'User-Agent', 'X-Forwarded-For'],
    'all',
  ),
  'bf0718e1-ba1e-49d1-88b1-f726733018ae': originRequest('Managed-HostHeaderOnly', ['Host']),
  'acba4595-bd28-49b8-b9fe-13317c0390fa': originRequest('Managed-UserAgentRefererHeaders', ['User-Agent', 'Referer']),
};

/** "Use managed response headers policies", and the ids in aws-cdk-lib (`ResponseHeadersPolicy`). */
export const MANAGED_RESPONSE_HEADERS_POLICIES: Readonly<Record<string, ResponseHeadersPolicyConfig>> = {
  '60669652-455b-4ae9-85a4-c4c02393f86c': cors('Managed-SimpleCORS', ['GET', 'HEAD']),
  '5cc3b908-e619-4b99-88e5-2cf7f45965bd': cors('Managed-CORS-With-Preflight', ALL_METHODS),
  '67f7725c-6f97-4210-82d7-5512b31e9d03': { Name: 'Managed-SecurityHeadersPolicy', ...SECURITY_HEADERS },
  'e61eb60c-9c35-4d20-a928-2b84e02af89c': {
    ...cors('Managed-CORS-and-SecurityHeadersPolicy', ['GET', 'HEAD']),
    ...SECURITY_HEADERS,
  },
  'eaab4381-ed33-4a86-88ca-d9558dc6cd63': {
    ...cors('Managed-CORS-with-preflight-and-SecurityHeadersPolicy', ALL_METHODS),
    ...SECURITY_HEADERS,
  },
};

function cachePolicy(
  name: string,
  minTtl: number,
  defaultTtl: number,
  maxTtl: number,
  query: readonly string[] | 'all' = [],
  headers: readonly string[] = [],
): CachePolicyConfig {
  return {
    Name: name,
    MinTTL: minTtl,
    DefaultTTL: defaultTtl,
    MaxTTL: maxTtl,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: maxTtl > 0,
      EnableAcceptEncodingBrotli: maxTtl > 0,
      HeadersConfig: headers.length
        ? { HeaderBehavior: 'whitelist', Headers: { Quantity: headers.length, Items: [...headers] } }
        : { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig:
        query === 'all'
          ? { QueryStringBehavior: 'all' }
          : query.length
            ? { QueryStringBehavior: 'whitelist', QueryStrings: { Quantity: query.length, Items: [...query] } }
            : { QueryStringBehavior: 'none' },
    },
  };
}

function originRequest(name: string, headers: string[], query: 'none' | 'all' = 'none'): OriginRequestPolicyConfig {
  return {
    Name: name,
    HeadersConfig: { HeaderBehavior: 'whitelist', Headers: { Quantity: headers.length, Items: headers } },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: query },
  };
}

function allViewer(name: string): OriginRequestPolicyConfig {
  return {
    Name: name,
    HeadersConfig: { HeaderBehavior: 'allViewer' },
    CookiesConfig: { CookieBehavior: 'all' },
    QueryStringsConfig: { QueryStringBehavior: 'all' },
  };
}

function cors(name: string, methods: CorsMethod[]): ResponseHeadersPolicyConfig {
  const all = { Quantity: 1, Items: ['*'] };
  return {
    Name: name,
    CorsConfig: {
      AccessControlAllowOrigins: all,
      AccessControlAllowHeaders: all,
      AccessControlAllowMethods: { Quantity: methods.length, Items: methods },
      ...(methods.length > 2 ? { AccessControlExposeHeaders: all } : {}),
      AccessControlAllowCredentials: false,
      OriginOverride: false,
    },
  };
}
