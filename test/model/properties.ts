import { isRerouted } from '../../src/lib/serving/serves-from.js';
import { STEERING_MAX_AGE_S, STEERING_TTL_S } from '../../src/lib/serving/times.js';
import { isClosed, isDrained, isWanted } from '../../src/lib/serving/what-to-serve.js';
import { type Ages, type Stretch, sendingsOf, stretchesOf } from './copilots.js';
import type { World } from './protocol/operator.js';
import { domainOf, type Item, sameIntent } from './table.js';
import type { Decision } from './trace.js';

/**
 * - off the air: at some moment some pair of copilots answers 404 for every distribution, and nobody asked for that
 * - stranded: a player that knows only what some steering manifest says meets the 404 of all of it
 * - sent to a 404: a player that goes where a steering manifest sends it meets the 404 of a close that a drain went before
 * - never in force: a close that stands is not in force when everything has settled, or a command said that it was
 * - lost decision: what a command acknowledged is undone by something else than a later decision
 * - left drained: a close that did not come about leaves a drain for good
 */
export const PROPERTIES = [
  'off the air',
  'stranded',
  'sent to a 404',
  'never in force',
  'lost decision',
  'left drained',
] as const;

export type Property = (typeof PROPERTIES)[number];

export interface Violation {
  property: Property;
  /** The one that it is about, where it is about one. */
  distribution?: number;
  atMs: number;
  what: string;
}

/** How long a player goes by a steering manifest, in ms. */
const MANIFEST_MS = (STEERING_MAX_AGE_S + STEERING_TTL_S) * 1000;
/** After the last event everything that was written has begun by then, in ms. */
const SETTLED_MS = 30_000;
/** After that, what lapses has lapsed, in ms. */
const LAPSED_MS = 90_000;

/** The first violation of each property in a schedule that was run to its end. */
export function violations(world: World, ages: Ages): Violation[] {
  return [...viewersHarmed(world, ages), ...decisionsHarmed(world)];
}

function viewersHarmed(world: World, ages: Ages): Violation[] {
  const { table, rules, trace } = world;
  const enforced = Number.isFinite(rules.knowledgeAgeMs);
  const askedMs = trace.decisions.find(({ kind }) => kind === 'off-air')?.startMs ?? Number.POSITIVE_INFINITY;
  const stretches = table.versions
    .flatMap((versions) => stretchesOf(versions, enforced, ages))
    .filter(({ fromMs }) => fromMs < askedMs);
  const all = (1 << table.items(0).length) - 1;
  const closedAt = (ms: number) =>
    stretches.reduce((bits, one) => (one.fromMs <= ms && ms < one.untilMs ? bits | one.closed : bits), 0);
  const found: Violation[] = [];
  const offAir = stretches.find(({ fromMs }) => closedAt(fromMs) === all);
  if (offAir) {
    found.push({ property: 'off the air', atMs: offAir.fromMs, what: 'copilots answer 404 for every distribution' });
  }
  for (const manifest of stretches) {
    const named = all & ~manifest.closed;
    const atMs = named === 0 ? undefined : metAt(manifest, named, stretches, closedAt);
    if (atMs === undefined) continue;
    const names = namesOf(named);
    const agoS = (Math.max(0, atMs - manifest.manifestsUntilMs) / 1000).toFixed(2);
    const what = `a player whose steering manifest is ${agoS} s old knows of ${names} only, and meets its 404`;
    found.push({ property: 'stranded', atMs, what });
    break;
  }
  const [only, another] = trace.decisions;
  const drainsFirst = only?.kind === 'close' && !only.isAbrupt && !another;
  const sent = drainsFirst ? sentTo404(world, ages, stretches) : undefined;
  if (sent) found.push(sent);
  return found;
}

function sentTo404({ table }: World, ages: Ages, stretches: readonly Stretch[]): Violation | undefined {
  for (const { domain, fromMs, untilMs } of table.versions.flatMap((versions) => sendingsOf(versions, ages))) {
    const bit = 1 << table.items(0).findIndex(({ standing }) => standing.domain === domain);
    const lastMs = untilMs + MANIFEST_MS;
    const met = stretches.find((one) => one.closed & bit && one.fromMs < lastMs && fromMs < one.untilMs);
    if (!met) continue;
    const what = `a steering manifest sends players to ${domain}, which answers 404`;
    return { property: 'sent to a 404', atMs: Math.max(met.fromMs, fromMs), what };
  }
  return undefined;
}

/** When a player that knows only what a manifest names meets the 404 of all of it. */
function metAt(
  { fromMs, manifestsUntilMs }: Stretch,
  named: number,
  stretches: readonly Stretch[],
  closedAt: (ms: number) => number,
): number | undefined {
  const meets = (ms: number) => (closedAt(ms) & named) === named;
  if (fromMs >= manifestsUntilMs) return undefined;
  if (meets(fromMs)) return fromMs;
  const lastMs = manifestsUntilMs + MANIFEST_MS;
  return stretches.find((one) => one.fromMs > fromMs && one.fromMs < lastMs && meets(one.fromMs))?.fromMs;
}

function namesOf(bits: number): string {
  return [0, 1, 2]
    .filter((bit) => bits & (1 << bit))
    .map(domainOf)
    .join(', ');
}

function decisionsHarmed({ sim, table, trace }: World): Violation[] {
  const atMs = sim.nowMs + SETTLED_MS;
  const found: Violation[] = [];
  for (const [region, versions] of table.versions.entries()) {
    const items = versions.at(-1)?.items as readonly Item[];
    const state = { distributions: items.map(({ standing }) => standing), health: new Map(), readAtMs: atMs };
    for (const decision of trace.decisions) {
      if (!decision.acknowledged) continue;
      const lost = items.findIndex((item, at) => isUndone(decision, item, at, atMs) && !isOverruled(decision, at));
      if (lost >= 0) {
        const what = `${decision.who}'s ${decision.kind} was acknowledged; ${domainOf(lost)} says otherwise in r${region + 1}`;
        found.push({ property: 'lost decision', distribution: lost, atMs, what });
      }
    }
    for (const [index, { standing, said, written }] of items.entries()) {
      const throughCvs = sameIntent(said, written);
      const isAlone = items.every((other, at) => at === index || isWanted(other.standing, atMs));
      const isIneffective = !isWanted(standing, atMs) && !isClosed(state, standing.domain, atMs);
      const stands = isIneffective && (throughCvs || isAlone);
      if (stands) {
        const what = `the close of ${standing.domain} stands in r${region + 1}, and is not in force`;
        found.push({ property: 'never in force', distribution: index, atMs, what });
      }
      if (isOnlyClosed(index) && standing.open && isDrained(standing, atMs + LAPSED_MS)) {
        const what = `${standing.domain} is drained for good in r${region + 1}, though nobody drains it`;
        found.push({ property: 'left drained', distribution: index, atMs, what });
      }
    }
  }
  return found.filter(({ property }, index) => found.findIndex((one) => one.property === property) === index);

  /** Whether somebody decided otherwise of the same distribution after the decision began. */
  function isOverruled(decision: Decision, index: number): boolean {
    return trace.decisions.some(
      (one) =>
        one !== decision &&
        (one.distribution ?? index) === index &&
        one.kind !== decision.kind &&
        (one.landedMs ?? Number.NEGATIVE_INFINITY) >= decision.startMs,
    );
  }

  /** Whether nothing but closes were asked for: what is left of one drains nothing. */
  function isOnlyClosed(index: number): boolean {
    const asked = trace.decisions.filter(({ distribution = index }) => distribution === index);
    return asked.length > 0 && asked.every(({ kind }) => kind === 'close');
  }
}

function isUndone({ kind, distribution, lapsesMs }: Decision, item: Item, index: number, atMs: number): boolean {
  if (distribution !== undefined && distribution !== index) return false;
  const { standing } = item;
  switch (kind) {
    case 'edit-close':
    case 'close':
      return standing.open && lapsesMs === undefined;
    case 'edit-open':
      return !isWanted(standing, atMs);
    case 'open':
      return !isWanted(standing, atMs) || isDrained(standing, atMs);
    case 'reroute':
      return isWanted(standing, atMs) && lapsesMs === undefined && !isRerouted(standing, atMs);
    case 'drain':
      return isWanted(standing, atMs) && !isDrained(standing, atMs);
    default:
      return isWanted(standing, atMs);
  }
}
