import { messageOf } from '../../errors.js';
import { preferred } from '../../failover/check-destination.js';
import { runStep } from '../../progress.js';
import type { DrillFailure } from '../drill-failure.js';
import { type Exercise, type ExerciseContext, stepsOf } from './exercise.js';

/** Puts a fault on the stream of a region. @param forMs after which it ends by itself. @returns ends it */
export type AddFault = (region: string, forMs: number, signal: AbortSignal) => Promise<() => Promise<void>>;

/** How much longer than it should last a fault may last where nobody ends it, in ms. */
const DEAD_MAN_MS = 60_000;
/** How long detectors and edges may take to see that a stream is fresh again, in ms. */
const FRESH_AGAIN_MS = 30_000;
const LOOK_MS = 500;

/**
 * The stream of the region has a fault, and nobody does anything about it: the detectors have to notice, and the edges
 * have to act.
 *
 * @param name such as `freeze`
 */
export function fault(name: string, add: AddFault): Exercise {
  let remove: (() => Promise<void>) | undefined;
  return {
    type: 'fault',
    fault: name,
    harmless: true,
    steps: stepsOf({
      begin: `Add the fault ${name}`,
      hold: 'Keep it, and do nothing about it',
      end: 'End the fault, and see players sent there again',
    }),
    async begin({ report, target: { region }, clock, note, holdMs }, _, signal) {
      await runStep(
        report,
        'begin',
        async () => {
          remove = await add(region, holdMs + DEAD_MAN_MS, signal);
        },
        () => region,
      );
      note({ type: 'fault-begins', region, fault: name });
      return { effectiveAtMs: clock.monotonic() };
    },
    async end(context, problems) {
      const { region } = context.target;
      const end = remove;
      if (!end) return undefined;
      try {
        const work = async () => {
          await end();
          context.note({ type: 'fault-ends', region, fault: name });
          return seePreferred(context, problems);
        };
        return await runStep(context.report, 'end', work, (atMs) => `${atMs === undefined ? 'not ' : ''}${region}`);
      } catch (error) {
        context.signal?.throwIfAborted();
        problems.push({ type: 'not-ended', region, why: messageOf(error) });
        return undefined;
      }
    },
  };
}

/**
 * Waits until players are sent to the region again: its stream is fresh, and the hold-down is over.
 *
 * @returns when, in ms on the monotonic clock
 */
async function seePreferred(context: ExerciseContext, problems: DrillFailure[]): Promise<number | undefined> {
  const { cluster, table, clock, target, report, signal } = context;
  const beganMs = clock.monotonic();
  const boundMs = cluster.failover.holdDown * 1000 + FRESH_AGAIN_MS;
  report({
    type: 'activity',
    id: 'end',
    message: `until it is fresh for the hold-down of ${cluster.failover.holdDown} s`,
  });
  while (clock.monotonic() - beganMs < boundMs) {
    const reading = await table.read(signal).catch(() => undefined);
    signal?.throwIfAborted();
    const [first] = reading ? preferred(cluster, reading.state, reading.nowMs) : [];
    if (first?.domain === target.distributionDomain) return clock.monotonic();
    await clock.sleep(LOOK_MS, signal);
  }
  problems.push({ type: 'not-preferred-again', region: target.region, afterMs: boundMs });
  return undefined;
}
