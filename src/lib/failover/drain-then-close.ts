import type { StreamRegion } from '../cluster/cluster.js';
import { CvsError, messageOf } from '../errors.js';
import { runStep } from '../progress.js';
import { ANSWER_BOUND_MS, OPENING_KNOWN_MS, SETTLE_MS } from '../serving/times.js';
import { isDrained, isWanted, openKnownFromMs } from '../serving/what-to-serve.js';
import { closedIntent, drainedIntent, reroutedIntent, sameIntent } from '../state/intent.js';
import type { Moment } from '../state/replica-clock.js';
import { datedIntent, type StateReading } from '../state/state-reading.js';
import type { ChangeRequest, ChangeResult } from '../state/state-table.js';
import { changeTarget, spreadTarget } from './failover-context.js';
import { type CloseOptions, type ClosePlan, LEAVE_MS } from './plan-close.js';

export const DRAIN_STEPS = [
  { id: 'drain', title: 'Steer players away' },
  { id: 'leave', title: 'Give players time to leave' },
];

/** How long the drain before a close outlasts the time that players get, in ms: after that the machine that made it is lost. */
const DRAIN_LAPSES_MS = 60_000;

/** A close that is being done. */
export interface Closing extends CloseOptions, ClosePlan {
  /** ms since the close began. */
  elapsed: () => number;
  /** Begins to watch for the moment at which players are sent elsewhere. */
  watchSteering: () => void;
}

/** A write to the state table, and when it was done, in ms since the close began. */
export type Written = ChangeResult & { atElapsedMs: number };

/**
 * Steers players away, gives them time to leave, and writes the close; without a drain only the last. The close is written
 * so long before that time is over that it costs none.
 */
export async function drainThenClose(
  closing: Closing,
  { state, nowMs }: StateReading,
): Promise<{ drained?: Written; closed: Written }> {
  const { target, steered, clock, report, signal, watchSteering } = closing;
  const current = state.distributions.find((one) => one.domain === target.distributionDomain);
  const playersAreGone = current !== undefined && !isWanted(current, nowMs);
  let drained: Written | undefined;
  let leftMs = Number.NEGATIVE_INFINITY;
  try {
    if (steered && playersAreGone) {
      for (const { id } of DRAIN_STEPS) report({ type: 'step', id, status: 'unchanged' });
    } else if (steered) {
      drained = await runStep(report, 'drain', () => writeDrain(closing));
      leftMs = drained.landedMs + LEAVE_MS;
      watchSteering();
      const written = drained;
      const leave = () =>
        Promise.all([spreadTarget(closing, written), clock.sleep(LEAVE_MS - ANSWER_BOUND_MS - SETTLE_MS, signal)]);
      await runStep(report, 'leave', leave, () => `two steering TTLs, ${LEAVE_MS / 1000} s`);
    }
    const write = () => writeClose(closing, leftMs, drained !== undefined);
    return { drained, closed: await runStep(report, 'close', write, ({ replica }) => `written in ${replica}`) };
  } catch (error) {
    if (drained?.changed) await takeBack(closing, drained);
    throw error;
  }
}

/** The drain lapses by itself, should this machine be lost before the close. */
function writeDrain(closing: Closing): Promise<Written> {
  const { closeForS, target, reroutedTo } = closing;
  const lapsesMs = closeForS === undefined ? DRAIN_LAPSES_MS : closeForS * 1000;
  return change(closing, 'drain', (before, now, reading) => {
    const lapseMs = wholeSecond(now.latestMs + LEAVE_MS + lapsesMs);
    const drained = drainedIntent(datedIntent(before, now, reading, target.distributionDomain), now);
    // Where an operator has rerouted it, it stays so.
    const served = reroutedTo === undefined || drained.reroutedTo !== undefined;
    return {
      ...(served ? drained : reroutedIntent(drained, { to: reroutedTo, untilMs: lapseMs })),
      closedUntilMs: lapseMs,
    };
  });
}

/**
 * @param leftMs when players have had their time to leave, by the monotonic clock
 * @param steered whether players were steered away before
 * @throws CvsError STATE_CHANGED_MEANWHILE where somebody has let them return, or has closed what is to be open
 */
function writeClose(closing: Closing, leftMs: number, steered: boolean): Promise<Written> {
  const { closeForS, onlyOpen, target, clock } = closing;
  const untilMs = (beginsAtMs: number) =>
    closeForS === undefined ? undefined : wholeSecond(beginsAtMs + closeForS * 1000);
  return change(closing, 'close', (before, now, reading) => {
    const wanted = isWanted(before, now.earliestMs);
    if (!wanted && onlyOpen) throw changedMeanwhile(target, 'closed it meanwhile');
    if (wanted && steered && !isDrained(before, now.earliestMs)) {
      throw changedMeanwhile(target, 'opened it while players were leaving');
    }
    const gone = now.latestMs + leftMs - clock.monotonic();
    const notBeforeMs = Math.max(gone, everyPlayerKnowsMs(reading, target.distributionDomain, now));
    return closedIntent(before, now, { notBeforeMs, untilMs });
  });
}

/**
 * From when every player knows of another distribution, in ms since the epoch; 0 when it has passed. Since when one is open
 * that was opened outside cvs is not known.
 */
export function everyPlayerKnowsMs(reading: StateReading, domain: string, now: Moment): number {
  const open = reading.state.distributions.filter((one) => one.domain !== domain && isWanted(one, now.earliestMs));
  const known = open.map((one) => openKnownFromMs(datedIntent(one, now, reading, one.domain)));
  const fromMs = Math.min(now.latestMs + OPENING_KNOWN_MS, ...known);
  return fromMs > now.earliestMs ? fromMs : 0;
}

function changedMeanwhile({ region }: StreamRegion, what: string): CvsError {
  return new CvsError({
    code: 'STATE_CHANGED_MEANWHILE',
    message: `${region} was not closed: somebody ${what}.`,
    suggestions: ['Look at it with `cvs status`, agree with the other person who is changing it, and try again.'],
  });
}

function wholeSecond(ms: number): number {
  return Math.ceil(ms / 1000) * 1000;
}

async function change(closing: Closing, action: string, to: ChangeRequest['change']): Promise<Written> {
  const forced = closing.forced !== undefined;
  const result = await changeTarget(closing, action, to, { forced, keepAnotherOpen: true });
  return { ...result, atElapsedMs: closing.elapsed() };
}

/** A close that was refused or interrupted leaves no drain behind; not with the signal, which may be the reason. */
async function takeBack(closing: Closing, { before, after }: ChangeResult): Promise<void> {
  const { region } = closing.target;
  try {
    const { drained, closedUntilMs, reroutedTo, reroutedUntilMs } = before;
    const undo: ChangeRequest['change'] = (current) =>
      sameIntent(current, after) ? { ...current, drained, closedUntilMs, reroutedTo, reroutedUntilMs } : current;
    const undone = await changeTarget(closing, 'undrain', undo, { signal: undefined });
    await spreadTarget(closing, undone, { patienceMs: 0, signal: undefined });
  } catch (error) {
    const message = `Players are still steered away from ${region}: ${messageOf(error)} Run \`cvs failover open ${region}\`.`;
    closing.report({ type: 'warning', message });
  }
}
