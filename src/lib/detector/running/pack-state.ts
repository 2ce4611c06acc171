import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { MARK } from '../judging/segment-memory.js';
import type { SavedPlaylist } from '../polling/followed-list.js';
import type { SavedPoller } from '../polling/stream-poller.js';
import { parseSavedState, type SavedState } from './saved-state.js';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** An item of DynamoDB has at most 400 KB ("Quotas in Amazon DynamoDB"); the rest is for its key and names. */
const MAX_BYTES = 390_000;
/** No state of ours is as long. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** How much is kept of each playlist. What it must not lose is when it was seen, and which version was the newest. */
interface Detail {
  /** The newest versions and segments that were seen. */
  versions: number;
  segments: number;
  /** The newest times between new segments. */
  intervals: number;
  /** Characters of why it cannot be read. */
  failure: number;
  /** Whether what the master listed is kept. */
  listing: boolean;
  /** Whether the other regions' streams are kept. */
  peers: boolean;
  /** How many bytes a playlist takes then, as a rule: what cannot fit is not tried. */
  usualBytes: number;
}

/** The first that fits is taken. The last one fits whatever is in it, for as many playlists as a detector follows. */
const DETAILS: readonly Detail[] = [
  { versions: 32, segments: 32, intervals: 30, failure: 200, listing: true, peers: true, usualBytes: 340 },
  { versions: 32, segments: 32, intervals: 30, failure: 200, listing: true, peers: false, usualBytes: 340 },
  { versions: 8, segments: 16, intervals: 8, failure: 40, listing: true, peers: false, usualBytes: 180 },
  { versions: 2, segments: 6, intervals: 0, failure: 0, listing: true, peers: false, usualBytes: 0 },
  { versions: 1, segments: 2, intervals: 0, failure: 0, listing: false, peers: false, usualBytes: 0 },
];

/** What a run saved, in as many bytes as one item holds: of many playlists, less of each. */
export async function packState(state: SavedState): Promise<Uint8Array> {
  const { origin, distribution, peers = {} } = state;
  const countOf = (pollers: readonly (SavedPoller | undefined)[]) =>
    pollers.reduce((sum, one) => sum + Object.keys(one?.playlists ?? {}).length, 0);
  const [own, others] = [countOf([origin, distribution]), countOf(Object.values(peers))];
  const mayFit = (detail: Detail) => (own + (detail.peers ? others : 0)) * detail.usualBytes <= MAX_BYTES;
  let packed: Uint8Array = new Uint8Array();
  for (const detail of DETAILS.filter(mayFit)) {
    const kept = Object.entries(detail.peers ? peers : {}).map(([url, peer]) => [url, reduced(peer, detail)]);
    const text = JSON.stringify({
      ...state,
      origin: reduced(origin, detail),
      distribution: distribution && reduced(distribution, detail),
      peers: kept.length > 0 ? Object.fromEntries(kept) : undefined,
    });
    packed = await compress(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    if (packed.length <= MAX_BYTES) break;
  }
  return packed;
}

/** Reads what {@link packState} made; undefined where it is something else, or of another version. */
export async function unpackState(packed: Uint8Array): Promise<SavedState | undefined> {
  try {
    return parseSavedState((await decompress(packed, { maxOutputLength: MAX_TEXT_BYTES })).toString());
  } catch {
    return undefined;
  }
}

function reduced({ playlists, listing, ...poller }: SavedPoller, detail: Detail): SavedPoller {
  const each = Object.entries(playlists).map(([key, watch]) => [key, reducedWatch(watch, detail)]);
  return { ...poller, playlists: Object.fromEntries(each), listing: detail.listing ? listing : undefined };
}

function reducedWatch({ memory, intervals, failure, ...watch }: SavedPlaylist, detail: Detail): SavedPlaylist {
  return {
    ...watch,
    memory: memory && {
      ...memory,
      versions: memory.versions.slice(-detail.versions * MARK),
      segments: memory.segments.slice(-detail.segments * MARK),
    },
    // Not slice(-0), which is all of them.
    intervals: intervals.slice(Math.max(0, intervals.length - detail.intervals)),
    failure: failure?.slice(0, detail.failure),
  };
}
