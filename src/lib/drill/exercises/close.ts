import { secondsText } from '../../duration.js';
import { messageOf } from '../../errors.js';
import { closeDistribution } from '../../failover/close-distribution.js';
import { runStep } from '../../progress.js';
import { DEAD_MAN_S, keepRenewing, renewedClose } from '../dead-man.js';
import { DRILL_REASON, decidedByOthers } from '../decided-by-others.js';
import type { DrillFailure } from '../drill-failure.js';
import { DrillAborted } from '../safety.js';
import { asActivity, type Begun, type Exercise, type ExerciseContext, stepsOf } from './exercise.js';
import { openAgain } from './open-again.js';

/**
 * The region is closed, and opened again.
 *
 * @param now without a drain
 */
export function closeAndOpen(now = false): Exercise {
  return {
    type: 'close',
    steps: stepsOf({
      begin: 'Move the viewers, close the region',
      hold: 'Keep it closed',
      end: 'Open it again',
    }),
    keepUp: (lasting) => keepRenewing(lasting, renewedClose),
    begin: (context, problems, signal) => close(context, now, problems, signal),
    end: open,
  };
}

/** The close carries an end, which the drill puts off: a drill that dies leaves no region closed. */
async function close(
  context: ExerciseContext,
  now: boolean,
  problems: DrillFailure[],
  signal: AbortSignal,
): Promise<Begun> {
  const { report, target, table, clock, note } = context;
  const { region } = target;
  const startMs = clock.monotonic();
  note({ type: 'closing', region });
  const work = async () => {
    // The last look before the close, which would give an end to the close of an operator.
    const decided = decidedByOthers(await table.read(signal));
    if (decided) throw new DrillAborted({ type: 'decided', ...decided });
    const how = { now, reason: DRILL_REASON, closeForS: DEAD_MAN_S, onlyOpen: true };
    return closeDistribution({ ...context, ...how, report: asActivity(report, 'begin'), signal });
  };
  const result = await runStep(
    report,
    'begin',
    work,
    ({ effectiveMs }) => `${region}, ${effectiveMs === undefined ? 'not seen' : secondsText(effectiveMs)}`,
  );
  const { outcome, lastSeen, drainedMs, effectiveMs, closedMs } = result;
  if (outcome === 'unconfirmed') problems.push({ type: 'not-seen-closed', region, lastSeen: lastSeen ?? 'nothing' });
  note({ type: 'closed', region });
  return {
    drainedAtMs: drainedMs === undefined ? undefined : startMs + drainedMs,
    effectiveAtMs: startMs + (effectiveMs ?? closedMs ?? clock.monotonic() - startMs),
    closeEffectiveMs: effectiveMs,
  };
}

/** What somebody else closed meanwhile stays closed. */
async function open(context: ExerciseContext, problems: DrillFailure[]): Promise<number | undefined> {
  const { report, clock, table, note } = context;
  const { region } = context.target;
  note({ type: 'opening', region });
  const beganMs = clock.monotonic();
  const decided = await table.read().then(decidedByOthers, () => undefined);
  if (decided?.region === region) {
    problems.push({ type: 'left-closed', ...decided });
    return undefined;
  }
  try {
    return beganMs + (await openAgain(context));
  } catch (error) {
    const why = messageOf(error);
    const message = `${region} could not be opened again: ${why} Run \`cvs failover open ${region}\`.`;
    report({ type: 'warning', message });
    problems.push({ type: 'not-reopened', region, why });
    return undefined;
  }
}
