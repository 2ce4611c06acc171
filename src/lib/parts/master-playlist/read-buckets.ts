import { messageOf } from '../../errors.js';
import { instanceStack } from '../stack/cluster-stacks.js';
import { readStack } from '../stack/read-stack.js';
import type { View } from '../view.js';

/** The master playlist bucket of a region, or why it is not known. */
export type BucketLook =
  | { region: string; bucket: string }
  /** `error` where CloudFormation did not answer. */
  | { region: string; bucket?: undefined; why: string; error?: unknown };

/** Reads which bucket each region's stack has for the master playlist, in the cluster file's order. Never rejects. */
export function readBuckets(view: View): Promise<BucketLook[]> {
  return Promise.all(
    view.context.cluster.regions.map(async ({ region }): Promise<BucketLook> => {
      const stack = instanceStack(view.context.cluster, region);
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
}
