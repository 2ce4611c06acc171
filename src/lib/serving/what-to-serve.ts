import { OPENING_KNOWN_MS } from './settle-time.js';

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
  /** Epoch seconds from which a close holds; a close without one, such as a hand's, holds at once. */
  closedFrom?: number;
  /** Epoch seconds from which it counts as open for the close of another one; it serves before. */
  openFrom?: number;
  /** Closed on purpose even if no other distribution is open. */
  offAir?: boolean;
}

/** What the detector last said of one distribution. */
export interface HealthState {
  /** `playlist_fresh`. */
  fresh: boolean;
  /** Epoch seconds. */
  observedAt: number;
  /**
   * Since when it has been fresh without a break, epoch seconds; only where it had been stale before. A region that was
   * never stale has nothing to prove.
   */
  recoveredAt?: number;
}

export type Freshness = 'fresh' | 'stale' | 'unknown';

/** The state of a cluster as far as it decides what viewers get. Distributions are in the cluster file's order. */
export interface ClusterState {
  distributions: readonly DistributionState[];
  /** By domain. */
  health: ReadonlyMap<string, HealthState>;
}

/**
 * Seconds after which a detector counts as silent: it sends a health item a minute, so three missed ones mean that the
 * detector is gone, not that the stream is. That a stream was fresh is then known no more; that it was stale still is.
 */
export const HEALTH_LIFETIME_S = 180;

/**
 * What is known of a distribution's stream at `nowS` (epoch seconds). What was stale when its detector fell silent stays
 * stale until somebody says otherwise.
 */
export function freshness(state: ClusterState, domain: string, nowS: number): Freshness {
  const health = state.health.get(domain);
  if (!health) return 'unknown';
  if (!health.fresh) return 'stale';
  return isSilent(health, nowS) ? 'unknown' : 'fresh';
}

function isSilent({ observedAt }: HealthState, nowS: number): boolean {
  return nowS - observedAt > HEALTH_LIFETIME_S;
}

/**
 * Whether a distribution answers 404.
 *
 * A close begins at `closedFrom`, lapses at `closedUntil`, and holds only while some other distribution is open: no
 * sequence of writes, in any order and from any region, takes every region off the air. Another one counts as open only
 * while nobody closes it, and from when everyone knows that it is. Only `offAir` closes what is left.
 */
export function isClosed(state: ClusterState, domain: string, nowS: number): boolean {
  const distribution = state.distributions.find((one) => one.domain === domain);
  if (!distribution || isWanted(distribution, nowS) || isPending(distribution, nowS)) return false;
  if (distribution.offAir) return true;
  return state.distributions.some((other) => other.domain !== domain && isReliablyOpen(other, nowS));
}

/** Whether operators want a distribution to serve: it is open, or its close has lapsed. */
export function isWanted(distribution: Pick<DistributionState, 'open' | 'closedUntil'>, nowS: number): boolean {
  return distribution.open || hasLapsed(distribution, nowS);
}

/** From when every copilot and every player knows that a distribution which is wanted is open, epoch seconds. */
export function openKnownFrom({ open, openFrom = 0, closedUntil = 0 }: DistributionState): number {
  return open ? openFrom : closedUntil + OPENING_KNOWN_MS / 1000;
}

function isReliablyOpen(distribution: DistributionState, nowS: number): boolean {
  return isWanted(distribution, nowS) && nowS >= openKnownFrom(distribution);
}

/** Whether a distribution serves only until its close begins. */
export function isPending(
  distribution: Pick<DistributionState, 'open' | 'closedUntil' | 'closedFrom'>,
  nowS: number,
): boolean {
  return !isWanted(distribution, nowS) && distribution.closedFrom !== undefined && nowS < distribution.closedFrom;
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

/** Seconds of steady freshness after which a region that was stale is preferred again, where nothing else is set. */
export const HOLD_DOWN_S = 60;

/** How the detector's word decides where players go. */
export interface FailoverRules {
  /** `off`: staleness is not looked at, only operators move players. */
  automatic: 'steer' | 'off';
  /** Seconds of steady freshness after which a region that was stale is preferred again. */
  holdDownS: number;
}

const DEFAULT_RULES: FailoverRules = { automatic: 'steer', holdDownS: HOLD_DOWN_S };

/**
 * The open distributions in the order in which players should use them, else in the cluster file's order. Never empty
 * while the cluster has a distribution.
 *
 * 1. those that nothing speaks against, one that no detector was ever heard of among them;
 * 2. those whose detector fell silent while the stream was fresh: with a whole region gone, its detector is gone too;
 * 3. those that have not been fresh again for the hold-down;
 * 4. those that are drained: an operator's word goes before a detector's caution, but a stream that plays goes before
 *    one that stands still;
 * 5. those that were stale when their detector was last heard.
 */
export function preference(
  state: ClusterState,
  nowS: number,
  rules: Partial<FailoverRules> = {},
): readonly DistributionState[] {
  const { automatic, holdDownS } = { ...DEFAULT_RULES, ...rules };
  const rank = (one: DistributionState): number => {
    const health = automatic === 'steer' ? state.health.get(one.domain) : undefined;
    if (health && !health.fresh) return 4;
    if (isDrained(one, nowS)) return 3;
    if (!health) return 0;
    if (health.recoveredAt !== undefined && nowS - health.recoveredAt < holdDownS) return 2;
    return isSilent(health, nowS) ? 1 : 0;
  };
  const open = state.distributions.filter((one) => !isClosed(state, one.domain, nowS));
  // With all off the air on purpose there is no right order, but a steering manifest must name a pathway.
  const ranked = (open.length > 0 ? open : state.distributions).map((one) => ({ one, rank: rank(one) }));
  // Array.prototype.sort is stable: what ranks alike stays in the file's order.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}
