import {
  type ClusterState,
  DEFAULT_RULES,
  type DistributionState,
  type FailoverRules,
  freshness,
  isClosed,
  isHeldDown,
  preference,
} from './what-to-serve.js';

/**
 * The region whose origin a distribution asks: its own, unless an operator rerouted it, or its stream is stale and
 * automatic failover reroutes. The way back from a stale stream waits for the hold-down.
 *
 * The region that stands in serves itself from its own origin, so that no loop can arise: it is open, not stale, not held
 * down and not rerouted. A mapping leads to it, and the detectors do not say that the streams differ. A region that
 * detectors choose is also known to be fresh; of several, the one that players prefer. Where no region can stand in, the
 * distribution asks its own origin.
 *
 * An operator's reroute to a region that cannot stand in has no effect while it cannot. It does not wait for the hold-down
 * of the other region.
 *
 * @throws Error when the cluster has no such distribution
 */
export function servesFrom(
  state: ClusterState,
  domain: string,
  nowMs: number,
  rules: Partial<FailoverRules> = {},
): string {
  const all = { ...DEFAULT_RULES, ...rules };
  const own = state.distributions.find((one) => one.domain === domain);
  if (!own) throw new Error(`${domain} is not a distribution of the cluster`);
  const wished = wishInForce(state, own, nowMs, all);
  if (wished !== undefined) return wished;
  const health = state.health.get(domain);
  if (all.automatic !== 'reroute' || !health) return own.region;
  if (health.fresh && !isHeldDown(health, nowMs, all.holdDownMs)) return own.region;
  const substitute = preference(state, nowMs, all).find(
    (one) =>
      freshness(state, one.domain, nowMs) === 'fresh' &&
      whyNotInstead(state, own, one, nowMs, all) === undefined &&
      wishInForce(state, one, nowMs, all) === undefined,
  );
  return substitute?.region ?? own.region;
}

/** Whether an operator's reroute stands, be it in force or not. */
export function isRerouted(one: Pick<DistributionState, 'reroutedTo' | 'reroutedUntilMs'>, nowMs: number): boolean {
  return one.reroutedTo !== undefined && (one.reroutedUntilMs === undefined || nowMs < one.reroutedUntilMs);
}

/** The rules for what an operator decides: that a stream plays is enough, however briefly it has played. */
export function rulesForOperators(rules: FailoverRules): FailoverRules {
  return { ...rules, holdDownMs: 0 };
}

/** Where an operator's reroute leads, if that region can stand in. */
function wishInForce(
  state: ClusterState,
  own: DistributionState,
  nowMs: number,
  rules: FailoverRules,
): string | undefined {
  if (!isRerouted(own, nowMs)) return undefined;
  const target = state.distributions.find(({ region }) => region === own.reroutedTo);
  const possible =
    target && !isRerouted(target, nowMs) && !whyNotInstead(state, own, target, nowMs, rulesForOperators(rules));
  return possible ? target.region : undefined;
}

/**
 * - `itself`: it is the same region
 * - `unmapped`: no mapping leads from the one to the other
 * - `closed`: it answers 404
 * - `stale`: its stream is stale, or was until a moment ago
 * - `not-aligned`: the detectors saw that the streams differ
 */
export type WhyNotInstead = 'itself' | 'unmapped' | 'closed' | 'stale' | 'not-aligned';

/** Why the origin of `other` cannot answer the requests of `own` now; undefined where nothing stands against it. */
export function whyNotInstead(
  state: ClusterState,
  own: DistributionState,
  other: DistributionState,
  nowMs: number,
  rules: FailoverRules,
): WhyNotInstead | undefined {
  if (other.domain === own.domain) return 'itself';
  if (!rules.reroutes[own.region]?.includes(other.region)) return 'unmapped';
  if (isClosed(state, other.domain, nowMs)) return 'closed';
  const health = rules.automatic === 'off' ? undefined : state.health.get(other.domain);
  if (health && (!health.fresh || isHeldDown(health, nowMs, rules.holdDownMs))) return 'stale';
  const alignedWith = state.health.get(own.domain)?.alignedWith;
  return alignedWith && !alignedWith.includes(other.region) ? 'not-aligned' : undefined;
}
