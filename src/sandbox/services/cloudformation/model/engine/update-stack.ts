import { messageOf } from '../../../../../lib/errors.js';
import { takesTags } from '../../../../resources/checked-resource.js';
import type { ResourceProperties } from '../../../../resources/resource-handler.js';
import { changedProperties, sameValue } from '../stack/compare.js';
import type { DesiredState } from '../stack/desired-state.js';
import { exists, type ResourceRecord, type StackOutput } from '../stack/records.js';
import type { UpdateJournal } from '../stack/update-journal.js';
import { visitInOrder } from '../template/graph.js';
import { createFromTemplate } from './create-stack.js';
import { deleteResources } from './delete-resources.js';
import {
  attempt,
  createResource,
  describeFailures,
  freshRecord,
  resolveProperties,
  updateResource,
} from './make-resources.js';
import { resolveOutputs } from './outputs.js';
import { rollBackUpdate } from './roll-back-update.js';
import { isAbandoned, LATENCY_MS, noteResource, noteStack, type Run } from './run.js';

/** Updates a stack to the desired state, then deletes what is left over; restores the stack when a resource fails. */
export async function updateStack(
  run: Run,
  desired: DesiredState,
  journal: UpdateJournal,
  disableRollback: boolean,
): Promise<void> {
  const { stack } = run;
  const imports = new Set<string>();
  // The imports of both templates count until it is clear which template stays.
  stack.imports = new Set([...journal.imports]);
  noteStack(run, 'UPDATE_IN_PROGRESS', 'User Initiated');
  stack.updatedAt = run.env.clock.now();
  await run.env.latency(LATENCY_MS.start, run.signal).catch(() => {});
  await visitInOrder(desired.graph, (id) => updateFromTemplate(run, desired, id, journal, imports));
  if (isAbandoned(run)) return;
  const { outputs, failure } = outcome(run, desired, journal, imports);
  if (!outputs) {
    if (disableRollback && run.signal.reason !== 'cancelled') {
      stack.input = desired.input;
      return noteStack(run, 'UPDATE_FAILED', failure);
    }
    return rollBackUpdate(run, journal, failure);
  }
  stack.input = desired.input;
  stack.outputs = outputs;
  stack.imports = imports;
  noteStack(run, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  const complete = await deleteLeftovers(run, desired, journal);
  if (isAbandoned(run)) return;
  noteStack(
    run,
    'UPDATE_COMPLETE',
    complete ? undefined : 'Update successful. One or more resources could not be deleted.',
  );
}

/** The outputs if everything went well, else why it did not. */
function outcome(
  run: Run,
  desired: DesiredState,
  journal: UpdateJournal,
  imports: Set<string>,
): { outputs?: StackOutput[]; failure: string } {
  if (run.signal.reason === 'cancelled') return { failure: 'User Initiated' };
  const touched = [...journal.touched.keys()].flatMap((id) => run.stack.resources.get(id) ?? []);
  const failure = describeFailures(touched, 'create', 'update');
  if (failure) return { failure };
  try {
    return { outputs: resolveOutputs(run, desired, imports), failure: '' };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

async function updateFromTemplate(
  run: Run,
  desired: DesiredState,
  logicalId: string,
  journal: UpdateJournal,
  imports: Set<string>,
): Promise<boolean> {
  if (run.signal.aborted) return false;
  const before = journal.before.get(logicalId);
  if (!before || !exists(before)) {
    journal.touched.set(logicalId, 'created');
    return createFromTemplate(run, desired, logicalId, imports);
  }
  const handler = run.handlerOf(before.type);
  const fresh = freshRecord(run, desired, logicalId);
  const record: ResourceRecord = { ...before, definition: fresh.definition, dependsOn: fresh.dependsOn };
  run.stack.resources.set(logicalId, record);
  return attempt(run, record, 'UPDATE', async () => {
    journal.touched.set(logicalId, 'modified');
    const properties = resolveProperties(run, desired, logicalId, imports);
    const changed = changedProperties(before.properties, properties);
    const retagged = !sameValue(journal.input.tags, desired.input.tags) && takesTags(before.type);
    if (!changed.length && !retagged && !before.status.endsWith('_FAILED')) {
      journal.touched.delete(logicalId);
      return;
    }
    if (!changed.some((name) => handler.createOnly.includes(name))) {
      record.properties = properties;
      noteResource(run, record, 'UPDATE_IN_PROGRESS');
      return updateResource(run, record, before.properties);
    }
    journal.touched.set(logicalId, 'replaced');
    await replaceResource(run, record, properties);
  });
}

async function replaceResource(run: Run, record: ResourceRecord, properties: ResourceProperties): Promise<void> {
  const { physicalId, properties: previous } = record;
  record.properties = properties;
  noteResource(
    run,
    record,
    'UPDATE_IN_PROGRESS',
    'Requested update requires the creation of a new physical resource; hence creating one.',
  );
  try {
    await createResource(run, record, 'UPDATE');
  } catch (error) {
    // There is no replacement, so the record describes the old resource.
    if (record.physicalId === physicalId) record.properties = previous;
    throw error;
  }
}

/** Deletes the resources that the new template does not have, and the replaced ones. */
async function deleteLeftovers(run: Run, desired: DesiredState, journal: UpdateJournal): Promise<boolean> {
  const removed = [...run.stack.resources.values()].filter((one) => !desired.resources.has(one.logicalId));
  const replaced = [...journal.before.values()].filter((one) => journal.touched.get(one.logicalId) === 'replaced');
  const policyOf = (one: ResourceRecord) =>
    journal.touched.get(one.logicalId) === 'replaced'
      ? (desired.resources.get(one.logicalId)?.definition.updateReplacePolicy ?? 'Delete')
      : one.definition.deletionPolicy;
  const leftovers = [...removed, ...replaced].filter(exists);
  const complete = await deleteResources(run.rollingBack(run.tags), leftovers, (one) => policyOf(one) !== 'Delete');
  for (const one of removed) run.stack.resources.delete(one.logicalId);
  return complete;
}
