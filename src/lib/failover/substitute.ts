import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { ServesAnswer } from '../serving/serves-answer.js';
import { isRerouted, rulesForOperators, type WhyNotInstead, whyNotInstead } from '../serving/serves-from.js';
import type { DistributionState, FailoverRules } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import { preferred } from './check-destination.js';

/** A region whose origin could answer for another one, and why it cannot. */
export interface Substitute {
  region: string;
  /** Undefined where nothing stands against it. */
  why?: WhyNotInstead | 'rerouted';
}

/**
 * Which regions could stand in for one, in the order in which players prefer them.
 *
 * @param serves what the copilot says of the mappings; undefined where it does not answer: then none is known
 */
export function substitutes(
  cluster: Cluster,
  target: Pick<StreamRegion, 'distributionDomain' | 'region'>,
  { state, nowMs }: StateReading,
  serves: ServesAnswer | undefined,
): Substitute[] {
  const own = state.distributions.find(({ domain }) => domain === target.distributionDomain);
  if (!own) return [];
  const rules: FailoverRules = {
    automatic: cluster.failover.automatic,
    holdDownMs: cluster.failover.holdDown * 1000,
    reroutes: { [target.region]: serves?.canServeFrom ?? [] },
  };
  const order = preferred(cluster, state, nowMs);
  const others = [...order, ...state.distributions.filter((one) => !order.includes(one))];
  const why = (one: DistributionState): Substitute['why'] =>
    whyNotInstead(state, own, one, nowMs, rulesForOperators(rules)) ??
    (isRerouted(one, nowMs) ? 'rerouted' : undefined);
  return others.filter((one) => one.domain !== own.domain).map((one) => ({ region: one.region, why: why(one) }));
}

/** Completes a sentence that begins with the region that was to stand in. */
export const WHY_NOT_WORDS: Readonly<Record<NonNullable<Substitute['why']>, string>> = {
  itself: 'is the region itself',
  unmapped: 'cannot stand in: no way to its origin was deployed',
  closed: 'is closed',
  stale: 'has a stale stream',
  'not-aligned': 'has a stream that differs now, as the detectors see it',
  rerouted: 'is rerouted itself',
};
