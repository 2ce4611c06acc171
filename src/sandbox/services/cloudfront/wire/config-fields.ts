/**
 * What CloudFront's XML does not tell: which leaves are numbers or booleans, and what the elements of a list are
 * called. Source: the CloudFront API's service model, 2020-05-31.
 */

const NUMBERS = new Set([
  'AccessControlMaxAgeSec',
  'ConnectionAttempts',
  'ConnectionTimeout',
  'DefaultTTL',
  'ErrorCachingMinTTL',
  'ErrorCode',
  'HTTPPort',
  'HTTPSPort',
  'IdleTTL',
  'MaxAge',
  'MaxTTL',
  'MaximumTTL',
  'MinTTL',
  'OriginKeepaliveTimeout',
  'OriginReadTimeout',
  'Quantity',
  'ResponseCompletionTimeout',
  'StatusCodes',
  'Weight',
]);

const BOOLEANS = new Set([
  'AccessControlAllowCredentials',
  'CloudFrontDefaultCertificate',
  'Compress',
  'EnableAcceptEncodingBrotli',
  'EnableAcceptEncodingGzip',
  'Enabled',
  'IncludeBody',
  'IncludeCookies',
  'IsIPV6Enabled',
  'IncludeSubdomains',
  'ModeBlock',
  'OriginOverride',
  'Override',
  'Preload',
  'Protection',
  'QueryString',
  'SmoothStreaming',
  'Staging',
]);

const ELEMENTS: Readonly<Record<string, string>> = {
  ActiveTrustedKeyGroups: 'KeyGroup',
  AccessControlAllowHeaders: 'Header',
  AccessControlAllowMethods: 'Method',
  AccessControlAllowOrigins: 'Origin',
  AccessControlExposeHeaders: 'Header',
  Aliases: 'CNAME',
  AllowedMethods: 'Method',
  CacheBehaviors: 'CacheBehavior',
  CachePolicyList: 'CachePolicySummary',
  CachedMethods: 'Method',
  ContinuousDeploymentPolicyList: 'ContinuousDeploymentPolicySummary',
  Cookies: 'Name',
  CustomErrorResponses: 'CustomErrorResponse',
  CustomHeaders: 'OriginCustomHeader',
  CustomHeadersConfig: 'ResponseHeadersPolicyCustomHeader',
  DistributionList: 'DistributionSummary',
  FunctionAssociations: 'FunctionAssociation',
  GeoRestriction: 'Location',
  Headers: 'Name',
  InvalidationList: 'InvalidationSummary',
  LambdaFunctionAssociations: 'LambdaFunctionAssociation',
  Members: 'OriginGroupMember',
  OriginAccessControlList: 'OriginAccessControlSummary',
  OriginGroups: 'OriginGroup',
  OriginRequestPolicyList: 'OriginRequestPolicySummary',
  OriginSslProtocols: 'SslProtocol',
  Origins: 'Origin',
  Paths: 'Path',
  QueryStringCacheKeys: 'Name',
  QueryStrings: 'Name',
  RemoveHeadersConfig: 'ResponseHeadersPolicyRemoveHeader',
  ResponseHeadersPolicyList: 'ResponseHeadersPolicySummary',
  StagingDistributionDnsNames: 'DnsName',
  StatusCodes: 'StatusCode',
  Tags: 'Tag',
  TrustedKeyGroups: 'KeyGroup',
  TrustedSigners: 'AwsAccountNumber',
  WhitelistedNames: 'Name',
};

/** The element name of a list's items; undefined for lists that the sandbox does not know. */
export function elementName(list: string): string | undefined {
  return ELEMENTS[list];
}

/** A leaf with its type; an empty number is undefined. `field` is the list's name for items of a list. */
export function typedLeaf(field: string, value: unknown): unknown {
  if (BOOLEANS.has(field)) return String(value).toLowerCase() === 'true';
  if (NUMBERS.has(field)) return value === '' ? undefined : Number(value);
  return value;
}
