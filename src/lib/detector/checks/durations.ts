import type { PlaylistCheck } from './check.js';

export const segmentTooLong: PlaylistCheck = {
  name: 'segment-too-long',
  severity: 'warning',
  rule: 'No EXTINF, rounded to whole seconds, is greater than EXT-X-TARGETDURATION.',
  source: 'RFC 8216 section 4.3.3.1',
  action:
    'Players that poll by the target duration run dry. Set the encoder’s key frame interval and segment length to agree.',
  find: ({ current }) => {
    const longest = Math.max(0, ...current.segments.map((segment) => segment.durationS));
    return Math.round(longest) > current.targetDuration
      ? `${longest} s, the target is ${current.targetDuration} s`
      : undefined;
  },
};

export const targetDurationChanged: PlaylistCheck = {
  name: 'target-duration-changed',
  severity: 'warning',
  rule: 'EXT-X-TARGETDURATION does not change.',
  source: 'RFC 8216 section 6.2.1',
  action: 'An encoder with other settings took over: make the settings of both pipelines and regions agree.',
  find: ({ previous, current }) =>
    previous && previous.targetDuration !== current.targetDuration
      ? `from ${previous.targetDuration} to ${current.targetDuration} s`
      : undefined,
};

/** 1 ms for what was rounded in the text. */
export const partTooLong: PlaylistCheck = {
  name: 'part-too-long',
  severity: 'warning',
  rule: 'No EXT-X-PART is longer than PART-TARGET.',
  source: 'draft-pantos-hls-rfc8216bis section 4.4.4.9',
  action: 'Low-latency players stall at their live edge. Check the packager’s part duration.',
  find: ({ current: { partTargetS, longestPartS } }) =>
    partTargetS !== undefined && longestPartS !== undefined && longestPartS > partTargetS + 0.001
      ? `${longestPartS} s, PART-TARGET is ${partTargetS} s`
      : undefined,
};
