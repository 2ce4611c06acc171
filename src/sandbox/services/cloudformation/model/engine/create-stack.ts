import { messageOf } from '../../../../../lib/errors.js';
import type { OnStackFailure } from '../stack/change-set.js';
import type { DesiredState } from '../stack/desired-state.js';
import { visitInOrder } from '../template/graph.js';
import { deleteResources } from './delete-resources.js';
import { attempt, createResource, describeFailures, freshRecord, resolveProperties } from './make-resources.js';
import { resolveOutputs } from './outputs.js';
import { isAbandoned, LATENCY_MS, noteResource, noteStack, type Run } from './run.js';

/** Creates all resources of a new stack; when one fails, `onFailure` decides about the others. */
export async function createStack(run: Run, desired: DesiredState, onFailure: OnStackFailure): Promise<void> {
  const { stack, env } = run;
  const imports = new Set<string>();
  stack.input = desired.input;
  stack.imports = imports;
  noteStack(run, 'CREATE_IN_PROGRESS', 'User Initiated');
  await env.latency(LATENCY_MS.start, run.signal).catch(() => {});
  await visitInOrder(desired.graph, (id) => createFromTemplate(run, desired, id, imports));
  // A deletion that was requested after the first failure takes over.
  if (isAbandoned(run) || stack.status !== 'CREATE_IN_PROGRESS') return;
  const failure = describeFailures(stack.resources.values(), 'create') || takeOutputs(run, desired, imports);
  if (!failure) return noteStack(run, 'CREATE_COMPLETE');
  if (onFailure === 'DO_NOTHING') return noteStack(run, 'CREATE_FAILED', failure);
  const [action, verb] = onFailure === 'DELETE' ? ['DELETE', 'Delete'] : ['ROLLBACK', 'Rollback'];
  noteStack(run, `${action}_IN_PROGRESS`, `${failure}${verb} requested by user.`);
  const rollback = run.rollingBack(run.tags);
  const records = [...stack.resources.values()];
  const complete = await deleteResources(rollback, records, (one) => one.definition.deletionPolicy === 'Retain');
  if (isAbandoned(rollback)) return;
  if (!complete) return noteStack(run, `${action}_FAILED`, describeFailures(records, 'delete'));
  stack.imports = new Set();
  if (onFailure === 'DELETE') stack.deletedAt = env.clock.now();
  noteStack(run, `${action}_COMPLETE`);
}

/** Creates one resource of a template; also for resources that an update adds. */
export async function createFromTemplate(
  run: Run,
  desired: DesiredState,
  logicalId: string,
  imports: Set<string>,
): Promise<boolean> {
  if (run.signal.aborted) return false;
  const record = freshRecord(run, desired, logicalId);
  run.stack.resources.set(logicalId, record);
  return attempt(run, record, 'CREATE', async () => {
    record.properties = resolveProperties(run, desired, logicalId, imports);
    noteResource(run, record, 'CREATE_IN_PROGRESS');
    await createResource(run, record, 'CREATE');
  });
}

/** Sets the stack's outputs; returns why it could not, or ''. */
function takeOutputs(run: Run, desired: DesiredState, imports: Set<string>): string {
  try {
    run.stack.outputs = resolveOutputs(run, desired, imports);
    return '';
  } catch (error) {
    return `${messageOf(error).replace(/\.$/, '')}. `;
  }
}
