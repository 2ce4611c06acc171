import { assetRegions } from '../../assets/publish-assets.js';
import { type Check, found, pass } from '../check.js';
import { each } from '../each-region.js';

export const assetBuckets: Check = {
  id: 'asset-buckets',
  group: 'Assets',
  title: 'The asset buckets exist, belong to this account, and are in their regions',
  run: (facts) =>
    each(assetRegions(facts.cluster), async (region) => {
      const { bucket, exists } = await facts.assetBucket(region);
      return exists ? pass(bucket) : found('asset-bucket-missing', `${bucket} does not exist yet`);
    }),
};
