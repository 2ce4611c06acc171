import { messageOf } from '../../errors.js';
import { comparePublished, type PublishedComparison } from '../../playlist/publish/compare-published.js';
import { isClosed } from '../../serving/what-to-serve.js';
import { instanceStack } from '../stack/cluster-stacks.js';
import { readStack } from '../stack/read-stack.js';
import { readState } from '../state-table/read-state.js';
import type { View } from '../view.js';

/** What is published, and what would be published now. */
export interface PublishedLook {
  comparison: PublishedComparison;
  /** Regions whose stack does not say which bucket is theirs, and why. */
  withoutBucket: readonly { region: string; why: string }[];
}

/** Compares every region's bucket with what the streams say now. A region that cannot be read does not hide another. */
export async function readPublished(view: View): Promise<PublishedLook> {
  const { cluster, clients, http } = view.context;
  const [closedRegions, ...found] = await Promise.all([closedRegionsIn(view), ...cluster.regions.map(bucketIn(view))]);
  const buckets = found.flatMap(({ region, bucket }) => (bucket === undefined ? [] : [{ region, bucket }]));
  const withoutBucket = found.flatMap(({ region, why }) => (why === undefined ? [] : [{ region, why }]));
  const comparison = await view.read('published', (signal) =>
    comparePublished({ cluster, buckets, http, clients, closedRegions, signal }),
  );
  return { comparison, withoutBucket };
}

function bucketIn(view: View) {
  return async ({ region }: { region: string }): Promise<{ region: string; bucket?: string; why?: string }> => {
    const stack = instanceStack(view.context.cluster, region);
    const where = `${stack.stackName} (${region})`;
    try {
      const outputs = (await readStack(view, stack))?.outputs;
      if (!outputs) return { region, why: `${where} is not deployed` };
      const { MasterPlaylistBucket: bucket } = outputs;
      return bucket ? { region, bucket } : { region, why: `${where} has no output MasterPlaylistBucket yet` };
    } catch (error) {
      return { region, why: messageOf(error) };
    }
  };
}

/**
 * The regions whose distribution answers 404 because operators closed it: their playlist is read at the origin. None
 * while the table cannot be read, as before the first deployment is through.
 */
async function closedRegionsIn(view: View): Promise<string[]> {
  const { cluster, clock } = view.context;
  const reading = await readState(view).catch(() => undefined);
  if (!reading) return [];
  return cluster.regions
    .filter(({ distributionDomain }) => isClosed(reading.state, distributionDomain, clock.now()))
    .map(({ region }) => region);
}
