import type { MediaPlaylist, MediaSegment } from '../../hls/media-playlist.js';
import type { PlaylistCheck } from './check.js';

const RFC = 'RFC 8216 section 6.2.2';

/** A restarted encoder counts anew; anything else that goes back is a mistake. */
export const sequenceBack: PlaylistCheck = {
  name: 'sequence-back',
  severity: 'error',
  rule: 'EXT-X-MEDIA-SEQUENCE never decreases.',
  source: RFC,
  action:
    'The encoder or packager started anew: players may stall until reloaded. Fail over; caches can also answer in turn.',
  find: ({ previous, current }) =>
    previous && current.mediaSequence < previous.mediaSequence
      ? `from ${previous.mediaSequence} back to ${current.mediaSequence}`
      : undefined,
};

export const sequenceStanding: PlaylistCheck = {
  name: 'sequence-standing',
  severity: 'error',
  rule: 'EXT-X-MEDIA-SEQUENCE grows by one for each segment that is removed.',
  source: RFC,
  action: 'The packager does not count: players take old segments for new ones. Restart it; fail over meanwhile.',
  find: ({ previous, current }) => {
    if (!previous || previous.mediaSequence !== current.mediaSequence) return undefined;
    const shift = shiftOf(previous, current);
    return shift > 0 ? `${shift} segments were removed, it still is ${current.mediaSequence}` : undefined;
  },
};

/** More than twice what the time allows, and three segments for what had not been published yet. */
export const sequenceJump: PlaylistCheck = {
  name: 'sequence-jump',
  severity: 'warning',
  rule: 'No more segments appear than fit into the time that passed, twice over.',
  source: 'RFC 8216 section 3 (each segment is one more than the one before it)',
  action:
    'Segments are missing, or the other pipeline of the channel took over with its own count. Check that regions agree.',
  find: ({ previous, current, elapsedS }) => {
    if (!previous || current.mediaSequence < previous.mediaSequence) return undefined;
    const more = current.endSequence - previous.endSequence;
    const usual = Math.max(0.5, meanDuration(previous));
    return more > (2 * elapsedS) / usual + 3 ? `${more} segments more within ${elapsedS.toFixed(1)} s` : undefined;
  },
};

export const urisChanged: PlaylistCheck = {
  name: 'uris-changed',
  severity: 'error',
  rule: 'A segment keeps its URI for as long as it is listed.',
  source: 'RFC 8216 section 6.2.1',
  action: 'Two encoders write the same playlist, or one was swapped without a discontinuity: stop one of them.',
  find: ({ previous, current }) => {
    if (!previous || shiftOf(previous, current) > 0) return undefined;
    for (const [index, segment] of current.segments.entries()) {
      const sequence = current.mediaSequence + index;
      const before = previous.segments[sequence - previous.mediaSequence];
      if (before && name(before) !== name(segment)) return `${sequence} was ${name(before)}, is ${name(segment)}`;
    }
    return undefined;
  },
};

/** The last part of its path: what stands before it may carry a session's token. */
function name({ path }: MediaSegment): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** By how many places the segments moved up although the sequence number stood; 0 when they did not. */
function shiftOf(previous: MediaPlaylist, current: MediaPlaylist): number {
  const first = current.segments[0];
  if (!first || previous.mediaSequence !== current.mediaSequence) return 0;
  return Math.max(
    0,
    previous.segments.findIndex((segment) => name(segment) === name(first)),
  );
}

function meanDuration({ segments, targetDuration }: MediaPlaylist): number {
  if (segments.length === 0) return targetDuration;
  return segments.reduce((sum, segment) => sum + segment.durationS, 0) / segments.length;
}
