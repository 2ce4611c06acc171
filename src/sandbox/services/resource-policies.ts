import { type Policy, readPolicy } from './iam/evaluation/policy.js';
import type { S3 } from './s3/model/s3.js';

/** The policy of the resource that an ARN names: a bucket's, also for its objects. Other resources have none here. */
export function resourcePolicyOf({ s3 }: { s3: Pick<S3, 'buckets'> }, arn: string): Policy | undefined {
  if (!arn.startsWith('arn:aws:s3:::')) return undefined;
  const name = arn.slice('arn:aws:s3:::'.length).split('/', 1)[0];
  const text = s3.buckets().find((bucket) => bucket.name === name)?.policy;
  return text === undefined ? undefined : readPolicy(text);
}
