import type { FindingId } from '../../findings/catalogue.js';
import { cachedSeverity } from '../../findings/delivery.js';
import type { Found, PlaylistCheck, PlaylistChecks, PlaylistLook } from './check.js';
import { DATE_CHECKS } from './dates.js';
import { NUMBERING_CHECKS } from './numbering.js';
import { SEGMENT_CHECKS } from './segments.js';

/** What is looked for in each new version of a media playlist. */
const CHECKS: PlaylistChecks = {
  ...NUMBERING_CHECKS,
  ...SEGMENT_CHECKS,
  ...DATE_CHECKS,
  'cached-too-long': ({ current: { ended, targetDuration }, ageS = 0, lifetimeS = 0 }) => {
    const seconds = Math.max(ageS, lifetimeS);
    if (ended || seconds <= targetDuration) return undefined;
    const kept = ageS > targetDuration ? `a cache kept it for ${ageS} s` : `caches may keep it for ${lifetimeS} s`;
    return { detail: `${kept} (target duration ${targetDuration} s)`, severity: cachedSeverity(seconds) };
  },
};

export function playlistFindings(look: PlaylistLook): [FindingId, Found][] {
  return (Object.entries(CHECKS) as [FindingId, PlaylistCheck][]).flatMap(([id, check]): [FindingId, Found][] => {
    const found = check(look);
    return found === undefined ? [] : [[id, found]];
  });
}
