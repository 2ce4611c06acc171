import { cachedTooLong } from './cache.js';
import type { CheckInfo, PlaylistCheck, RegionsCheck, StreamCheck } from './check.js';
import { dateDrift, dateGap } from './dates.js';
import { discontinuitySequence } from './discontinuity.js';
import { partTooLong, segmentTooLong, targetDurationChanged } from './durations.js';
import { gapShare } from './gaps.js';
import { regionsDate, regionsSequence, regionsTargetDuration } from './regions.js';
import { RETRIEVAL_CHECKS } from './retrieval.js';
import { sequenceBack, sequenceJump, sequenceStanding, urisChanged } from './sequence.js';
import { variantsOutOfStep } from './steps.js';
import { VERDICTS } from './verdicts.js';
import { ended, windowShrunk } from './window.js';

export const PLAYLIST_CHECKS: readonly PlaylistCheck[] = [
  sequenceBack,
  sequenceStanding,
  sequenceJump,
  urisChanged,
  windowShrunk,
  ended,
  discontinuitySequence,
  segmentTooLong,
  targetDurationChanged,
  partTooLong,
  dateGap,
  dateDrift,
  gapShare,
  cachedTooLong,
];

export const STREAM_CHECKS: readonly StreamCheck[] = [variantsOutOfStep];

export const REGIONS_CHECKS: readonly RegionsCheck[] = [regionsTargetDuration, regionsSequence, regionsDate];

/** Every check there is, as `docs/detector.md` lists them. */
export const ALL_CHECKS: readonly CheckInfo[] = [
  ...Object.values(RETRIEVAL_CHECKS),
  ...Object.values(VERDICTS),
  ...PLAYLIST_CHECKS,
  ...STREAM_CHECKS,
  ...REGIONS_CHECKS,
];
