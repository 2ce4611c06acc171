import { isDeepStrictEqual } from 'node:util';
import { isRerouted } from '../serving/serves-from.js';
import { ANSWER_BOUND_MS, OPENING_KNOWN_MS, SETTLE_MS } from '../serving/times.js';
import { type Intent, isWanted, openKnownFromMs } from '../serving/what-to-serve.js';
import type { Moment } from './replica-clock.js';
import { intentOf } from './state-items.js';

/** An intent as `--json` prints it, its times in epoch seconds. */
export interface PrintedIntent {
  open: boolean;
  drained: boolean;
  closedUntil?: number;
  closedFrom?: number;
  openFrom?: number;
  offAir?: boolean;
  reroutedTo?: string;
  reroutedUntil?: number;
}

export function printedIntent({ open, drained, offAir, reroutedTo, ...times }: Intent): PrintedIntent {
  return {
    open,
    drained,
    closedUntil: secondsOf(times.closedUntilMs),
    closedFrom: secondsOf(times.closedFromMs),
    openFrom: secondsOf(times.openFromMs),
    offAir,
    reroutedTo,
    reroutedUntil: secondsOf(times.reroutedUntilMs),
  };
}

/** Seconds, as `--json` prints times that the state table has in seconds. */
export function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

export function sameIntent(one: Intent, other: Intent): boolean {
  return isDeepStrictEqual(intentOf(one), intentOf(other));
}

/** The intent with its drain set, and serving as before; what is left of a lapsed close is removed. */
export function drainedIntent(before: Intent, now: Moment): Intent {
  if (!isWanted(before, now.earliestMs)) return { ...before, drained: true };
  return { ...openIntent(before, now, true), ...standingReroute(before, now) };
}

/** Another region's origin, and when that lapses; undefined where it has no end. */
export interface Reroute {
  to: string;
  untilMs?: number;
}

/** The intent to serve from another region's origin. A close or a drain that stands is left as it is. */
export function reroutedIntent(before: Intent, { to, untilMs }: Reroute): Intent {
  return { ...before, reroutedTo: to, reroutedUntilMs: untilMs };
}

/** What an intent says of a reroute, unless that has lapsed. */
function standingReroute(before: Intent, now: Moment): Pick<Intent, 'reroutedTo' | 'reroutedUntilMs'> {
  const { reroutedTo, reroutedUntilMs } = before;
  return isRerouted(before, now.earliestMs) ? { reroutedTo, reroutedUntilMs } : {};
}

/**
 * The intent to be closed. A close that stands stays as it is, but for its end; a new one is pending until every copilot
 * surely knows of it, however late its write lands.
 *
 * @param options.notBeforeMs when it may begin at the earliest, in ms since the epoch
 * @param options.untilMs when it lapses, given when it begins
 */
export function closedIntent(
  before: Intent,
  now: Moment,
  options: { notBeforeMs: number; untilMs: (beginsAtMs: number) => number | undefined },
): Intent {
  const wanted = isWanted(before, now.earliestMs);
  const beginsAtMs = Math.max(now.latestMs + ANSWER_BOUND_MS + SETTLE_MS, options.notBeforeMs);
  return {
    open: false,
    drained: true,
    // No right clock writes a later one.
    closedFromMs: wanted || (before.closedFromMs ?? 0) > openFromMs(now) ? beginsAtMs : before.closedFromMs,
    closedUntilMs: options.untilMs(beginsAtMs),
    offAir: wanted ? undefined : before.offAir,
    // Until the close begins the distribution serves.
    ...standingReroute(before, now),
  };
}

/**
 * The intent to serve. A distribution that was closed counts as open for the close of another one only when every copilot
 * and every player surely knows of it, however late its write lands. It serves from its own origin.
 */
export function openIntent(before: Intent, now: Moment, drained: boolean): Intent {
  const latestKnownMs = openFromMs(now);
  const lapsed = !before.open && isWanted(before, now.earliestMs);
  const knownMs = before.open || lapsed ? openKnownFromMs(before) : latestKnownMs;
  return {
    open: true,
    drained,
    // No right clock writes a later one.
    openFromMs: knownMs > now.earliestMs ? Math.min(knownMs, latestKnownMs) : undefined,
  };
}

/**
 * The intent with its drain lifted. Where it was opened moments ago, it counts from this write on, which may bring the
 * opening to a replica again that another change had reached in between.
 */
export function undrainedIntent(before: Intent, now: Moment): Intent {
  return { ...before, drained: false, openFromMs: before.openFromMs === undefined ? undefined : openFromMs(now) };
}

/** From when an opening counts that is about to be sent, in ms since the epoch. */
export function openFromMs(now: Moment): number {
  return now.latestMs + ANSWER_BOUND_MS + OPENING_KNOWN_MS;
}

/**
 * The intent without what a wrong clock or a lost machine left behind: an opening that counts from a moment which no right
 * clock would have written, and a close that has lapsed for good.
 */
export function tidied(before: Intent, now: Moment): Intent {
  const { open, closedUntilMs = Number.POSITIVE_INFINITY } = before;
  if (open && (before.openFromMs ?? 0) > openFromMs(now)) {
    return { ...before, openFromMs: now.latestMs + OPENING_KNOWN_MS };
  }
  const lapsedForGood = !open && closedUntilMs + OPENING_KNOWN_MS < now.earliestMs;
  return lapsedForGood ? { open: true, drained: false, ...standingReroute(before, now) } : before;
}
