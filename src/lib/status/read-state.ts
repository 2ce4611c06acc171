import type { StreamRegion } from '../cluster/cluster.js';
import { HEALTH_PREFIX } from '../serving/state-items.js';
import { freshness, isClosed, isDrained, isPending, isWanted } from '../serving/what-to-serve.js';
import { intentOf, sameIntent } from '../state/intent.js';
import type { StateReading } from '../state/state-table.js';
import { writtenIntent } from '../state/written-intent.js';
import type { FreshnessStatus, ServingStatus } from './cluster-status.js';

/** What operators decided for a distribution, and what comes of it at `nowS` (epoch seconds). */
export function servingStatus(
  reading: StateReading,
  { distributionDomain }: StreamRegion,
  nowS: number,
): ServingStatus {
  const state = reading.state.distributions.find(({ domain }) => domain === distributionDomain);
  const item = reading.items.find(({ domain }) => domain?.S === distributionDomain);
  const wanted = !state || isWanted(state, nowS);
  const drained = state !== undefined && isDrained(state, nowS);
  const lasts = state?.closedUntil !== undefined && state.closedUntil > nowS;
  const now = intentOf(item, { region: state?.region ?? '', domain: distributionDomain });
  const written = writtenIntent(item, distributionDomain);
  const changedOutside = written !== undefined && !sameIntent(written, now);
  return {
    state: wanted ? (drained ? 'drained' : 'open') : 'closed',
    ...(lasts ? { closedUntil: state.closedUntil } : {}),
    ...(state && isPending(state, nowS) ? { closedFrom: state.closedFrom } : {}),
    ...(!wanted && state?.offAir ? { offAir: true } : {}),
    ...(changedOutside ? { changedOutside: written } : {}),
    servesNevertheless:
      state !== undefined && !wanted && !isPending(state, nowS) && !isClosed(reading.state, distributionDomain, nowS),
    ...(item?.updated_by?.S === undefined ? {} : { updatedBy: item.updated_by.S }),
    ...(item?.updated_at?.S === undefined ? {} : { updatedAt: item.updated_at.S }),
    ...(item?.reason?.S === undefined ? {} : { reason: item.reason.S }),
  };
}

/** What the detector said last of a distribution, and how long ago. */
export function freshnessStatus(
  reading: StateReading,
  { distributionDomain }: StreamRegion,
  nowS: number,
): FreshnessStatus {
  const observedAt = reading.items.find(({ domain }) => domain?.S === HEALTH_PREFIX + distributionDomain)?.observed_at
    ?.N;
  const ageS = observedAt === undefined ? Number.NaN : Math.max(0, Math.round(nowS - Number(observedAt)));
  return {
    freshness: freshness(reading.state, distributionDomain, nowS),
    ...(Number.isNaN(ageS) ? {} : { ageS }),
  };
}
