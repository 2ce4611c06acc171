import { HEALTH_LIFETIME_MS, type HealthState } from './what-to-serve.js';

/** What one observer said last of one distribution's stream. */
export interface ObserverWord extends Omit<HealthState, 'saidBy' | 'lifetimeMs'> {
  /** The region whose detector said it. */
  observer: string;
  /** How often that detector repeats itself, ms; undefined for one that does so each minute and does not say so. */
  heartbeatMs?: number;
  /** When it was heard again after a heartbeat had been missing, and when it had been heard last before that. */
  heardSinceMs?: number;
  silentFromMs?: number;
  /** Why it says so, in its own words. */
  detail?: string;
}

/** So many heartbeats must be missing until an observer counts as silent. */
const MISSED = 3;
/** From an observation until every copilot has it, in ms: topic, alert handler, replication, and whole seconds. */
const ARRIVAL_MS = 3000;

/** How long the word of an observer that repeats itself this often counts as heard, in ms. */
export function heardForMs(heartbeatMs = HEALTH_LIFETIME_MS / MISSED): number {
  return MISSED * heartbeatMs;
}

/** Whether an observer is heard. A word from the future is of a clock that is wrong, and is not heard until then. */
export function isHeard(word: ObserverWord, nowMs: number): boolean {
  return Math.abs(nowMs - word.observedAtMs) <= heardForMs(word.heartbeatMs);
}

/** After how long without a word an observer that repeats itself this often should have been heard, in ms. */
export function overdueAfterMs(heartbeatMs = HEALTH_LIFETIME_MS / MISSED): number {
  return heartbeatMs + ARRIVAL_MS;
}

function isOverdue({ heartbeatMs, observedAtMs }: ObserverWord, nowMs: number): boolean {
  return nowMs - observedAtMs > overdueAfterMs(heartbeatMs);
}

/** Words by the domain that they are about. */
export type Words = ReadonlyMap<string, readonly ObserverWord[]>;

/**
 * What is known of each distribution's stream, by what all observers said of it.
 *
 * 1. A region's own observer is believed while it is heard, with two exceptions: it is cut off, as it sees every stream
 *    stale while others see one of them fresh; or it said fresh, a heartbeat is missing since, and all others have seen
 *    the stream turn stale since. Then the others are believed.
 * 2. When it is silent, the others that are heard are believed, by majority. Where they are as many, the stream is stale:
 *    that its own observer is silent speaks against it. What is fresh then counts its hold-down from the last time that
 *    the silent observer said stale.
 * 3. When it is heard again, and says fresh, another one that saw the stream turn stale while it was away is believed until
 *    it sees the stream fresh. The hold-down counts from then.
 * 4. When all are silent, the rule stands as it was when the last of them was heard.
 *
 * @param members region and domain of each distribution
 * @returns by domain; nothing of one that nobody has reported on
 */
export function whoSays(
  members: readonly { region: string; domain: string }[],
  words: Words,
  nowMs: number,
): ReadonlyMap<string, HealthState> {
  const health = new Map<string, HealthState>();
  for (const member of members) {
    const said = words.get(member.domain) ?? [];
    const lastMs = Math.max(...said.map(({ observedAtMs }) => observedAtMs).filter((atMs) => atMs <= nowMs));
    const found = decide(member, words, nowMs) ?? decide(member, words, lastMs) ?? said.map(asHealth)[0];
    if (found) health.set(member.domain, found);
  }
  return health;
}

function decide(
  { region, domain }: { region: string; domain: string },
  words: Words,
  atMs: number,
): HealthState | undefined {
  const said = words.get(domain) ?? [];
  const own = said.find(({ observer }) => observer === region);
  const others = said.filter((word) => word !== own && isHeard(word, atMs) && !isCutOff(word.observer, words, atMs));
  if (!own || !isHeard(own, atMs)) return majority(others, own, own);
  if (!own.fresh) return others.length > 0 && isCutOff(region, words, atMs) ? majority(others, own) : asHealth(own);
  const isLeft = ({ fresh, staleSinceMs = 0 }: ObserverWord) => !fresh && staleSinceMs >= own.observedAtMs;
  const isLost = others.length > 0 && isOverdue(own, atMs) && others.every(isLeft);
  return isLost ? majority(others, own) : afterAbsence(own, others, said, atMs);
}

/**
 * What holds of a region whose own observer says fresh: it may have been lost with its detector, which then knows nothing
 * of that. The others do. What one of them said before the own observer was away, or says of later, does not count: the path
 * between two regions may be broken. Where one has fallen silent that saw it stale last, the hold-down counts from the return.
 *
 * @param others those that are believed
 */
function afterAbsence(
  own: ObserverWord,
  others: readonly ObserverWord[],
  said: readonly ObserverWord[],
  atMs: number,
): HealthState | undefined {
  const { silentFromMs = Number.POSITIVE_INFINITY, heardSinceMs = 0 } = own;
  const wasAway = (ms = 0, moreMs = 0) => ms >= silentFromMs && ms <= heardSinceMs + moreMs;
  const still = others.filter(({ fresh, staleSinceMs }) => !fresh && wasAway(staleSinceMs));
  if (still.length > 0) {
    const lost = majority(still, own);
    return lost && { ...lost, alignedWith: alignment(others, own) };
  }
  const back = others.flatMap(({ fresh, recoveredAtMs = 0 }) => {
    const missing = isOverdue(own, atMs) && recoveredAtMs >= own.observedAtMs;
    return fresh && (missing || wasAway(recoveredAtMs, HEALTH_LIFETIME_MS)) ? [recoveredAtMs] : [];
  });
  const leftStale = said.some((word) => !word.fresh && !isHeard(word, atMs) && wasAway(word.staleSinceMs));
  const since = Math.max(own.recoveredAtMs ?? 0, leftStale ? heardSinceMs : 0, ...back);
  return { ...asHealth(own), recoveredAtMs: since || undefined };
}

/** Whether an observer sees every stream stale, of two or more, and another observer sees one of them fresh. */
function isCutOff(observer: string, words: Words, atMs: number): boolean {
  const heard = [...words.values()].map((said) => said.filter((word) => isHeard(word, atMs)));
  const own = heard.flatMap((said) => said.filter((word) => word.observer === observer));
  if (own.length < 2 || own.some(({ fresh }) => fresh)) return false;
  return heard.some((said) => said.some((word) => word.observer === observer) && said.some(({ fresh }) => fresh));
}

/**
 * What most of them say, by the word that is newest.
 *
 * @param own what the region's own observer said last
 * @param silent the same where it is silent
 */
function majority(
  others: readonly ObserverWord[],
  own: ObserverWord | undefined,
  silent?: ObserverWord,
): HealthState | undefined {
  const fresh = others.filter((word) => word.fresh);
  const won = fresh.length * 2 > others.length ? fresh : others.filter((word) => !word.fresh);
  const newest = won.reduce<ObserverWord | undefined>(
    (one, other) => (one && one.observedAtMs >= other.observedAtMs ? one : other),
    undefined,
  );
  if (!newest) return undefined;
  const { recoveredAtMs = 0 } = newest;
  const since = newest.fresh && silent && !silent.fresh ? Math.max(recoveredAtMs, silent.observedAtMs) : recoveredAtMs;
  return {
    ...asHealth(newest),
    recoveredAtMs: since || undefined,
    alignedWith: alignment(others, own),
    saidBy: won.map(({ observer }) => observer),
  };
}

/**
 * The regions that can stand in: each of the others has compared the stream with its own region's, and is believed of that
 * one. Of further regions the own observer's last word stands.
 */
function alignment(others: readonly ObserverWord[], own: ObserverWord | undefined): readonly string[] | undefined {
  const told = others.filter(({ alignedWith }) => alignedWith !== undefined);
  if (told.length === 0) return own?.alignedWith;
  const rest = own?.alignedWith?.filter((region) => told.every(({ observer }) => observer !== region)) ?? [];
  return [...new Set([...rest, ...told.flatMap(({ alignedWith = [] }) => alignedWith)])];
}

function asHealth({ observer, heartbeatMs, heardSinceMs, silentFromMs, ...health }: ObserverWord): HealthState {
  return { ...health, saidBy: [observer], lifetimeMs: heardForMs(heartbeatMs) };
}
