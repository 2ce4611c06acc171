import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Behavior } from '../edge/edge-config.js';

/** Every behavior of a configuration, the default one last. */
export function behaviorsOf(config: DistributionConfig): Behavior[] {
  return [
    ...(config.CacheBehaviors?.Items ?? []),
    ...(config.DefaultCacheBehavior ? [config.DefaultCacheBehavior] : []),
  ];
}

/** The Lambda versions that a configuration's behaviors run. */
export function functionsOf(config: DistributionConfig): string[] {
  return behaviorsOf(config).flatMap((behavior) =>
    (behavior.LambdaFunctionAssociations?.Items ?? []).flatMap((one) => one.LambdaFunctionARN ?? []),
  );
}
