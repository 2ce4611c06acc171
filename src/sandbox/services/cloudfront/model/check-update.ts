import type { DistributionConfig } from '@aws-sdk/client-cloudfront';
import { ServiceError } from '../../service-error.js';
import { behaviorsOf } from './behaviors.js';

/** Members that an update must have, and a creation need not ("Required API fields for creating and updating distributions"). */
const OF_DISTRIBUTION = [
  'Aliases',
  'DefaultRootObject',
  'CacheBehaviors',
  'CustomErrorResponses',
  'Comment',
  'Logging',
  'PriceClass',
  'ViewerCertificate',
  'Restrictions',
  'WebACLId',
  'HttpVersion',
] as const;
const OF_BEHAVIOR = ['AllowedMethods', 'SmoothStreaming', 'Compress', 'LambdaFunctionAssociations'] as const;
const OF_ORIGIN = ['OriginPath', 'CustomHeaders'] as const;
const OF_CUSTOM_ORIGIN = ['OriginSslProtocols', 'OriginReadTimeout', 'OriginKeepaliveTimeout'] as const;

/**
 * Refuses an update that leaves out what was there, and one that changes what is fixed.
 *
 * Sources: CloudFront Developer Guide, "Required API fields for creating and updating distributions"; the words from boto3
 * issues 1083 and 1558 and terraform-provider-aws issue 33338.
 *
 * @throws ServiceError with CloudFront's code
 */
export function checkUpdate(before: DistributionConfig, after: DistributionConfig): void {
  if (after.CallerReference !== before.CallerReference) {
    throw new ServiceError('IllegalUpdate', 'You cannot update Origin or CallerReference.');
  }
  needs(after, OF_DISTRIBUTION);
  for (const behavior of behaviorsOf(after)) {
    needs(behavior, OF_BEHAVIOR);
    if (behavior.FieldLevelEncryptionId === undefined) {
      throw new ServiceError('InvalidArgument', 'The parameter Field level encryption id is required.');
    }
    if (!behavior.CachePolicyId && behavior.MinTTL === undefined) {
      throw new ServiceError('InvalidArgument', 'The parameter MinTTL is required.');
    }
  }
  for (const origin of after.Origins?.Items ?? []) {
    needs(origin, OF_ORIGIN);
    if (origin.CustomOriginConfig) needs(origin.CustomOriginConfig, OF_CUSTOM_ORIGIN);
  }
  const isTenantOnly = (config: DistributionConfig) => config.ConnectionMode === 'tenant-only';
  if (isTenantOnly(before) !== isTenantOnly(after)) {
    throw new ServiceError('IllegalUpdate', 'You cannot update ConnectionMode.');
  }
  if (Boolean(before.Staging) !== Boolean(after.Staging)) {
    throw new ServiceError('IllegalUpdate', 'You cannot update Staging.');
  }
}

function needs<Shape extends object>(shape: Shape, names: readonly (keyof Shape & string)[]): void {
  const missing = names.find((name) => shape[name] === undefined);
  if (missing) throw new ServiceError('IllegalUpdate', `${missing} is required for updates.`);
}
