import type { StreamRegion } from '../cluster/cluster.js';
import { outsideText } from '../outside-text.js';
import { isRerouted } from '../serving/serves-from.js';
import { freshness, inForceFromMs, isDrained, isWanted } from '../serving/what-to-serve.js';
import { isHeard } from '../serving/who-says.js';
import { printedIntent, secondsOf } from '../state/intent.js';
import { changedOutside, type StateReading } from '../state/state-reading.js';
import type { FreshnessStatus, ObserverStatus, ServingStatus } from './cluster-status.js';

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
    reroutedTo: isRerouted(state, nowMs) ? outsideText(state.reroutedTo ?? '') : undefined,
    reroutedUntil: isRerouted(state, nowMs) ? secondsOf(state.reroutedUntilMs) : undefined,
    ...record,
  };
}

/** What is known of a distribution's stream, how long ago it was observed, and what each observer said. */
export function freshnessStatus(
  { state, words, nowMs }: StateReading,
  { region, distributionDomain }: StreamRegion,
): FreshnessStatus {
  const agoS = (ms: number) => Math.max(0, Math.round((nowMs - ms) / 1000));
  const { observedAtMs, quality, saidBy = [] } = state.health.get(distributionDomain) ?? {};
  const observers = (words.get(distributionDomain) ?? []).map(
    (word): ObserverStatus => ({
      observer: word.observer,
      said: word.fresh ? 'fresh' : 'stale',
      ageS: agoS(word.observedAtMs),
      staleForS: word.fresh || word.staleSinceMs === undefined ? undefined : agoS(word.staleSinceMs),
      silent: !isHeard(word, nowMs),
      believed: saidBy.includes(word.observer),
      detail: word.detail,
    }),
  );
  return {
    freshness: freshness(state, distributionDomain, nowMs),
    ageS: observedAtMs === undefined ? undefined : agoS(observedAtMs),
    quality,
    observers: observers.sort((one, two) => Number(two.observer === region) - Number(one.observer === region)),
  };
}
