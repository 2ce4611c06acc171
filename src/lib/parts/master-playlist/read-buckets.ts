import { messageOf } from '../../errors.js';
import { instanceStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import type { View } from '../view.js';
import type { MasterPlaylistBucket } from './master-playlist-objects.js';

/** The master playlist buckets of a cluster, in the cluster file's order. */
export interface BucketLook {
  buckets: readonly MasterPlaylistBucket[];
  /** Regions whose bucket is not known, and why; `error` where CloudFormation did not answer. */
  withoutBucket: readonly { region: string; why: string; error?: unknown }[];
}

/** Reads which bucket each region's stack has for the master playlist. Never rejects. */
export async function readBuckets(view: View): Promise<BucketLook> {
  const { cluster } = view.context;
  const looks = await Promise.all(
    cluster.regions.map(async ({ region }) => {
      const stack = instanceStack(cluster, region);
      try {
        const found = await readStack(view, stack);
        const bucket = found?.outputs.MasterPlaylistBucket;
        if (bucket) return { region, bucket };
        const why = found ? 'has no output MasterPlaylistBucket yet' : 'is not deployed';
        return { region, why: `${stack.stackName} (${region}) ${why}` };
      } catch (error) {
        return { region, why: messageOf(error), error };
      }
    }),
  );
  return {
    buckets: looks.filter((look) => look.bucket !== undefined),
    withoutBucket: looks.filter((look) => look.why !== undefined),
  };
}
