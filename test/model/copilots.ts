import { KNOWLEDGE_AGE_MS, OPENING_KNOWN_MS } from '../../src/lib/serving/times.js';
import { isClosed, preference } from '../../src/lib/serving/what-to-serve.js';
import type { Item, Version } from './table.js';

/** How old what players and viewers get may be, in ms. */
export interface Ages {
  /** How long ago a copilot may have read what it answers by. */
  answersMs: number;
  /** The same of the copilot that makes a steering manifest. */
  manifestsMs: number;
}

/** A time in which some copilot that knows one version of the table answers 404 for the same distributions. */
export interface Stretch {
  fromMs: number;
  untilMs: number;
  /** A bit for each distribution. */
  closed: number;
  /** Until when a copilot makes steering manifests by it. */
  manifestsUntilMs: number;
}

/**
 * Every stretch in which a copilot of one replica answers 404 for something. A copilot may know any version for as long as
 * the replica had it, and for some time after. Of those that know a version, the one that read it last lets most begin.
 */
export function stretchesOf(versions: readonly Version[], enforced: boolean, ages: Ages): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { fromMs, items }] of versions.entries()) {
    if (items.every(({ standing }) => standing.open)) continue;
    const replacedMs = versions[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const untilMs = replacedMs + ages.answersMs;
    const moments = momentsOf(items, fromMs, replacedMs, untilMs);
    const state = { distributions: items.map(({ standing }) => standing), health: new Map(), readAtMs: 0 };
    for (const [at, ms] of moments.entries()) {
      state.readAtMs = enforced ? Math.min(ms, replacedMs - 1) : Number.POSITIVE_INFINITY;
      let closed = 0;
      for (const [bit, { standing }] of items.entries()) {
        if (!standing.open && isClosed(state, standing.domain, ms)) closed |= 1 << bit;
      }
      if (closed === 0) continue;
      const endMs = moments[at + 1] ?? untilMs;
      const manifestsUntilMs = Math.min(endMs, replacedMs + ages.manifestsMs);
      stretches.push({ fromMs: ms, untilMs: endMs, closed, manifestsUntilMs });
    }
  }
  return stretches;
}

/** A time in which steering manifests send players to one distribution first. */
export interface Sending {
  domain: string;
  fromMs: number;
  untilMs: number;
}

/** Where the steering manifests send players first that copilots of one replica make. */
export function sendingsOf(versions: readonly Version[], ages: Ages): Sending[] {
  return versions.flatMap(({ fromMs, items }, index) => {
    const replacedMs = versions[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const untilMs = replacedMs + ages.manifestsMs;
    const moments = momentsOf(items, fromMs, replacedMs, untilMs);
    const distributions = items.map(({ standing }) => standing);
    return moments.map((ms, at) => {
      const readAtMs = Math.min(ms, replacedMs - 1);
      const [first] = preference({ distributions, health: new Map(), readAtMs }, ms);
      return { domain: first?.domain ?? '', fromMs: ms, untilMs: moments[at + 1] ?? untilMs };
    });
  });
}

/** The moments at which what a version means may change. */
function momentsOf(items: readonly Item[], fromMs: number, replacedMs: number, untilMs: number): number[] {
  const moments = [fromMs, replacedMs];
  for (const { standing } of items) {
    const { closedFromMs, closedUntilMs, openFromMs } = standing;
    if (closedFromMs !== undefined) moments.push(closedFromMs);
    if (openFromMs !== undefined) moments.push(openFromMs);
    if (closedUntilMs !== undefined) moments.push(closedUntilMs, closedUntilMs + OPENING_KNOWN_MS);
  }
  const within = moments.filter((ms) => ms >= fromMs && ms < untilMs && ms !== Number.POSITIVE_INFINITY);
  return [...new Set(within)].sort((a, b) => a - b);
}

/** What a copilot with viewers knows at most so late: an idle one counts as knowing nothing after 5 s, and waits for 2 s. */
export const AGES: Ages = { answersMs: 7000, manifestsMs: KNOWLEDGE_AGE_MS };
