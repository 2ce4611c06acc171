import { newestEndMs } from '../../hls/program-date.js';
import type { PlaylistCheck } from './check.js';

/** Encoders round; half a second is more than a frame and less than what viewers or players would not notice. */
const TOLERANCE_S = 0.5;

export const dateGap: PlaylistCheck = {
  name: 'date-gap',
  severity: 'warning',
  rule: 'A segment’s EXT-X-PROGRAM-DATE-TIME is that of the one before plus its EXTINF, within 0.5 s, but at a discontinuity.',
  source: 'RFC 8216 section 4.3.2.6',
  action: 'The encoder lost input or its clock was set. Players that align regions by date jump.',
  find: ({ current }) => {
    let expectedMs: number | undefined;
    for (const [index, segment] of current.segments.entries()) {
      if (segment.discontinuity) expectedMs = undefined;
      const offS = expectedMs === undefined ? 0 : ((segment.dateMs ?? expectedMs) - expectedMs) / 1000;
      if (Math.abs(offS) > TOLERANCE_S) return `${offS.toFixed(1)} s at ${current.mediaSequence + index}`;
      const startMs = segment.dateMs ?? expectedMs;
      expectedMs = startMs === undefined ? undefined : startMs + segment.durationS * 1000;
    }
    return undefined;
  },
};

/** Ahead: clocks that follow NTP agree far better than this. Behind: what packagers and caches add, generously. */
const AHEAD_S = 2;
const BEHIND_S = 60;

export const dateDrift: PlaylistCheck = {
  name: 'date-drift',
  severity: 'warning',
  rule: 'The end of the newest segment lies between 2 s ahead of the wall clock and 60 s, or ten target durations, behind it.',
  source: 'RFC 8216 section 6.2.1; the bounds are the house’s',
  action:
    'The encoder’s clock is wrong, or the region is far behind the other: check its time source before steering by date.',
  find: ({ current, nowMs }) => {
    const endMs = newestEndMs(current);
    if (endMs === undefined || current.ended) return undefined;
    const behindS = (nowMs - endMs) / 1000;
    if (behindS < -AHEAD_S) return `${(-behindS).toFixed(1)} s ahead`;
    return behindS > Math.max(BEHIND_S, 10 * current.targetDuration) ? `${behindS.toFixed(1)} s behind` : undefined;
  },
};
