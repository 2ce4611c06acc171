import type { StreamRegion } from '../cluster/cluster.js';
import { freshness, isClosed, isDrained, isPending, isWanted } from '../serving/what-to-serve.js';
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
  const { closedUntilMs, closedFromMs, offAir } = state;
  const wanted = isWanted(state, nowMs);
  const pending = isPending(state, nowMs);
  return {
    state: wanted ? (isDrained(state, nowMs) ? 'drained' : 'open') : 'closed',
    closedUntil: closedUntilMs !== undefined && closedUntilMs > nowMs ? secondsOf(closedUntilMs) : undefined,
    closedFrom: pending ? secondsOf(closedFromMs) : undefined,
    offAir: !wanted && offAir ? true : undefined,
    servesNevertheless: !wanted && !pending && !isClosed(reading.state, distributionDomain, nowMs),
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
