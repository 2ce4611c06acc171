import { type Quality, worseThanOthers } from './quality.js';
import { KNOWLEDGE_AGE_MS, OPENING_KNOWN_MS } from './times.js';

/** What operators want of one distribution. Times are ms since the epoch. */
export interface Intent {
  /** `distro_open`. */
  open: boolean;
  /** Still serving, but players are steered away. */
  drained: boolean;
  /** When a close, and the drain that went before it, lapse by themselves; undefined when they have no end. */
  closedUntilMs?: number;
  /** When a close begins; one without it, such as one made outside cvs, holds at once. */
  closedFromMs?: number;
  /** From when it counts as open for the close of another one; it serves before. */
  openFromMs?: number;
  /** Closed on purpose even if no other distribution is open. */
  offAir?: boolean;
  /** The region whose origin its distribution asks instead of its own. */
  reroutedTo?: string;
  /** When that lapses by itself; undefined when it has no end. */
  reroutedUntilMs?: number;
}

/** One distribution of a cluster, and what operators want of it. */
export interface DistributionState extends Intent {
  domain: string;
  region: string;
  /** When cvs changed it last. */
  changedAtMs?: number;
}

/** What is known of one distribution's stream, by the rule of `who-says.ts`. Times are ms since the epoch. */
export interface HealthState extends Quality {
  /** `playlist_fresh`. */
  fresh: boolean;
  observedAtMs: number;
  /**
   * Since when it has been fresh without a break; only where it had been stale before. A region that was never stale has
   * nothing to prove.
   */
  recoveredAtMs?: number;
  /** Since when it has been stale without a break; only while it is stale. */
  staleSinceMs?: number;
  /**
   * The regions whose stream could stand in for this one when both were last seen playing: the same segment names and
   * numbers at the same moment. Undefined where no detector compared them.
   */
  alignedWith?: readonly string[];
  /** The regions whose observers say so. */
  saidBy?: readonly string[];
  /** After how many ms they count as silent; undefined for {@link HEALTH_LIFETIME_MS}. */
  lifetimeMs?: number;
}

export type Freshness = 'fresh' | 'stale' | 'unknown';

/** The state of a cluster as far as it decides what viewers get. Distributions are in the cluster file's order. */
export interface ClusterState {
  distributions: readonly DistributionState[];
  /** By domain. */
  health: ReadonlyMap<string, HealthState>;
  /** When the reading began that this is from, in ms since the epoch; undefined where it is as good as now. */
  readAtMs?: number;
}

/**
 * After how many ms a detector counts as silent that repeats itself each minute: three missed messages mean that the
 * detector does not run, not that the stream is stale. Then it is no longer known that a stream is fresh; a stream that
 * was stale still counts as stale.
 */
export const HEALTH_LIFETIME_MS = 180_000;

/**
 * What is known of a distribution's stream at `nowMs`. A stream that was stale when its detector fell silent stays stale
 * until a detector says otherwise.
 */
export function freshness(state: ClusterState, domain: string, nowMs: number): Freshness {
  const health = state.health.get(domain);
  if (!health) return 'unknown';
  if (!health.fresh) return 'stale';
  return isSilent(health, nowMs) ? 'unknown' : 'fresh';
}

function isSilent({ observedAtMs, lifetimeMs = HEALTH_LIFETIME_MS }: HealthState, nowMs: number): boolean {
  return nowMs - observedAtMs > lifetimeMs;
}

/**
 * Whether a distribution answers 404.
 *
 * A close begins at `closedFromMs`, lapses at `closedUntilMs`, and holds only while some other distribution is open: no
 * sequence of writes, in any order and from any region, takes every region off the air. Another one counts as open only
 * while nobody closes it, and only once every copilot and player knows that it is open. Only `offAir` closes the last one.
 *
 * What had not begun when the state was read does not begin by knowledge that is older than {@link KNOWLEDGE_AGE_MS}:
 * another close may have been made since.
 */
export function isClosed(state: ClusterState, domain: string, nowMs: number): boolean {
  return inForceFromMs(state, domain, nowMs) <= begunByMs(state, nowMs);
}

/**
 * From when the close of a distribution is in force if nothing else is changed, in ms since the epoch; infinite where it
 * never is, because the distribution is wanted, or because no other one is.
 */
export function inForceFromMs({ distributions }: ClusterState, domain: string, nowMs: number): number {
  const distribution = distributions.find((one) => one.domain === domain);
  if (!distribution || isWanted(distribution, nowMs)) return Number.POSITIVE_INFINITY;
  const { offAir, closedFromMs = 0 } = distribution;
  const others = distributions.filter((one) => one.domain !== domain && isWanted(one, nowMs));
  return Math.max(closedFromMs, offAir ? 0 : Math.min(...others.map(openKnownFromMs)));
}

/** What begins later than this has not begun. */
function begunByMs({ readAtMs = Number.POSITIVE_INFINITY }: ClusterState, nowMs: number): number {
  return Math.min(nowMs, readAtMs + KNOWLEDGE_AGE_MS);
}

/** Whether operators want a distribution to serve: it is open, or its close has lapsed. */
export function isWanted(intent: Pick<Intent, 'open' | 'closedUntilMs'>, nowMs: number): boolean {
  return intent.open || hasLapsed(intent, nowMs);
}

/** From when every copilot and every player knows that a distribution which is wanted is open, in ms since the epoch. */
export function openKnownFromMs({ open, openFromMs = 0, closedUntilMs = 0 }: Intent): number {
  return open ? openFromMs : closedUntilMs + OPENING_KNOWN_MS;
}

/** Whether a distribution serves only until its close begins. */
export function isPending(intent: Pick<Intent, 'open' | 'closedUntilMs' | 'closedFromMs'>, nowMs: number): boolean {
  return !isWanted(intent, nowMs) && intent.closedFromMs !== undefined && nowMs < intent.closedFromMs;
}

/**
 * Whether players are steered away from a distribution by an operator. A drain that went before a close with an end
 * lapses with it, so that a drill whose operator is lost leaves nothing behind.
 */
export function isDrained(intent: Intent, nowMs: number): boolean {
  return intent.drained && !hasLapsed(intent, nowMs);
}

function hasLapsed(intent: Pick<Intent, 'closedUntilMs'>, nowMs: number): boolean {
  return intent.closedUntilMs !== undefined && intent.closedUntilMs <= nowMs;
}

/**
 * Whether a stream that was stale has not been fresh again for the hold-down. A recovery that is later than now by more than
 * that is of a clock that is wrong, and holds nothing down.
 */
export function isHeldDown({ recoveredAtMs }: HealthState, nowMs: number, holdDownMs: number): boolean {
  return recoveredAtMs !== undefined && Math.abs(nowMs - recoveredAtMs) < holdDownMs;
}

/** How the detector's word decides where players go. */
export interface FailoverRules {
  /**
   * `reroute`: the distribution of a stale region asks another region's origin where that is possible, and players are
   * steered away. `steer`: they are only steered. `off`: staleness is not looked at, only operators move players.
   */
  automatic: 'reroute' | 'steer' | 'off';
  /** For how many ms a region that was stale must be fresh before it is preferred again. */
  holdDownMs: number;
  /** By region: the regions whose origin can answer its requests, by the mapping that was verified. */
  reroutes: Readonly<Record<string, readonly string[]>>;
}

/** Of {@link preference}. */
const WORSE_RANK = 0.5;
const STALE_RANK = 4;

/** What a cluster does where its cluster file says nothing. No mapping is known. */
export const DEFAULT_RULES: FailoverRules = { automatic: 'reroute', holdDownMs: 60_000, reroutes: {} };

/**
 * The open distributions in the order in which players should use them, else in the cluster file's order. Never empty
 * while the cluster has a distribution.
 *
 * 1. those that nothing speaks against, one that no detector has reported on yet among them; of these, those whose picture
 *    or sound has been worse than another's come last;
 * 2. those whose detector fell silent while the stream was fresh: when a whole region is lost, its detector is lost too;
 * 3. those that have not been fresh again for the hold-down;
 * 4. those that are drained: an operator's word goes before a detector's caution, but a fresh stream goes before a stale
 *    one;
 * 5. those that were stale when their detector last reported: one that is not drained first, then the one that turned
 *    stale last. Players are there, and moving them to a stream that has been dead for longer would help nobody.
 */
export function preference(
  state: ClusterState,
  nowMs: number,
  rules: Partial<FailoverRules> = {},
): readonly DistributionState[] {
  const { automatic, holdDownMs } = { ...DEFAULT_RULES, ...rules };
  const healthOf = ({ domain }: DistributionState) => (automatic === 'off' ? undefined : state.health.get(domain));
  const rank = (one: DistributionState): number => {
    const health = healthOf(one);
    if (health && !health.fresh) return isDrained(one, nowMs) ? STALE_RANK + 1 : STALE_RANK;
    if (isDrained(one, nowMs)) return 3;
    if (!health) return 0;
    if (isHeldDown(health, nowMs, holdDownMs)) return 2;
    return isSilent(health, nowMs) ? 1 : 0;
  };
  const open = state.distributions.filter((one) => !isClosed(state, one.domain, nowMs));
  // With all off the air on purpose there is no right order, but a steering manifest must name a pathway.
  const staleSince = ({ domain }: DistributionState) => state.health.get(domain)?.staleSinceMs ?? 0;
  const ranked = (open.length > 0 ? open : state.distributions).map((one) => ({ one, rank: rank(one) }));
  const unquestioned = ranked.filter((entry) => entry.rank === 0);
  const worse = worseThanOthers(unquestioned.map(({ one }) => healthOf(one)));
  for (const [index, entry] of unquestioned.entries()) if (worse[index]) entry.rank = WORSE_RANK;
  // Array.prototype.sort is stable: distributions of the same rank stay in the file's order.
  const byStaleness = (a: DistributionState, b: DistributionState) => staleSince(b) - staleSince(a);
  return ranked
    .sort((a, b) => a.rank - b.rank || (a.rank >= STALE_RANK ? byStaleness(a.one, b.one) : 0))
    .map(({ one }) => one);
}
