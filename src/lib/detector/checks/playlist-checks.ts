import { cachedSeverity } from '../../findings/delivery.js';
import type { PlaylistCheck } from './check.js';
import { DATE_CHECKS } from './dates.js';
import { NUMBERING_CHECKS } from './numbering.js';
import { SEGMENT_CHECKS } from './segments.js';

const cachedTooLong: PlaylistCheck = {
  id: 'cached-too-long',
  find: ({ current, ageS = 0, lifetimeS = 0 }) => {
    const { ended, targetDuration } = current;
    const seconds = Math.max(ageS, lifetimeS);
    if (ended || seconds <= targetDuration) return undefined;
    const kept = ageS > targetDuration ? `a cache kept it for ${ageS} s` : `caches may keep it for ${lifetimeS} s`;
    return { detail: `${kept} (target duration ${targetDuration} s)`, severity: cachedSeverity(seconds) };
  },
};

/** What is looked for in each new version of a media playlist. */
export const PLAYLIST_CHECKS: readonly PlaylistCheck[] = [
  ...NUMBERING_CHECKS,
  ...SEGMENT_CHECKS,
  ...DATE_CHECKS,
  cachedTooLong,
];
