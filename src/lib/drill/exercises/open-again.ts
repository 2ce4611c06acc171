import { secondsText } from '../../duration.js';
import { openDistribution } from '../../failover/open-distribution.js';
import { runStep } from '../../progress.js';
import { DRILL_REASON } from '../decided-by-others.js';
import { asActivity, type ExerciseContext } from './exercise.js';

/**
 * Opens the drill's region, as the step that ends the exercise. Nothing interrupts it.
 *
 * @returns after how many ms players were no longer steered away
 * @throws Error where the opening is not in force: what stands against it
 */
export function openAgain(context: ExerciseContext): Promise<number> {
  const { report } = context;
  const work = async () => {
    const how = { reason: DRILL_REASON, report: asActivity(report, 'end'), signal: undefined };
    const { against, undrainedMs = 0 } = await openDistribution({ ...context, ...how });
    if (against) throw new Error([against.what, ...against.why].join(' '));
    return undrainedMs;
  };
  return runStep(report, 'end', work, secondsText);
}
