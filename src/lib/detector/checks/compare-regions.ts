import type { FindingId } from '../../findings/catalogue.js';
import { compareTimelines, describeDifference, type Timeline } from '../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { type Finding, finding, type StreamMember } from './check.js';

/** What the detector tells of while a stream runs; `cvs playlist check` tells of the other differences too. */
const TOLD: ReadonlySet<FindingId> = new Set(['target-duration-differs', 'media-sequence-differs', 'region-behind']);

/**
 * Compares the playlists of two regions, rung by rung, in the order in which their masters name them, which identical
 * streams share. Two streams that name a different number of playlists are not compared.
 */
export function regionFindings(ours: readonly StreamMember[], theirs: readonly StreamMember[]): Finding[] {
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(({ url, snapshot }, index) => {
    const other = theirs[index];
    if (!other) return [];
    return compareTimelines(timelineOf(snapshot), timelineOf(other.snapshot))
      .filter(({ kind }) => TOLD.has(kind))
      .map((difference) => {
        const said = describeDifference(difference, ['this region', 'the other region']);
        return finding(difference.kind, url, `this region and the other ${said}`);
      });
  });
}

/** Gaps at the end are no media yet, as the newest number leaves them out too. */
function timelineOf({ targetDuration, segments, mediaSequence, endSequence }: MediaPlaylist): Timeline {
  return { targetDuration, segments: segments.slice(0, endSequence - mediaSequence) };
}
