import type { StreamRegion } from '../cluster/cluster.js';
import { freshness, inForceFromMs, isDrained, isWanted } from '../serving/what-to-serve.js';
import { printedIntent, secondsOf } from '../state/intent.js';
import { changedOutside, type StateReading } from '../state/state-reading.js';
import type { FreshnessStatus, ServingStatus } from './cluster-status.js';

/** What operators want of a distribution, and what follows from it. */
export function servingStatus(reading: StateReading, { distributionDomain }: StreamRegion): ServingStatus {
  const { nowMs } = reading;
  const state = reading.state.distributions.find(({ domain }) => domain === distributionDomain);
  const item = reading.items.get(distributionDomain);
  const outside = changedOutside(reading, distributionDomain);
  const record = {
    changedOutside: outside && printedIntent(outside),
    updatedBy: item?.updatedBy,
    updatedAt: item?.updatedAt,
    reason: item?.reason,
  };
  if (!state) return { state: 'open', servesNevertheless: false, ...record };
  const { closedUntilMs, offAir } = state;
  const wanted = isWanted(state, nowMs);
  const fromMs = inForceFromMs(reading.state, distributionDomain, nowMs);
  return {
    state: wanted ? (isDrained(state, nowMs) ? 'drained' : 'open') : 'closed',
    closedUntil: closedUntilMs !== undefined && closedUntilMs > nowMs ? secondsOf(closedUntilMs) : undefined,
    closedFrom: fromMs > nowMs && fromMs < Number.POSITIVE_INFINITY ? secondsOf(fromMs) : undefined,
    offAir: !wanted && offAir ? true : undefined,
    servesNevertheless: !wanted && fromMs === Number.POSITIVE_INFINITY,
    lapsed: wanted && !state.open ? true : undefined,
    ...record,
  };
}

/** What the detector said last of a distribution, and how long ago. */
export function freshnessStatus({ state, nowMs }: StateReading, { distributionDomain }: StreamRegion): FreshnessStatus {
  const observedAtMs = state.health.get(distributionDomain)?.observedAtMs;
  return {
    freshness: freshness(state, distributionDomain, nowMs),
    ageS: observedAtMs === undefined ? undefined : Math.max(0, Math.round((nowMs - observedAtMs) / 1000)),
  };
}
