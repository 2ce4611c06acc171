import { assetRegions } from '../../assets/publish-assets.js';
import { type Check, pass, warn } from '../check.js';
import { each } from '../each-region.js';

export const assetBuckets: Check = {
  id: 'asset-buckets',
  group: 'Assets',
  title: 'The asset buckets are there, ours, and in their regions',
  aws: true,
  run: (facts) =>
    each(
      assetRegions(facts.cluster).map((region) => ({ region })),
      async ({ region }) => {
        const { bucket, exists } = await facts.assetBucket(region);
        return exists
          ? pass(bucket, region)
          : warn(`${bucket} does not exist yet`, 'Make it: cvs assets publish --create-buckets', region);
      },
    ),
};
