import { behaviorsOf } from '../model/behaviors.js';
import type { Distribution, Invalidation } from '../model/distribution.js';

/** `Distribution` as the API has it. */
export function describe(distribution: Distribution): object {
  return {
    Id: distribution.id,
    ARN: distribution.arn,
    Status: distribution.status,
    LastModifiedTime: distribution.lastModified,
    InProgressInvalidationBatches: distribution.invalidations.filter((one) => one.status === 'InProgress').length,
    DomainName: distribution.domainName,
    ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
    ActiveTrustedKeyGroups: activeKeyGroups(distribution),
    DistributionConfig: distribution.config,
  };
}

/** `DistributionSummary` as the API has it: most fields of the configuration next to the distribution's. */
export function summarise(distribution: Distribution): object {
  const { CallerReference, DefaultRootObject, Logging, ...more } = distribution.config;
  const { ContinuousDeploymentPolicyId, TenantConfig, CacheTagConfig, ...config } = more;
  return {
    Id: distribution.id,
    ARN: distribution.arn,
    ETag: distribution.etag,
    Status: distribution.status,
    LastModifiedTime: distribution.lastModified,
    DomainName: distribution.domainName,
    ...config,
  };
}

/** `Invalidation` as the API has it. */
export function describeInvalidation({ id, status, createTime, batch }: Invalidation): object {
  return { Id: id, Status: status, CreateTime: createTime, InvalidationBatch: batch };
}

/** The key groups that a behavior trusts; the sandbox keeps no public keys of theirs. */
function activeKeyGroups({ config }: Distribution): object {
  const ids = new Set(behaviorsOf(config).flatMap(({ TrustedKeyGroups: list }) => (list?.Enabled && list.Items) || []));
  const Items = [...ids].map((KeyGroupId) => ({ KeyGroupId, KeyPairIds: { Quantity: 0 } }));
  return { Enabled: Items.length > 0, Quantity: Items.length, ...(Items.length > 0 ? { Items } : {}) };
}
