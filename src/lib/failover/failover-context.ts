import type { Clock } from '../clock.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { secondsText } from '../duration.js';
import type { HttpClient } from '../http/http-client.js';
import type { Report, StepSummary } from '../progress.js';
import { type ReplicaSight, type SpreadOptions, spreadChange } from '../state/spread-change.js';
import type { StateReading } from '../state/state-reading.js';
import type { ChangeRequest, ChangeResult, StateTable } from '../state/state-table.js';

/** What every change of where viewers go needs. Nothing in it calls a control plane. */
export interface FailoverContext {
  cluster: Cluster;
  table: StateTable;
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
  replicas?: readonly PrintedSight[];
  /** What spoke against it and was overridden. */
  forced?: string;
}

/** Whether a replica has a write, as `--json` prints it. */
export type PrintedSight = Pick<ReplicaSight, 'region' | 'seenMs' | 'why'>;

export function printedSights(sights: readonly ReplicaSight[]): PrintedSight[] {
  return sights.map(({ region, seenMs, why }) => ({ region, seenMs, why }));
}

/** Changes what operators want of the target. @throws as `StateTable.change` */
export function changeTarget(
  { table, target, reason, signal }: FailoverContext,
  action: string,
  change: ChangeRequest['change'],
  more: Partial<ChangeRequest> = {},
): Promise<ChangeResult> {
  return table.change({ domain: target.distributionDomain, action, change, reason, signal, ...more });
}

/** ms since now, whole, each time that it is called. */
export function stopwatch(clock: Clock): () => number {
  const startMs = clock.monotonic();
  return () => Math.round(clock.monotonic() - startMs);
}

/** How long the replication may take to bring a change into the other replicas before it is written there, in ms. */
const ARRIVAL_MS = 1500;

/** Brings a change of the target into the other replicas. @throws the signal's reason when it aborts */
export function spreadTarget(
  { table, reason, signal }: FailoverContext,
  change: ChangeResult,
  more: Partial<SpreadOptions> = {},
): Promise<readonly ReplicaSight[]> {
  return spreadChange(table, change, { patienceMs: ARRIVAL_MS, reason, signal, ...more });
}

/** Whether every replica that answers has a change. */
export function isEverywhere(sights: readonly ReplicaSight[]): boolean {
  return sights.every(({ seenMs, unreachable }) => seenMs !== undefined || unreachable);
}

/** Whether a change had to be written to a replica that did not have it. */
export function wasCarried(sights: readonly ReplicaSight[]): boolean {
  return sights.some(({ carried }) => carried);
}

/** Announces the steps of a change, one after the other. */
export function planOf(target: StreamRegion, steps: readonly { id: string; title: string }[]): StepSummary[] {
  return steps.map((step, index) => ({
    ...step,
    region: target.region,
    after: steps.slice(Math.max(0, index - 1), index).map(({ id }) => id),
  }));
}

/** From how many ms on a wrong clock is told. */
const CLOCK_TOLD_MS = 2000;

/**
 * Reads the state table, as every change of where viewers go begins. Warns of replicas that did not answer, since the
 * change is written to another one, and of this machine's clock where it is wrong.
 *
 * @throws as `StateTable.read`
 */
export async function readFirst({
  table,
  report,
  signal,
}: Pick<FailoverContext, 'table' | 'report' | 'signal'>): Promise<StateReading> {
  const reading = await table.read(signal);
  warnOfSilence(report, reading);
  // The connections to the other replicas are opened meanwhile: the change is brought there next.
  for (const region of table.regions) if (region !== reading.replica) table.readFrom(region, signal).catch(() => {});
  const aheadMs = table.clockAheadMs;
  if (Math.abs(aheadMs) >= CLOCK_TOLD_MS) {
    const wrong = `${secondsText(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}`;
    const message = `The clock of this machine is ${wrong}. Times are taken from ${reading.replica}; set the clock.`;
    report({ type: 'warning', message });
  }
  return reading;
}

/** Warns of replicas that did not answer. */
export function warnOfSilence(report: Report, reading: Pick<StateReading, 'replica' | 'unanswered'>): void {
  for (const { region, why } of reading.unanswered) {
    report({
      type: 'warning',
      message: `The replica in ${region} did not answer (${why}). The one in ${reading.replica} is used.`,
    });
  }
}
