import { bucketMissing } from '../assets/asset-bucket.js';
import type { BuiltAssets } from '../assets/assets.js';
import { type AssetsLook, assetRegions, lookAtAssets, missingAssets, publishAssets } from '../assets/publish-assets.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Part } from './part.js';
import type { StackWishes } from './stacks/stack-definition.js';
import { STREAM_DISTRIBUTIONS } from './stream-distributions-part.js';

export const ASSETS = 'assets';

/** The templates and Lambda packages, in the asset bucket of each region that a stack takes them from. */
export function assetsPart(options: {
  cluster: Cluster;
  assets: BuiltAssets;
  /** Make the buckets that do not exist. */
  createBuckets: boolean;
  wishes?: StackWishes;
}): Part<AssetsLook> {
  const { cluster, assets: built, createBuckets } = options;
  const tags = { ...cluster.tags, ...options.wishes?.tags };
  const regions = assetRegions(cluster);
  return {
    id: ASSETS,
    title: 'Publish assets',
    after: [STREAM_DISTRIBUTIONS],
    preparatory: true,
    look: (view) =>
      view.read('assets', (signal) => lookAtAssets({ built, regions, clients: view.context.clients, signal })),
    want(facts) {
      const absent = facts.find(({ exists }) => !exists);
      if (absent && !createBuckets) {
        const error = bucketMissing(absent.bucket, absent.region);
        return { action: 'blocked', why: `${error.message} --create-buckets creates it.`, error };
      }
      const missing = missingAssets(built, facts);
      return missing > 0 ? { action: 'update', why: `${missing} objects to upload` } : { action: 'unchanged' };
    },
    async bring(facts, _given, { clients, report, clock, signal }) {
      const task = { built, regions, clients, createBuckets, tags, report, clock, signal };
      const { uploaded } = await publishAssets(task, facts);
      return uploaded.length > 0
        ? { status: 'succeeded', detail: `${uploaded.length} objects uploaded` }
        : { status: 'unchanged' };
    },
  };
}
