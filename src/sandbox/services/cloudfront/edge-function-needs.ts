import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import type { Need } from '../../api/need.js';

/**
 * What a change of a distribution's functions needs on top: to replicate those that come, and to end the replication of
 * those that go ("Set up IAM permissions and roles for Lambda@Edge", Amazon CloudFront Developer Guide).
 */
export function edgeFunctionNeeds(before: DistributionConfig | undefined, after: DistributionConfig): Need[] {
  const [had, has] = [functionsOf(before), functionsOf(after)];
  const came = [...has].filter((arn) => !had.has(arn));
  const went = [...had].filter((arn) => !has.has(arn));
  return [
    ...came.flatMap((arn) => [
      { action: 'lambda:GetFunction', resource: arn },
      { action: 'lambda:EnableReplication', resource: arn },
    ]),
    ...went.map((arn) => ({ action: 'lambda:DisableReplication', resource: arn })),
  ];
}

function functionsOf(config: DistributionConfig | undefined): ReadonlySet<string> {
  const behaviors = config ? [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])] : [];
  const associations = behaviors.flatMap((one) => one?.LambdaFunctionAssociations?.Items ?? []);
  return new Set(associations.flatMap(({ LambdaFunctionARN }) => LambdaFunctionARN ?? []));
}
