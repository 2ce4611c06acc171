import type { MediaPlaylist } from '../../hls/media-playlist.js';
import type { PlaylistChecks } from './check.js';
import { lengthS } from './numbering.js';

const GAP_SHARE = 0.1;
/** For what was rounded in the text. */
const ROUNDING_S = 0.001;

/** How many segments and parts a playlist lists, and how long they are. */
export const SEGMENT_CHECKS: PlaylistChecks = {
  'window-shrunk': ({ previous, current }) => {
    if (current.ended) return undefined;
    const end = (one: MediaPlaylist) => one.mediaSequence + one.skipped + one.segments.length;
    if (previous && current.mediaSequence >= previous.mediaSequence && end(current) < end(previous)) {
      return `${end(previous) - end(current)} segments at the end were removed`;
    }
    const least = 3 * current.targetDuration - 0.5;
    const [before, now] = [lengthS(previous?.segments ?? []), lengthS(current.segments)];
    return now < least && before >= least ? `${now.toFixed(1)} s are left of ${before.toFixed(1)} s` : undefined;
  },
  'stream-ended': ({ current }) => (current.ended ? 'the playlist has EXT-X-ENDLIST' : undefined),
  'segment-too-long': ({ current: { segments, targetDuration } }) => {
    const longest = segments.reduce((most, { durationS }) => Math.max(most, durationS), 0);
    return Math.round(longest) > targetDuration
      ? `a segment lasts ${longest} s and EXT-X-TARGETDURATION is ${targetDuration} s`
      : undefined;
  },
  'target-duration-changed': ({ previous, current }) =>
    previous && previous.targetDuration !== current.targetDuration
      ? `EXT-X-TARGETDURATION changed from ${previous.targetDuration} s to ${current.targetDuration} s`
      : undefined,
  'part-too-long': ({ current: { partTargetS, longestPartS } }) =>
    partTargetS !== undefined && longestPartS !== undefined && longestPartS > partTargetS + ROUNDING_S
      ? `a part lasts ${longestPartS} s and PART-TARGET is ${partTargetS} s`
      : undefined,
  'space-after-colon': ({ current: { spacedTag } }) =>
    spacedTag ? `${spacedTag.slice(1)} has white space behind its colon` : undefined,
  'variable-undefined': ({ current: { undefinedVariables } }) =>
    undefinedVariables.length > 0
      ? `${undefinedVariables
          .slice(0, 3)
          .map((name) => `{$${name}}`)
          .join(', ')} has no value`
      : undefined,
  'tag-misplaced': ({ current: { misplacedTag } }) => misplacedTag,
  'event-slides': ({ previous, current }) =>
    previous?.isEvent && current.isEvent && current.mediaSequence > previous.mediaSequence
      ? `EXT-X-PLAYLIST-TYPE is EVENT, and ${current.mediaSequence - previous.mediaSequence} segments were removed`
      : undefined,
  'gap-share': ({ current: { segments } }) => {
    const gaps = segments.filter((segment) => segment.gap).length;
    return gaps > segments.length * GAP_SHARE
      ? `${gaps} of ${segments.length} segments are gaps (EXT-X-GAP)`
      : undefined;
  },
};
