import { messageOf } from '../../../../../lib/errors.js';
import { exists, type ResourceRecord } from '../stack/records.js';
import { reversed, visitInOrder } from '../template/graph.js';
import { contextOf, noteResource, type Run } from './run.js';

/**
 * Deletes resources in the reverse order of their creation. When one cannot be deleted, only the resources that it
 * needs stay too.
 *
 * @param retains whether a resource's policy keeps it; CloudFormation then only removes it from the stack.
 * @returns whether all are gone or kept.
 */
export async function deleteResources(
  run: Run,
  records: readonly ResourceRecord[],
  retains: (record: ResourceRecord) => boolean,
): Promise<boolean> {
  const byId = new Map(records.map((record) => [record.logicalId, record]));
  const graph = new Map(
    records.map((one) => [one.logicalId, new Set([...one.dependsOn].filter((other) => byId.has(other)))]),
  );
  let complete = true;
  await visitInOrder(reversed(graph), async (id) => {
    const gone = await deleteOne(run, byId.get(id) as ResourceRecord, retains);
    complete &&= gone;
    return gone;
  });
  return complete;
}

async function deleteOne(
  run: Run,
  record: ResourceRecord,
  retains: (record: ResourceRecord) => boolean,
): Promise<boolean> {
  if (!exists(record)) {
    // The service never had it: there is nothing to delete, but CloudFormation writes an event.
    if (record.status !== 'DELETE_COMPLETE' && record.status !== 'DELETE_SKIPPED') {
      noteResource(run, record, 'DELETE_COMPLETE');
    }
    return true;
  }
  if (retains(record)) {
    noteResource(run, record, 'DELETE_SKIPPED');
    return true;
  }
  const handler = run.handlerOf(record.type);
  noteResource(run, record, 'DELETE_IN_PROGRESS');
  try {
    await handler.delete(record.physicalId as string, record.properties, contextOf(run, record.logicalId));
    await run.env.latency(handler.latencyMs.delete, run.signal);
    noteResource(run, record, 'DELETE_COMPLETE');
    return true;
  } catch (error) {
    noteResource(run, record, 'DELETE_FAILED', messageOf(error));
    return false;
  }
}
