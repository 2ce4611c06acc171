import { messageOf } from '../../../../../lib/errors.js';
import { exists, type ResourceRecord } from '../stack/records.js';
import type { UpdateJournal } from '../stack/update-journal.js';
import { visitInOrder } from '../template/graph.js';
import { deleteResources } from './delete-resources.js';
import { describeFailures, updateResource } from './make-resources.js';
import { isAbandoned, noteResource, noteStack, type Run } from './run.js';

/**
 * Restores every resource that an update touched, then deletes what the update made. When a resource cannot be
 * restored, the stack ends UPDATE_ROLLBACK_FAILED and the journal stays for ContinueUpdateRollback.
 *
 * @param skip logical ids that are taken as restored.
 */
export async function rollBackUpdate(
  run: Run,
  journal: UpdateJournal,
  reason: string,
  skip: readonly string[] = [],
): Promise<void> {
  const { stack } = run;
  noteStack(run, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const rollback = run.rollingBack(journal.input.tags);
  // Kept from the first attempt: the record of a restored resource no longer names its replacement.
  journal.made ??= [...stack.resources.values()].filter((one) => isNew(one, journal));
  const made = journal.made;
  const restoring = [...journal.before.values()].filter((one) => {
    const touch = journal.touched.get(one.logicalId);
    return touch === 'modified' || touch === 'replaced';
  });
  // What the update did not touch gets back the policies and dependencies of its old template.
  for (const one of journal.before.values()) {
    if (!restoring.includes(one)) stack.resources.set(one.logicalId, { ...one });
  }
  const ids = new Set(restoring.map((one) => one.logicalId));
  const graph = new Map(
    restoring.map((one) => [one.logicalId, new Set([...one.dependsOn].filter((other) => ids.has(other)))]),
  );
  await visitInOrder(graph, (id) => restore(rollback, journal, id, skip.includes(id)));
  if (isAbandoned(rollback)) return;
  const failed = [...ids]
    .flatMap((id) => stack.resources.get(id) ?? [])
    .filter((one) => one.status === 'UPDATE_FAILED');
  if (failed.length) {
    stack.pendingRollback = journal;
    return noteStack(rollback, 'UPDATE_ROLLBACK_FAILED', describeFailures(failed, 'update'));
  }
  stack.pendingRollback = undefined;
  stack.input = journal.input;
  stack.outputs = journal.outputs;
  stack.imports = journal.imports;
  noteStack(rollback, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  const complete = await deleteResources(rollback, made, (one) => one.definition.deletionPolicy === 'Retain');
  // Also what the update could not make.
  for (const id of [...stack.resources.keys()]) {
    if (!journal.before.has(id)) stack.resources.delete(id);
  }
  if (isAbandoned(rollback)) return;
  const why = complete ? undefined : 'Rollback successful. One or more resources could not be deleted.';
  noteStack(rollback, 'UPDATE_ROLLBACK_COMPLETE', why);
}

/** Whether the update made this physical resource: one that it added, or the replacement of one. */
function isNew(record: ResourceRecord, journal: UpdateJournal): boolean {
  const touch = journal.touched.get(record.logicalId);
  if (touch === 'created') return exists(record);
  return touch === 'replaced' && record.physicalId !== journal.before.get(record.logicalId)?.physicalId;
}

async function restore(run: Run, journal: UpdateJournal, logicalId: string, skip: boolean): Promise<boolean> {
  const before = journal.before.get(logicalId) as ResourceRecord;
  const attempted = run.stack.resources.get(logicalId)?.properties ?? {};
  const record: ResourceRecord = { ...before };
  run.stack.resources.set(logicalId, record);
  try {
    if (skip || journal.touched.get(logicalId) === 'replaced') {
      noteResource(run, record, 'UPDATE_COMPLETE');
    } else {
      noteResource(run, record, 'UPDATE_IN_PROGRESS');
      await updateResource(run, record, attempted);
    }
    journal.touched.delete(logicalId);
    return true;
  } catch (error) {
    noteResource(run, record, 'UPDATE_FAILED', messageOf(error));
    return false;
  }
}
