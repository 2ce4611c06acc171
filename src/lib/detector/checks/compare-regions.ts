import type { FindingId } from '../../findings/catalogue.js';
import { compareTimelines, type Timeline, type TimelineDifference } from '../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { type Finding, finding, type StreamMember } from './check.js';

/**
 * Compares the playlists of two regions, rung by rung, in the order in which their masters name them, which identical
 * streams share. Two streams that name a different number of playlists are not compared.
 */
export function regionFindings(ours: readonly StreamMember[], theirs: readonly StreamMember[]): Finding[] {
  if (ours.length !== theirs.length) return [];
  return ours.flatMap(({ url, snapshot }, index) => {
    const other = theirs[index];
    const differences = other ? compareTimelines(timelineOf(snapshot), timelineOf(other.snapshot)) : [];
    return differences.flatMap((difference) => {
      const said = describe(difference);
      return said ? [finding(said[0], url, said[1])] : [];
    });
  });
}

function describe(difference: TimelineDifference): [FindingId, string] | undefined {
  switch (difference.kind) {
    case 'target-duration':
      return ['target-duration-differs', `${difference.seconds[0]} s here, ${difference.seconds[1]} s there`];
    case 'media-sequence': {
      const [here, there] = difference.numbers;
      return ['media-sequence-differs', `${difference.of}: ${here} here, ${there} there`];
    }
    case 'behind':
      return [
        'region-behind',
        `${(difference.ms / 1000).toFixed(1)} s behind ${difference.which === 'first' ? 'here' : 'there'}`,
      ];
    default:
      return undefined;
  }
}

/** Gaps at the end are no media yet, as the newest number leaves them out too. */
function timelineOf({ targetDuration, segments, mediaSequence, endSequence }: MediaPlaylist): Timeline {
  return { targetDuration, segments: segments.slice(0, endSequence - mediaSequence) };
}
