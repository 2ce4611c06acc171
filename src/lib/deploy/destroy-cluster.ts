import { secondsSince } from '../stacks/stack.js';
import type { DestroyOptions } from './destroy-options.js';
import { type DestroyRecord, dataSteps, deletionSteps, detachSteps } from './destroy-steps.js';
import { findDestroyable } from './find-destroyable.js';
import { runGraph } from './graph.js';
import { type RunSummary, summarize } from './outcome.js';

/** What went, and what is still there. */
export interface DestroyResult extends RunSummary, DestroyRecord {
  seconds: number;
}

/**
 * Takes a cluster down: the copilot off the stream distributions, then the stacks in reverse, as much at once as their
 * ties allow. The streams, and the distributions in front of them, are not the cluster's, and stay.
 *
 * @throws CvsError NOTHING_DEPLOYED when none of the cluster's stacks is there, nor data that is to go
 * @throws CvsError DATA_PROTECTED before anything is deleted, when the state table is to go and is protected
 */
export async function destroyCluster(options: DestroyOptions): Promise<DestroyResult> {
  const { cluster, clients, clock, report, signal } = options;
  const start = clock.monotonic();
  const { stacks, data } = await findDestroyable(clients, cluster, options.deleteData, signal);

  const record: DestroyRecord = { deletedStacks: [], deletedData: [], left: [] };
  const all = [
    ...detachSteps(options, stacks),
    ...deletionSteps(options, stacks, record),
    ...(options.deleteData ? dataSteps(options, record, data) : []),
  ];
  const ids = new Set(all.map(({ id }) => id));
  // A stack that is not there is no reason to wait.
  const steps = all.map((step) => ({ ...step, after: step.after.filter((id) => ids.has(id)) }));

  const summary = summarize(steps, await runGraph(steps, { clock, report, signal }));
  return { ...summary, ...record, seconds: secondsSince(clock, start) };
}
