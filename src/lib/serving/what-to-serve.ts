/** What operators decided for one distribution. */
export interface DistributionState {
  domain: string;
  region: string;
  /** `distro_open`. */
  open: boolean;
  /** Still serving, but players are steered away. */
  drained: boolean;
  /** Epoch seconds after which a close, and the drain that went before it, lapse by themselves. */
  closedUntil?: number;
}

/** What the detector last said of one distribution. */
export interface HealthState {
  /** `playlist_fresh`. */
  fresh: boolean;
  /** Epoch seconds. */
  observedAt: number;
}

export type Freshness = 'fresh' | 'stale' | 'unknown';

/** The state of a cluster as far as it decides what viewers get. Distributions are in the cluster file's order. */
export interface ClusterState {
  distributions: readonly DistributionState[];
  /** By domain. */
  health: ReadonlyMap<string, HealthState>;
}

/**
 * Seconds after which a health item says nothing any more: the detector sends one a minute, so three missed ones mean
 * that the detector is gone, not that the stream is.
 */
export const HEALTH_LIFETIME_S = 180;

/** What the detector says of a distribution at `nowS` (epoch seconds). */
export function freshness(state: ClusterState, domain: string, nowS: number): Freshness {
  const health = state.health.get(domain);
  if (!health || nowS - health.observedAt > HEALTH_LIFETIME_S) return 'unknown';
  return health.fresh ? 'fresh' : 'stale';
}

/**
 * Whether a distribution answers 404.
 *
 * A close lapses at `closedUntil`, and holds only while some other distribution is open: no sequence of writes, in any
 * order and from any region, takes every region off the air.
 */
export function isClosed(state: ClusterState, domain: string, nowS: number): boolean {
  const distribution = state.distributions.find((one) => one.domain === domain);
  if (!distribution || isWanted(distribution, nowS)) return false;
  return state.distributions.some((other) => other.domain !== domain && isWanted(other, nowS));
}

/** Whether operators want a distribution to serve: it is open, or its close has lapsed. */
export function isWanted(distribution: Pick<DistributionState, 'open' | 'closedUntil'>, nowS: number): boolean {
  return distribution.open || hasLapsed(distribution, nowS);
}

/**
 * Whether players are steered away from a distribution by an operator. A drain that went before a close with an end
 * lapses with it, so that a drill whose operator is gone leaves nothing behind.
 */
export function isDrained(distribution: DistributionState, nowS: number): boolean {
  return distribution.drained && !hasLapsed(distribution, nowS);
}

function hasLapsed(distribution: Pick<DistributionState, 'closedUntil'>, nowS: number): boolean {
  return distribution.closedUntil !== undefined && distribution.closedUntil <= nowS;
}

/**
 * The open distributions in the order in which players should use them: those neither drained nor known stale first,
 * else in the cluster file's order. Never empty while the cluster has a distribution.
 *
 * With `automatic` off, staleness is not looked at: only operators move players.
 */
export function preference(
  state: ClusterState,
  nowS: number,
  automatic: 'steer' | 'off' = 'steer',
): readonly DistributionState[] {
  const open = state.distributions.filter((one) => !isClosed(state, one.domain, nowS));
  const avoided = (one: DistributionState) =>
    isDrained(one, nowS) || (automatic === 'steer' && freshness(state, one.domain, nowS) === 'stale');
  return [...open.filter((one) => !avoided(one)), ...open.filter(avoided)];
}
