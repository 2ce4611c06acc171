import { isClosed } from '../../serving/what-to-serve.js';
import { readState } from '../state-table/read-state.js';
import type { View } from '../view.js';
import { comparePublished, type PublishedComparison } from './compare-published.js';
import { readBuckets } from './read-buckets.js';

/** What is published, and what would be published now. */
export interface PublishedLook {
  comparison: PublishedComparison;
  /** Regions whose stack does not say which bucket is theirs, and why. */
  withoutBucket: readonly { region: string; why: string }[];
}

/** Compares every region's bucket with what the streams say now. A region that cannot be read does not hide another. */
export async function readPublished(view: View): Promise<PublishedLook> {
  const { cluster, clients, http } = view.context;
  const [closedRegions, found] = await Promise.all([closedRegionsIn(view), readBuckets(view)]);
  const buckets = found.flatMap((one) => (one.bucket === undefined ? [] : [one]));
  const withoutBucket = found.flatMap((one) => (one.bucket === undefined ? [one] : []));
  const comparison = await view.read('published', (signal) =>
    comparePublished({ cluster, buckets, http, clients, closedRegions, signal }),
  );
  return { comparison, withoutBucket };
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
