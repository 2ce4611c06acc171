import { type DrillCheck, lookAtReadiness, notReady, type ReadinessContext } from './pre-checks.js';

/**
 * How long an opening may take to be known everywhere, in ms. A replication, a copilot's memory and the cached steering
 * manifest take about 4 s together; the rest is for a table that replicates slowly.
 */
const SETTLE_BOUND_MS = 20_000;
const INTERVAL_MS = 500;

/**
 * Waits until a cluster is ready for a drill, where what is missing comes by itself: a drill may be started right after
 * everything was opened.
 *
 * @param options.waiting is called with what is waited for, each time that it changes
 * @returns what was found
 * @throws CvsError DRILL_NOT_READY, as `lookAtReadiness`, and when it did not settle in time; the signal's reason
 */
export async function awaitReady(
  options: ReadinessContext & { waiting?: (what: string) => void },
): Promise<readonly DrillCheck[]> {
  const { clock, signal, waiting } = options;
  const startMs = clock.monotonic();
  let told: string | undefined;
  for (;;) {
    const look = await lookAtReadiness(options);
    if ('ready' in look) return look.ready;
    if (clock.monotonic() - startMs + INTERVAL_MS > SETTLE_BOUND_MS) {
      throw notReady(
        `The cluster did not settle within ${SETTLE_BOUND_MS / 1000} s: ${look.settling}`,
        'Look at `cvs status`: is the copilot attached, do the replicas agree?',
      );
    }
    if (look.settling !== told) waiting?.(look.settling);
    told = look.settling;
    await clock.sleep(INTERVAL_MS, signal);
  }
}
