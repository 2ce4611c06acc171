import { isDeepStrictEqual } from 'node:util';
import { OPENING_KNOWN_MS } from '../serving/times.js';
import { type Intent, isWanted } from '../serving/what-to-serve.js';
import { intentOf } from './state-items.js';

/** An intent as `--json` prints it, its times in epoch seconds. */
export interface PrintedIntent {
  open: boolean;
  drained: boolean;
  closedUntil?: number;
  closedFrom?: number;
  openFrom?: number;
  offAir?: boolean;
}

export function printedIntent({ open, drained, offAir, ...times }: Intent): PrintedIntent {
  return {
    open,
    drained,
    closedUntil: secondsOf(times.closedUntilMs),
    closedFrom: secondsOf(times.closedFromMs),
    openFrom: secondsOf(times.openFromMs),
    offAir,
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
export function drainedIntent(before: Intent, nowMs: number): Intent {
  return isWanted(before, nowMs) ? openIntent(before, nowMs, true) : { ...before, drained: true };
}

/** The intent to serve. A distribution that was closed counts as open for others only when every player knows of it. */
export function openIntent(before: Intent, nowMs: number, drained: boolean): Intent {
  const { open, openFromMs, closedUntilMs = nowMs } = before;
  const openedMs = isWanted(before, nowMs) ? closedUntilMs : nowMs;
  const knownFromMs = open ? openFromMs : openedMs + OPENING_KNOWN_MS;
  return {
    open: true,
    drained,
    openFromMs: knownFromMs !== undefined && knownFromMs > nowMs ? knownFromMs : undefined,
  };
}
