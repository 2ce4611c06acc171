import { newestEndMs } from '../../hls/program-date.js';
import type { PlaylistChecks } from './check.js';

/** Encoders round; half a second is more than a frame, and less than viewers or players would notice. */
const TOLERANCE_S = 0.5;
/** Clocks that follow NTP agree far better than this. */
const AHEAD_S = 2;
/** More than packagers and caches add. */
const BEHIND_S = 60;

/** What EXT-X-PROGRAM-DATE-TIME says. */
export const DATE_CHECKS: PlaylistChecks = {
  'date-gap': ({ current }) => {
    let expectedMs: number | undefined;
    for (const segment of current.segments) {
      if (segment.discontinuity) expectedMs = undefined;
      const startMs = segment.dateMs ?? expectedMs;
      const offS = expectedMs === undefined || startMs === undefined ? 0 : (startMs - expectedMs) / 1000;
      if (Math.abs(offS) > TOLERANCE_S) {
        const off = `${Math.abs(offS).toFixed(1)} s ${offS > 0 ? 'later' : 'earlier'}`;
        return `segment ${segment.sequence} is dated ${off} than the end of the segment before it`;
      }
      expectedMs = startMs === undefined ? undefined : startMs + segment.durationS * 1000;
    }
    return undefined;
  },
  'date-drift': ({ current, nowMs }) => {
    const endMs = newestEndMs(current);
    if (endMs === undefined || current.ended) return undefined;
    const behindS = (nowMs - endMs) / 1000;
    if (behindS < -AHEAD_S) return `the newest segment ends ${(-behindS).toFixed(1)} s in the future`;
    return behindS > Math.max(BEHIND_S, 10 * current.targetDuration)
      ? `the newest segment ended ${behindS.toFixed(1)} s ago`
      : undefined;
  },
};
