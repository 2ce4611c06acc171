import { type Check, pass, warn } from '../check.js';

export const assetBuckets: Check = {
  id: 'asset-buckets',
  group: 'Assets',
  title: 'The asset buckets are there, ours, and in their regions',
  aws: true,
  async run(facts) {
    return (await facts.assetBuckets()).map(({ bucket, region, exists }) =>
      exists
        ? pass(bucket, region)
        : warn(`${bucket} does not exist yet`, 'Make it: cvs assets publish --create-buckets', region),
    );
  },
};
