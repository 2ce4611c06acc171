import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report, StepSummary } from '../progress.js';
import { STEERING_TTL_S } from '../serving/times.js';
import type { StateReading } from '../state/state-reading.js';
import type { StateAccess } from '../state/state-table.js';

/** What every change of where viewers go needs. Nothing in it calls a control plane. */
export interface FailoverContext {
  cluster: Cluster;
  table: StateAccess;
  target: StreamRegion;
  http: HttpClient;
  clock: Clock;
  report: Report;
  signal?: AbortSignal;
  /** For the record: why. */
  reason?: string;
}

/** ms since now, whole, each time that it is called. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonic();
  return () => Math.round(clock.monotonic() - startMs);
}

/** {@link STEERING_TTL_S} in ms. */
export const STEERING_TTL_MS = STEERING_TTL_S * 1000;

/** How long a change may take to be seen at the distribution, in ms, before it counts as unconfirmed. */
export const CONFIRM_BOUND_MS = 60_000;

/** Announces the steps of a change, one after the other. */
export function planOf(target: StreamRegion, steps: readonly { id: string; title: string }[]): StepSummary[] {
  return steps.map((step, index) => ({
    ...step,
    region: target.region,
    after: index === 0 ? [] : [(steps[index - 1] as { id: string }).id],
  }));
}

/** Warns of replicas that did not answer: the change goes to another one. */
export function warnOfSilence(report: Report, reading: Pick<StateReading, 'replica' | 'unanswered'>): void {
  for (const { region, why } of reading.unanswered) {
    report({
      type: 'warning',
      message: `The replica in ${region} did not answer (${why}). The one in ${reading.replica} is used.`,
    });
  }
}
