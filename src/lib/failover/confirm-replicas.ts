import { secondsText } from '../duration.js';
import { type DistributionState, isWanted } from '../serving/what-to-serve.js';
import { sameIntent } from '../state/intent.js';
import { intentOf } from '../state/state-items.js';
import type { StateReading } from '../state/state-reading.js';
import type { ChangeResult } from '../state/state-table.js';
import { OutOfTime, withinTime } from '../state/within-time.js';
import type { FailoverContext, ReplicaSight } from './failover-context.js';

/** How long an open or a drain watches its write arrive in the other replicas, in ms. */
const ARRIVAL_BOUND_MS = 1500;
/** How often a replica is asked, in ms. */
const INTERVAL_MS = 100;
/** The least time that a replica gets to answer, in ms. */
const LEAST_MS = 500;

/**
 * Watches a change arrive in the other replicas, for at most `boundMs`.
 *
 * When every replica has a close, no replica accepts a close of another distribution any more. One that was accepted before
 * shows in the replica that took it, and so in `rivals`.
 *
 * @returns `replicas`: all but the one that took the write; `rivals`: where no other distribution is open in every replica
 * that answered, those that are closed in one, as that replica has them
 */
export async function confirmReplicas(
  { table, target, clock, signal }: FailoverContext,
  { replica, after }: ChangeResult,
  boundMs = ARRIVAL_BOUND_MS,
): Promise<{ replicas: readonly ReplicaSight[]; rivals: readonly DistributionState[] }> {
  const domain = target.distributionDomain;
  const start = clock.monotonic();
  const readings: StateReading[] = [];
  const replicas = await Promise.all(
    table.regions.filter((region) => region !== replica).map((region) => watch(region)),
  );
  const home = await readInTime(replica, LEAST_MS);
  if ('state' in home) readings.push(home);
  const nowMs = clock.now();
  const others = readings.flatMap(({ state }) => state.distributions.filter((one) => one.domain !== domain));
  const closed = others.filter((one) => !isWanted(one, nowMs));
  const openEverywhere = others.some((one) => closed.every((other) => other.domain !== one.domain));
  return { replicas, rivals: openEverywhere ? [] : closed };

  /** An unreachable replica must not keep an operator waiting for longer than the rest takes. */
  async function readInTime(region: string, ms: number): Promise<StateReading | { why: string }> {
    try {
      return await withinTime(clock, Math.max(ms, LEAST_MS), signal, (limit) => table.readFrom(region, limit));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof OutOfTime) return { why: error.message };
      throw error;
    }
  }

  async function watch(region: string): Promise<ReplicaSight> {
    for (;;) {
      const reading = await readInTime(region, boundMs - (clock.monotonic() - start));
      if ('why' in reading) return { region, why: reading.why };
      const passedMs = clock.monotonic() - start;
      const seen = sameIntent(intentOf(reading.items.get(domain)), after);
      if (seen || passedMs + INTERVAL_MS > boundMs) {
        readings.push(reading);
        if (seen) return { region, seenMs: Math.round(passedMs) };
        return { region, why: `not there after ${secondsText(passedMs)}` };
      }
      await clock.sleep(INTERVAL_MS, signal);
    }
  }
}
