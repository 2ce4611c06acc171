import { messageOf } from '../../../../../lib/errors.js';
import { HookFailure } from '../../../../resources/hook-failure.js';
import type { ResourceProperties } from '../../../../resources/resource-handler.js';
import { validationError } from '../errors.js';
import { type DesiredState, type Lookup, scopeOf } from '../stack/desired-state.js';
import type { ResourceRecord } from '../stack/records.js';
import { resolveValue } from '../template/intrinsics.js';
import { contextOf, noteResource, type Run } from './run.js';

/** The properties of a resource whose dependencies are all made. */
export function resolveProperties(
  run: Run,
  desired: DesiredState,
  logicalId: string,
  imports: Set<string>,
): ResourceProperties {
  const scope = scopeOf(desired.input, desired.pseudo, lookupIn(run, imports));
  return resolveValue(desired.resources.get(logicalId)?.properties, scope) as ResourceProperties;
}

/** References to the stack's resources as they are now; what is imported is added to `imports`. */
export function lookupIn(run: Run, imports: Set<string>): Lookup {
  return {
    physicalId: (id) => run.stack.resources.get(id)?.physicalId,
    attribute(id, name) {
      const attributes = run.stack.resources.get(id)?.attributes ?? {};
      if (Object.hasOwn(attributes, name)) return attributes[name];
      throw validationError(`Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`);
    },
    importValue(name) {
      const value = run.state.importValue(name);
      imports.add(name);
      return value;
    },
  };
}

/** A resource that is about to be made. */
export function freshRecord(run: Run, desired: DesiredState, logicalId: string): ResourceRecord {
  const wanted = desired.resources.get(logicalId);
  if (!wanted) throw new Error(`${logicalId} is not in the template`);
  return {
    logicalId,
    type: wanted.definition.type,
    attributes: {},
    properties: {},
    definition: wanted.definition,
    dependsOn: desired.graph.get(logicalId) ?? new Set(),
    status: '',
    updatedAt: run.env.clock.now(),
  };
}

/** Makes a resource; the record has its id as soon as the service gave it, so that it can be rolled back. */
export async function createResource(run: Run, record: ResourceRecord, action: 'CREATE' | 'UPDATE'): Promise<void> {
  const handler = run.handlerOf(record.type);
  const made = await handler.create(record.properties, contextOf(run, record.logicalId));
  record.physicalId = made.physicalId;
  record.attributes = made.attributes;
  noteResource(run, record, `${action}_IN_PROGRESS`, 'Resource creation Initiated');
  await run.env.latency(handler.latencyMs.create, run.signal);
  run.signal.throwIfAborted();
  noteResource(run, record, `${action}_COMPLETE`);
}

/** Changes a resource in place from `previous` to the record's properties. */
export async function updateResource(run: Run, record: ResourceRecord, previous: ResourceProperties): Promise<void> {
  const handler = run.handlerOf(record.type);
  // An update can only be asked of a resource that has an id.
  const physicalId = record.physicalId as string;
  const made = await handler.update(physicalId, record.properties, previous, contextOf(run, record.logicalId));
  record.physicalId = made.physicalId;
  record.attributes = made.attributes;
  await run.env.latency(handler.latencyMs.update, run.signal);
  run.signal.throwIfAborted();
  noteResource(run, record, 'UPDATE_COMPLETE');
}

/**
 * Runs the work on one resource. When it fails, the event says why and the rest of the operation is stopped; when it
 * was stopped by another's failure, the event says that.
 *
 * @returns whether it succeeded.
 */
export async function attempt(
  run: Run,
  record: ResourceRecord,
  action: 'CREATE' | 'UPDATE',
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const cancelled = run.signal.aborted;
    if (error instanceof HookFailure && !cancelled) {
      const { hook: type, reason } = error;
      const hook = { type, status: 'HOOK_COMPLETE_FAILED', reason, mode: 'FAIL' } as const;
      noteResource(run, record, `${action}_IN_PROGRESS`, undefined, hook);
    }
    const reason = `Resource ${action === 'CREATE' ? 'creation' : 'update'} cancelled`;
    noteResource(run, record, `${action}_FAILED`, cancelled ? reason : messageOf(error));
    if (!cancelled) run.stop('failure');
    return false;
  }
}

/**
 * "The following resource(s) failed to create: [A, B]. " for each verb that failed on any of the resources; else ''.
 */
export function describeFailures(
  records: Iterable<ResourceRecord>,
  ...verbs: readonly ('create' | 'update' | 'delete')[]
): string {
  const all = [...records];
  return verbs
    .map((verb) => ({
      verb,
      names: all.filter((one) => one.status === `${verb.toUpperCase()}_FAILED`).map((one) => one.logicalId),
    }))
    .filter(({ names }) => names.length)
    .map(({ verb, names }) => `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `)
    .join('');
}
