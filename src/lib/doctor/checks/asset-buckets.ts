import { type Check, found, pass } from '../check.js';
import { eachAwsRegion } from '../each-region.js';

export const assetBuckets: Check = {
  id: 'asset-buckets',
  group: 'Assets',
  title: 'The asset buckets exist, belong to this account, and are in their regions',
  run: (facts) =>
    eachAwsRegion(facts, async (region) => {
      const { bucket, exists } = await facts.assetBucket(region);
      return exists ? pass(bucket) : found('asset-bucket-missing', `${bucket} does not exist yet`);
    }),
};
