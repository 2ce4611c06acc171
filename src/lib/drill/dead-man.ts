import type { Intent } from '../serving/what-to-serve.js';
import { isWanted } from '../serving/what-to-serve.js';
import { spreadChange } from '../state/spread-change.js';
import type { ChangeRequest } from '../state/state-table.js';
import { DRILL_REASON, decidedByOthers } from './decided-by-others.js';
import type { Lasting } from './exercises/exercise.js';

/** How long a drill's changes last without a renewal, in seconds. */
export const DEAD_MAN_S = 60;
/** How often it is renewed, in ms: two renewals may fail. */
const RENEW_MS = 20_000;

/** What an intent becomes when it is renewed until `untilMs`, ms since the epoch. */
export type Renewal = (before: Intent, untilMs: number, earliestMs: number) => Intent;

/** Renews a close. One that has lapsed is over: a renewal does not close again. One that somebody else made keeps its end. */
export const renewedClose: Renewal = (before, untilMs, earliestMs) =>
  before.closedUntilMs === undefined || isWanted(before, earliestMs) ? before : { ...before, closedUntilMs: untilMs };

/**
 * Puts off the moment at which what a drill did lapses by itself, again and again until the signal aborts. A renewal that
 * fails is tried again; when none succeeds, it lapses, which is the purpose.
 */
export async function keepRenewing(lasting: Lasting, renewal: Renewal): Promise<void> {
  const { clock, signal } = lasting;
  while (!signal.aborted) {
    await clock.sleep(RENEW_MS, signal).catch(() => {});
    if (signal.aborted) return;
    await renewOnce(lasting, renewal).catch(() => {});
  }
}

/** Renews now. A renewal that fails is not an error. @throws what the signal aborts with */
export async function renewOnce({ table, target, signal }: Lasting, renewal: Renewal): Promise<void> {
  const request: ChangeRequest = {
    domain: target.distributionDomain,
    action: 'renew',
    change: (before, now, reading) =>
      decidedByOthers(reading)
        ? before
        : renewal(before, Math.ceil(now.latestMs / 1000 + DEAD_MAN_S) * 1000, now.earliestMs),
    reason: DRILL_REASON,
    recorded: false,
    keepAnotherOpen: true,
    signal,
  };
  try {
    const change = await table.change(request);
    await spreadChange(table, change, { patienceMs: RENEW_MS / 4, reason: DRILL_REASON, signal });
  } catch {
    signal.throwIfAborted();
  }
}
