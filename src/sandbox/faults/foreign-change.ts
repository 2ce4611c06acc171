import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Distributions } from '../services/cloudfront/model/distributions.js';

/**
 * Updates a distribution as the stack of its owner does, whose template knows nothing of functions that somebody else
 * attached: they are gone afterwards.
 */
export function foreignChange(distributions: Distributions, distributionId: string): void {
  const { config, etag } = distributions.get(distributionId);
  const changed: DistributionConfig = structuredClone(config);
  for (const behavior of [changed.DefaultCacheBehavior, ...(changed.CacheBehaviors?.Items ?? [])]) {
    if (behavior) behavior.LambdaFunctionAssociations = { Quantity: 0 };
  }
  distributions.update(distributionId, changed, etag);
}
