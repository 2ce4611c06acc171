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
    ActiveTrustedKeyGroups: { Enabled: false, Quantity: 0 },
    DistributionConfig: distribution.config,
  };
}

/** `DistributionSummary` as the API has it: the configuration's fields next to the distribution's. */
export function summarise(distribution: Distribution): object {
  const { CallerReference, ContinuousDeploymentPolicyId, DefaultRootObject, Logging, ...config } = distribution.config;
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
