import { messageOf } from '../../errors.js';
import { fetchMasters } from '../../playlist/merge/fetch-masters.js';
import { type MergedMaster, mergeMasters, mergeOptionsOf } from '../../playlist/merge/merge.js';
import { isClosed } from '../../serving/what-to-serve.js';
import { withinTime } from '../../state/within-time.js';
import { readState } from '../state-table/read-state.js';
import type { View, ViewInput } from '../view.js';
import {
  type MasterPlaylistBucket,
  masterPlaylistObjects,
  type PlaylistObject,
  readPlaylistObject,
  sameObject,
} from './master-playlist-objects.js';
import { type BucketLook, readBuckets } from './read-buckets.js';

/** `missing`: nothing is published there. `unknown`: one of the sides could not be read. */
export type PublishedStatus = 'current' | 'outdated' | 'missing' | 'unknown';

export interface BucketComparison extends MasterPlaylistBucket {
  status: PublishedStatus;
  /** One line; why, unless current. */
  detail: string;
}

export interface PublishedComparison {
  /** The worst of the buckets. */
  status: PublishedStatus;
  detail: string;
  regions: readonly BucketComparison[];
  wanted: Wanted;
}

/** What would be published now, or why that is not known. */
export type Wanted = { merged: MergedMaster; objects: ReadonlyMap<string, PlaylistObject> } | { problem: unknown };

export interface CompareInput extends ViewInput {
  buckets: readonly MasterPlaylistBucket[];
  /** Regions that are closed now; see `fetchMasters`. */
  closedRegions?: readonly string[];
}

const FROM_BAD_TO_GOOD: readonly PublishedStatus[] = ['missing', 'outdated', 'unknown', 'current'];
const BUCKET_TIMEOUT_MS = 10_000;

/** Compares every region's bucket with what the streams say now. A region that cannot be read does not hide another. */
export async function readPublished(view: View): Promise<PublishedComparison & Pick<BucketLook, 'withoutBucket'>> {
  const [closedRegions, { buckets, withoutBucket }] = await Promise.all([closedRegionsIn(view), readBuckets(view)]);
  const compared = await view.read('published', (signal) =>
    comparePublished({ ...view.context, buckets, closedRegions, signal }),
  );
  return { ...compared, withoutBucket };
}

/**
 * The regions whose distribution answers 404 because operators closed it: their playlist is read at the origin. None
 * while the table cannot be read, as before the first deployment is through.
 */
async function closedRegionsIn(view: View): Promise<string[]> {
  const { cluster } = view.context;
  const reading = await readState(view).catch(() => undefined);
  if (!reading) return [];
  return cluster.regions
    .filter(({ distributionDomain }) => isClosed(reading.state, distributionDomain, reading.nowMs))
    .map(({ region }) => region);
}

/**
 * Whether what the buckets hold is what would be published now, from what the regions' streams say at this moment.
 * Never throws but for the signal's reason: what cannot be read is `unknown`, or `missing` where nothing is published.
 */
export async function comparePublished(input: CompareInput): Promise<PublishedComparison> {
  const wanted = await wantedNow(input);
  const regions = await Promise.all(input.buckets.map((bucket) => compareBucket(bucket, wanted, input)));
  input.signal?.throwIfAborted();
  const worst = FROM_BAD_TO_GOOD.map((status) => regions.find((one) => one.status === status)).find(Boolean);
  return worst
    ? { status: worst.status, detail: worst.detail, regions, wanted }
    : { status: 'missing', detail: 'there is no bucket to publish to', regions, wanted };
}

async function wantedNow({ cluster, http, closedRegions, signal }: CompareInput): Promise<Wanted> {
  try {
    const masters = await fetchMasters(cluster, http, { signal, closedRegions });
    const merged = mergeMasters(masters, mergeOptionsOf(cluster));
    return { merged, objects: masterPlaylistObjects(merged, cluster.masterPlaylist.key) };
  } catch (problem) {
    signal?.throwIfAborted();
    return { problem };
  }
}

async function compareBucket(
  place: MasterPlaylistBucket,
  wanted: Wanted,
  { cluster, clients, clock, signal }: CompareInput,
): Promise<BucketComparison> {
  const keys = 'objects' in wanted ? [...wanted.objects.keys()] : [cluster.masterPlaylist.key];
  try {
    const s3 = await clients.s3(place.region);
    const present = await withinTime(clock, BUCKET_TIMEOUT_MS, signal, async (limit) => {
      const readings = keys.map((key) => readPlaylistObject(s3, place.bucket, key, limit));
      // So that nothing is still on its way when one of them fails.
      await Promise.allSettled(readings);
      return Promise.all(readings);
    });
    return { ...place, ...verdict(keys, present, wanted) };
  } catch (error) {
    return { ...place, status: 'unknown', detail: `s3://${place.bucket}: ${messageOf(error)}` };
  }
}

function verdict(
  keys: readonly string[],
  present: readonly (PlaylistObject | undefined)[],
  wanted: Wanted,
): { status: PublishedStatus; detail: string } {
  const absent = keys.filter((_, index) => !present[index]);
  if (absent.length > 0) return { status: 'missing', detail: `${absent.join(', ')} not published` };
  if ('problem' in wanted) return { status: 'unknown', detail: messageOf(wanted.problem).split('\n')[0] ?? '' };
  const changed = keys.filter((key, index) => {
    const [is, should] = [present[index], wanted.objects.get(key)];
    return !is || !should || !sameObject(is, should);
  });
  return changed.length > 0
    ? { status: 'outdated', detail: `${changed.join(', ')} not what the streams say now` }
    : { status: 'current', detail: 'as the streams say now' };
}
