import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report, StepSummary } from '../progress.js';
import type { Intent } from '../serving/what-to-serve.js';
import type { StateReading } from '../state/state-reading.js';
import type { ChangeRequest, ChangeResult, StateAccess } from '../state/state-table.js';

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
  /** Continue although the stream that viewers would be sent to is stale or unreachable. */
  force?: boolean;
}

/** What the results of all changes of where viewers go have in common. */
export interface FailoverResult {
  domain: string;
  region: string;
  /** Region of the replica that took the write. */
  replica: string;
  /** Whether the other replicas have it, and since when. */
  replicas?: readonly ReplicaSight[];
  /** What spoke against it and was overridden. */
  forced?: string;
}

/** What one replica knows of a write. */
export interface ReplicaSight {
  region: string;
  /** When it was seen there, in ms after the write; absent when it was not. */
  seenMs?: number;
  /** Why it was not. */
  why?: string;
}

/** Changes what operators want of the target. @throws as `StateTable.change` */
export function changeTarget(
  { table, target, reason, signal }: FailoverContext,
  action: string,
  change: (before: Intent) => Intent,
  more: Partial<ChangeRequest> = {},
): Promise<ChangeResult> {
  return table.change({ domain: target.distributionDomain, action, change, reason, signal, ...more });
}

/** ms since now, whole, each time that it is called. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonic();
  return () => Math.round(clock.monotonic() - startMs);
}

/** Announces the steps of a change, one after the other. */
export function planOf(target: StreamRegion, steps: readonly { id: string; title: string }[]): StepSummary[] {
  return steps.map((step, index) => ({
    ...step,
    region: target.region,
    after: steps.slice(Math.max(0, index - 1), index).map(({ id }) => id),
  }));
}

/** Warns of replicas that did not answer. The change is written to another one. */
export function warnOfSilence(report: Report, reading: Pick<StateReading, 'replica' | 'unanswered'>): void {
  for (const { region, why } of reading.unanswered) {
    report({
      type: 'warning',
      message: `The replica in ${region} did not answer (${why}). The one in ${reading.replica} is used.`,
    });
  }
}
