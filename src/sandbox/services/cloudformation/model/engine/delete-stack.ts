import { exists } from '../stack/records.js';
import { deleteResources } from './delete-resources.js';
import { describeFailures } from './make-resources.js';
import { inUse } from './outputs.js';
import { isAbandoned, LATENCY_MS, noteResource, noteStack, type Run } from './run.js';

export interface DeletionOptions {
  /** Logical ids to leave; only for stacks whose deletion failed before. */
  retain: readonly string[];
  /** Forget what cannot be deleted instead of failing. */
  force: boolean;
  /** The stack's status until then. */
  before: string;
}

/**
 * Deletes the resources of a stack that is DELETE_IN_PROGRESS, in reverse order of their dependencies. A stack whose
 * exports are in use goes back to the status that it had (aws-cdk issue 604, boto3 issue 4192), without a failure.
 */
export async function deleteStack(run: Run, options: DeletionOptions): Promise<void> {
  const { stack, env } = run;
  for (const { exportName } of stack.outputs) {
    const importers = exportName ? run.state.importersOf(exportName) : [];
    if (importers.length) {
      return noteStack(run, options.before, inUse(exportName as string, 'deleted', importers));
    }
  }
  await env.latency(LATENCY_MS.start, run.signal).catch(() => {});
  if (isAbandoned(run)) return;
  const records = [...stack.resources.values()];
  const complete = await deleteResources(
    run,
    records,
    (one) => one.definition.deletionPolicy !== 'Delete' || options.retain.includes(one.logicalId),
  );
  if (isAbandoned(run)) return;
  if (!complete && !options.force) return noteStack(run, 'DELETE_FAILED', describeFailures(records, 'delete'));
  for (const one of records) {
    if (exists(one)) noteResource(run, one, 'DELETE_SKIPPED');
  }
  stack.imports = new Set();
  stack.deletedAt = env.clock.now();
  noteStack(run, 'DELETE_COMPLETE');
}
