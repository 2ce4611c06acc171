import { assetBucket } from '../assets/assets.js';
import type { PolicyNames } from './policy.js';
import { generatedNames } from './stack-resources.js';

/** ARN patterns of the cluster's own buckets. */
export function masterPlaylistBuckets({ cluster }: Pick<PolicyNames, 'cluster'>): string[] {
  return generatedNames(cluster, 'AWS::S3::Bucket').map((name) => `arn:aws:s3:::${name}`);
}

/** ARNs of the asset buckets, which several clusters may share. */
export function assetBuckets(names: Pick<PolicyNames, 'bucketBaseName' | 'regions'>): string[] {
  return names.regions.map((region) => `arn:aws:s3:::${assetBucket(names, region)}`);
}

/** The objects of buckets. */
export function objectsOf(buckets: readonly string[]): string[] {
  return buckets.map((arn) => `${arn}/*`);
}
