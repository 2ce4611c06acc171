import { secondsText } from '../../duration.js';
import { CvsError, messageOf } from '../../errors.js';
import { drainDistribution } from '../../failover/drain-distribution.js';
import { type RerouteResult, rerouteDistribution } from '../../failover/reroute-distribution.js';
import { runStep } from '../../progress.js';
import { isRerouted } from '../../serving/serves-from.js';
import { isDrained } from '../../serving/what-to-serve.js';
import { DEAD_MAN_S, keepRenewing, type Renewal, renewOnce } from '../dead-man.js';
import { DRILL_REASON, decidedByOthers } from '../decided-by-others.js';
import type { DrillFailure } from '../drill-failure.js';
import { DrillAborted } from '../safety.js';
import { asActivity, type Begun, type Exercise, type ExerciseContext, stepsOf } from './exercise.js';
import { openAgain } from './open-again.js';

/**
 * What happens when a stream becomes stale, without touching it: the region's distribution asks another region's origin,
 * and after half of the time players are steered away too. Where rerouting is not possible, they are only steered away.
 */
export function outage(): Exercise {
  return {
    type: 'outage',
    steps: stepsOf({
      begin: 'Serve the region from another one’s origin',
      hold: 'Steer players away too, and keep it so',
      end: 'End both',
    }),
    keepUp: (lasting) => keepRenewing(lasting, renewedOutage),
    begin,
    end,
  };
}

async function begin(context: ExerciseContext, problems: DrillFailure[], signal: AbortSignal): Promise<Begun> {
  const { report, target, table, clock, note, holdMs } = context;
  const { region } = target;
  const effectiveAtMs = clock.monotonic();
  const work = async () => {
    const decided = decidedByOthers(await table.read(signal));
    if (decided) throw new DrillAborted({ type: 'decided', ...decided });
    return rerouted(context, signal);
  };
  const seen = await runStep(report, 'begin', work, (result) =>
    result ? `${region} from ${result.to}, ${secondsText(result.effectiveMs ?? 0)}` : 'not possible',
  );
  if (seen?.outcome === 'unconfirmed') problems.push({ type: 'not-rerouted', region, to: seen.to });
  if (seen) {
    note({ type: 'rerouted', region, to: seen.to });
    await clock.sleep(holdMs / 2, signal);
  }
  const drainedAtMs = clock.monotonic();
  const how = { reason: DRILL_REASON, report: asActivity(report, 'begin'), signal };
  await drainDistribution({ ...context, ...how });
  note({ type: 'drained', region });
  await renewOnce({ ...context, signal }, renewedOutage);
  return { drainedAtMs, effectiveAtMs };
}

/** @returns undefined where it is not possible, which is said */
async function rerouted(context: ExerciseContext, signal: AbortSignal): Promise<RerouteResult | undefined> {
  const how = { reason: DRILL_REASON, rerouteForS: DEAD_MAN_S, report: asActivity(context.report, 'begin'), signal };
  try {
    return await rerouteDistribution({ ...context, ...how });
  } catch (error) {
    if (!(error instanceof CvsError) || error.code !== 'REROUTE_IMPOSSIBLE') throw error;
    context.report({ type: 'warning', message: `${error.message} Players are only steered away.` });
    return undefined;
  }
}

async function end(context: ExerciseContext, problems: DrillFailure[]): Promise<number | undefined> {
  const { report, clock, table, target, note } = context;
  const { region } = target;
  const decided = await table.read().then(decidedByOthers, () => undefined);
  if (decided?.region === region) {
    problems.push({ type: 'left-closed', ...decided });
    return undefined;
  }
  note({ type: 'opening', region });
  const beganMs = clock.monotonic();
  try {
    return beganMs + (await openAgain(context));
  } catch (error) {
    const why = messageOf(error);
    report({ type: 'warning', message: `It could not be ended: ${why} Run \`cvs failover open ${region}\`.` });
    problems.push({ type: 'not-ended', region, why });
    return undefined;
  }
}

/** Renews the reroute and the drain: one of them may have been impossible, or have lapsed. */
const renewedOutage: Renewal = (before, untilMs, earliestMs) => ({
  ...before,
  ...(isDrained(before, earliestMs) ? { closedUntilMs: untilMs } : {}),
  ...(isRerouted(before, earliestMs) ? { reroutedUntilMs: untilMs } : {}),
});
