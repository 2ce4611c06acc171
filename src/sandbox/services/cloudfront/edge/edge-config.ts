import type {
  CacheBehavior,
  CachePolicyConfig,
  DefaultCacheBehavior,
  DistributionConfig,
  OriginRequestPolicyConfig,
  ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';

/** A cache behavior; the default one has no path pattern. */
export type Behavior = DefaultCacheBehavior & Pick<Partial<CacheBehavior>, 'PathPattern'>;

/** Policies that behaviors name by id. */
export interface PolicyLookup {
  cache(id: string): CachePolicyConfig | undefined;
  originRequest(id: string): OriginRequestPolicyConfig | undefined;
  responseHeaders(id: string): ResponseHeadersPolicyConfig | undefined;
}

/** Which distribution an edge serves. */
export interface EdgeIdentity {
  distributionId: string;
  distributionArn: string;
  /** With the port. */
  domainName: string;
}

/** The behavior for a path: the first whose pattern matches, else the default (CloudFront, "Path pattern"). */
export function behaviorFor(config: DistributionConfig, uri: string): Behavior {
  const listed = config.CacheBehaviors?.Items?.find((one) => matchesPattern(one.PathPattern ?? '', uri));
  const behavior = listed ?? config.DefaultCacheBehavior;
  if (!behavior) throw new Error('a distribution without a default cache behavior');
  return behavior;
}

/** Path patterns: `*` is any number of characters, `?` exactly one; case counts, the leading slash does not. */
export function matchesPattern(pattern: string, uri: string): boolean {
  const source = pattern
    .replace(/^\//, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(uri.replace(/^\//, ''));
}
