import type { MediaPlaylist, MediaSegment } from '../../hls/media-playlist.js';
import type { PlaylistChecks } from './check.js';

/** How a playlist numbers its segments and discontinuities, compared with the version before. */
export const NUMBERING_CHECKS: PlaylistChecks = {
  'sequence-back': ({ previous, current }) =>
    previous && current.mediaSequence < previous.mediaSequence
      ? `EXT-X-MEDIA-SEQUENCE went back from ${previous.mediaSequence} to ${current.mediaSequence}`
      : undefined,
  'sequence-standing': ({ previous, current }) => {
    const shift = previous ? shiftOf(previous, current) : 0;
    return shift > 0
      ? `${shift} segments were removed and EXT-X-MEDIA-SEQUENCE is still ${current.mediaSequence}`
      : undefined;
  },
  'sequence-jump': ({ previous, current, elapsedMs }) => {
    if (!previous || current.mediaSequence < previous.mediaSequence) return undefined;
    const elapsedS = elapsedMs / 1000;
    const more = current.endSequence - previous.endSequence;
    const { segments, targetDuration } = previous;
    const usual = Math.max(0.5, segments.length === 0 ? targetDuration : lengthS(segments) / segments.length);
    // Twice what the time allows, and three segments that may have been waiting to be published.
    return more > (2 * elapsedS) / usual + 3 ? `${more} more segments within ${elapsedS.toFixed(1)} s` : undefined;
  },
  'uris-changed': ({ previous, current }) => {
    if (!previous || shiftOf(previous, current) > 0) return undefined;
    const first = previous.segments[0]?.sequence ?? 0;
    for (const segment of current.segments) {
      const before = previous.segments[segment.sequence - first];
      if (before && name(before) !== name(segment)) {
        return `segment ${segment.sequence} was ${name(before)} and is now ${name(segment)}`;
      }
    }
    return undefined;
  },
  'discontinuity-sequence': ({ previous, current }) => {
    if (!previous || current.mediaSequence < previous.mediaSequence) return undefined;
    const removed = current.mediaSequence - previous.mediaSequence;
    // What was published and removed between two looks may have had discontinuities of its own.
    if (removed > previous.segments.length || previous.skipped > 0 || current.skipped > 0) return undefined;
    // The tag belongs to the segment after it. It leaves with that segment, or already when that segment is the first.
    const gone = previous.segments.slice(0, removed).filter((segment) => segment.discontinuity).length;
    const [first, before] = [current.segments[0], previous.segments[removed]];
    const left = before?.discontinuity && first && !first.discontinuity ? 1 : 0;
    const expected = previous.discontinuitySequence + gone + left;
    if (current.discontinuitySequence === expected) return undefined;
    return `EXT-X-DISCONTINUITY-SEQUENCE is ${current.discontinuitySequence} and should be ${expected}`;
  },
};

/** The last part of its path: what is before it may hold the token of a session. */
function name({ path }: MediaSegment): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** By how many places the segments moved up although the sequence number did not change; 0 when they did not. */
function shiftOf(previous: MediaPlaylist, current: MediaPlaylist): number {
  const first = current.segments[0];
  if (!first || previous.mediaSequence !== current.mediaSequence) return 0;
  const before = previous.segments.find((segment) => name(segment) === name(first));
  return before ? Math.max(0, before.sequence - first.sequence) : 0;
}

/** Of all segments, in seconds. */
export function lengthS(segments: readonly MediaSegment[]): number {
  return segments.reduce((sum, segment) => sum + segment.durationS, 0);
}
