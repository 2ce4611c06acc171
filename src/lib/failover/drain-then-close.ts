import { messageOf } from '../errors.js';
import { runStep } from '../progress.js';
import { SETTLE_MS } from '../serving/times.js';
import { type Intent, isWanted } from '../serving/what-to-serve.js';
import { drainedIntent, sameIntent } from '../state/intent.js';
import type { StateReading } from '../state/state-reading.js';
import type { ChangeResult } from '../state/state-table.js';
import { changeTarget } from './failover-context.js';
import { type CloseOptions, type ClosePlan, LEAVE_MS } from './plan-close.js';

export const DRAIN_STEPS = [
  { id: 'drain', title: 'Steer players away' },
  { id: 'leave', title: 'Give players time to leave' },
];

/** A close that is being done. */
export interface Closing extends CloseOptions, ClosePlan {
  /** ms since the close began. */
  elapsed: () => number;
  /** Begins to watch for the moment at which players are sent elsewhere. */
  watchSteering: () => void;
}

/** A write to the state table, and when it was done, in ms since the close began. */
export type Written = ChangeResult & { atMs: number };

/** Steers players away, gives them time to leave, and writes the close; without a drain only the last. */
export async function drainThenClose(
  closing: Closing,
  { state }: StateReading,
): Promise<{ drained?: Written; closed: Written }> {
  const { target, steered, clock, report, signal, watchSteering } = closing;
  const current = state.distributions.find((one) => one.domain === target.distributionDomain);
  const playersAreGone = current !== undefined && !isWanted(current, clock.now());
  let drained: Written | undefined;
  try {
    if (steered && playersAreGone) {
      for (const { id } of DRAIN_STEPS) report({ type: 'step', id, status: 'unchanged' });
    } else if (steered) {
      drained = await runStep(report, 'drain', () => writeDrain(closing));
      watchSteering();
      // The close takes SETTLE_MS to be in force, during which players go on leaving.
      const leave = () => clock.sleep(LEAVE_MS - SETTLE_MS, signal);
      await runStep(report, 'leave', leave, () => `two steering TTLs, ${LEAVE_MS / 1000} s`);
    }
    const write = () => writeClose(closing);
    return { drained, closed: await runStep(report, 'close', write, ({ replica }) => `written in ${replica}`) };
  } catch (error) {
    if (drained?.changed) await takeBack(closing, drained);
    throw error;
  }
}

function writeDrain(closing: Closing): Promise<Written> {
  return change(closing, 'drain', (before) => {
    const nowMs = closing.clock.now();
    return { ...drainedIntent(before, nowMs), closedUntilMs: endOf(closing, nowMs + LEAVE_MS) };
  });
}

/** A close that is in force stays so; a new one begins when everyone knows of it. */
function writeClose(closing: Closing): Promise<Written> {
  return change(closing, 'close', (before) => {
    const nowMs = closing.clock.now();
    const beginsAtMs = nowMs + SETTLE_MS;
    return {
      open: false,
      drained: true,
      closedUntilMs: endOf(closing, beginsAtMs),
      closedFromMs: isWanted(before, nowMs) ? beginsAtMs : before.closedFromMs,
    };
  });
}

/** When a close that begins then lapses, a whole second; undefined when it has no end. */
function endOf({ closeForS }: Closing, beginsAtMs: number): number | undefined {
  return closeForS === undefined ? undefined : Math.ceil(beginsAtMs / 1000 + closeForS) * 1000;
}

async function change(closing: Closing, action: string, to: (before: Intent) => Intent): Promise<Written> {
  const forced = closing.forced !== undefined;
  const result = await changeTarget(closing, action, to, { forced, keepAnotherOpen: true });
  return { ...result, atMs: closing.elapsed() };
}

/** A close that was refused or interrupted leaves no drain behind; not with the signal, which may be the reason. */
async function takeBack(closing: Closing, { before, after }: ChangeResult): Promise<void> {
  const { region } = closing.target;
  try {
    const undo = (now: Intent) => (sameIntent(now, after) ? before : now);
    await changeTarget(closing, 'undrain', undo, { signal: undefined });
  } catch (error) {
    const message = `Players are still steered away from ${region}: ${messageOf(error)} Run \`cvs failover open ${region}\`.`;
    closing.report({ type: 'warning', message });
  }
}
