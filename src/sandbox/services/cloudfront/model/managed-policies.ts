import type {
  CachePolicyConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';

/** "Use managed cache policies": the ones a live stream may have. */
export const MANAGED_CACHE_POLICIES: Readonly<Record<string, CachePolicyConfig>> = {
  '658327ea-f89d-4fab-a63d-7439e55e008b': cachePolicy('Managed-CachingOptimized', 1, 86_400, 31_536_000),
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': cachePolicy('Managed-CachingDisabled', 0, 0, 0),
  '08627262-05a9-4f76-9ded-b50ca2e3a84f': cachePolicy(
    'Managed-Elemental-MediaPackage',
    0,
    86_400,
    31_536_000,
    ['aws.manifestfilter', 'start', 'end', 'm'],
    ['Origin'],
  ),
};

/** "Use managed origin request policies". */
export const MANAGED_ORIGIN_REQUEST_POLICIES: Readonly<Record<string, OriginRequestPolicyConfig>> = {
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': {
    Name: 'Managed-CORS-S3Origin',
    HeadersConfig: {
      HeaderBehavior: 'whitelist',
      Headers: { Quantity: 3, Items: ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'] },
    },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
  },
  '216adef6-5c7f-47e4-b989-5492eafa07d3': allViewer('Managed-AllViewer'),
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': allViewer('Managed-AllViewerExceptHostHeader'),
};

/** "Use managed response headers policies": the CORS ones. */
export const MANAGED_RESPONSE_HEADERS_POLICIES: Readonly<Record<string, ResponseHeadersPolicyConfig>> = {
  '60669652-455b-4ae9-85a4-c4c02393f86c': cors('Managed-SimpleCORS', ['GET', 'HEAD']),
  '5cc3b908-e619-4b99-88e5-2cf7f45965bd': cors('Managed-CORS-With-Preflight', [
    'GET',
    'HEAD',
    'PUT',
    'POST',
    'PATCH',
    'DELETE',
    'OPTIONS',
  ]),
};

function cachePolicy(
  name: string,
  minTtl: number,
  defaultTtl: number,
  maxTtl: number,
  query: string[] = [],
  headers: string[] = [],
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
        ? { HeaderBehavior: 'whitelist', Headers: { Quantity: headers.length, Items: headers } }
        : { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: query.length
        ? { QueryStringBehavior: 'whitelist', QueryStrings: { Quantity: query.length, Items: query } }
        : { QueryStringBehavior: 'none' },
    },
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

type CorsMethod = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS';

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
