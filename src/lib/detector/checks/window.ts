import type { MediaPlaylist } from '../../hls/media-playlist.js';
import type { PlaylistCheck } from './check.js';

export const windowShrunk: PlaylistCheck = {
  name: 'window-shrunk',
  severity: 'error',
  rule: 'Segments are removed at the beginning only, and never so many that less than three target durations remain.',
  source: 'RFC 8216 section 6.2.2',
  action:
    'The packager lost its window, mostly by a restart: players that are behind stall. Check it before moving players there.',
  find: ({ previous, current }) => {
    if (current.ended) return undefined;
    const end = (one: MediaPlaylist) => one.mediaSequence + one.segments.length;
    if (previous && current.mediaSequence >= previous.mediaSequence && end(current) < end(previous)) {
      return `${end(previous) - end(current)} segments at its end are gone`;
    }
    const seconds = (one: MediaPlaylist) => one.segments.reduce((sum, segment) => sum + segment.durationS, 0);
    const least = 3 * current.targetDuration;
    const short = seconds(current) < least - 0.5;
    const wasLong = previous !== undefined && seconds(previous) >= least - 0.5;
    return short && wasLong
      ? `${seconds(current).toFixed(1)} s are left of ${seconds(previous).toFixed(1)} s`
      : undefined;
  },
};

/** RFC 8216 section 4.3.3.4: whoever ends a live stream does it with this tag. */
export const ended: PlaylistCheck = {
  name: 'ended',
  severity: 'error',
  rule: 'A live stream has no EXT-X-ENDLIST.',
  source: 'RFC 8216 section 4.3.3.4',
  action: 'Nothing, when the event is over. Else the encoder’s input ended: start it again and fail over.',
  find: ({ current }) => (current.ended ? 'EXT-X-ENDLIST' : undefined),
};
