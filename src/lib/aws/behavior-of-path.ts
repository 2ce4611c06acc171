import type { DefaultCacheBehavior, DistributionConfig } from '@aws-sdk/client-cloudfront';
import { matchesPathPattern } from './path-pattern.js';

/** The behavior that answers for a path: the first whose pattern matches, else the default one. */
export function behaviorOfPath(config: DistributionConfig | undefined, path: string): DefaultCacheBehavior | undefined {
  return (
    config?.CacheBehaviors?.Items?.find(({ PathPattern }) => matchesPathPattern(PathPattern ?? '', path)) ??
    config?.DefaultCacheBehavior
  );
}
