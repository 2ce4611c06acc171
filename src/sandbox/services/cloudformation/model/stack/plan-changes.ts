import { takesTags } from '../../../../resources/checked-resource.js';
import type { ResourceHandler } from '../../../../resources/resource-handler.js';
import { type Graph, visitInOrder } from '../template/graph.js';
import { resolveValue, type Scope } from '../template/intrinsics.js';
import { referencesOf } from '../template/references.js';
import type { DeletionPolicy } from '../template/template.js';
import type { ChangeDetail, ResourceChange } from './change-set.js';
import { changedProperties, sameValue } from './compare.js';
import { type DesiredState, scopeOf } from './desired-state.js';
import { exists, type ResourceRecord } from './records.js';
import type { Stack } from './stack.js';

/** In place of a value that is known only after the execution. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** What executing a change set would do to each resource, in dependency order; removals last. */
export async function planChanges(
  stack: Stack,
  desired: DesiredState,
  handlerOf: (type: string) => ResourceHandler,
  importValue: (exportName: string) => string,
): Promise<ResourceChange[]> {
  const changes = new Map<string, ResourceChange>();
  const scope = plannedScope(stack, desired, changes, importValue);
  const tagsChanged = stack.input !== undefined && !sameValue(stack.input.tags, desired.input.tags);
  await visitInOrder(desired.graph as Graph, async (id) => {
    const before = stack.resources.get(id);
    const change =
      before && exists(before)
        ? planModification(before, desired, handlerOf(before.type), scope, tagsChanged)
        : { Action: 'Add' as const, LogicalResourceId: id, ResourceType: typeOf(desired, id), Scope: [], Details: [] };
    if (change) changes.set(id, change);
    return true;
  });
  const removals = [...stack.resources.values()].filter((one) => exists(one) && !desired.resources.has(one.logicalId));
  return [...changes.values(), ...removals.map(removal)];
}

/** References as far as they are known before the changes are made. */
export function plannedScope(
  stack: Stack,
  desired: DesiredState,
  changes: ReadonlyMap<string, ResourceChange>,
  importValue: (exportName: string) => string,
): Scope {
  const record = (id: string) => stack.resources.get(id) as ResourceRecord;
  return scopeOf(desired.input, desired.pseudo, {
    // A resource that is only modified keeps its id, but any attribute of it may change.
    physicalId: (id) => (isMade(changes.get(id)) ? KNOWN_AFTER_APPLY : record(id).physicalId),
    attribute: (id, name) => (changes.has(id) ? KNOWN_AFTER_APPLY : record(id).attributes[name]),
    importValue,
  });
}

function planModification(
  before: ResourceRecord,
  desired: DesiredState,
  handler: ResourceHandler,
  scope: Scope,
  tagsChanged: boolean,
): ResourceChange | undefined {
  const wanted = desired.resources.get(before.logicalId);
  if (!wanted) return undefined;
  const after = resolveValue(wanted.properties, scope) as Record<string, unknown>;
  const details: ChangeDetail[] = changedProperties(before.properties, after).map((name) => {
    const dynamic = JSON.stringify(after[name] ?? null).includes(KNOWN_AFTER_APPLY);
    const recreation = dynamic ? 'Conditionally' : 'Always';
    return {
      Target: {
        Attribute: 'Properties',
        Name: name,
        RequiresRecreation: handler.createOnly.includes(name) ? recreation : 'Never',
        BeforeValue: asText(before.properties[name]),
        AfterValue: asText(after[name]),
      },
      Evaluation: dynamic ? 'Dynamic' : 'Static',
      ...causeOf(before.definition.properties[name], wanted.properties[name], desired),
    };
  });
  const other = (attribute: string): ChangeDetail => ({
    Target: { Attribute: attribute, RequiresRecreation: 'Never' },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  });
  if (tagsChanged && takesTags(before.type)) details.push(other('Tags'));
  if (!sameValue(before.definition.metadata, wanted.definition.metadata)) details.push(other('Metadata'));
  // A resource whose last operation failed is done again even if nothing else changed.
  if (!details.length && !before.status.endsWith('_FAILED')) return undefined;
  const recreations = new Set(details.map((one) => one.Target.RequiresRecreation));
  const replacement = recreations.has('Always') ? 'True' : recreations.has('Conditionally') ? 'Conditional' : 'False';
  return {
    ...(replacement === 'True'
      ? { PolicyAction: `ReplaceAnd${kept(wanted.definition.updateReplacePolicy)}` as const }
      : {}),
    Action: 'Modify',
    LogicalResourceId: before.logicalId,
    PhysicalResourceId: before.physicalId,
    ResourceType: before.type,
    Replacement: replacement,
    Scope: [...new Set(details.map((one) => one.Target.Attribute))],
    Details: details,
  };
}

/** Whether an update would do anything: to a resource, or to the stack's parameters, tags, outputs or topics. */
export function hasChanges(stack: Stack, desired: DesiredState, changes: readonly ResourceChange[]): boolean {
  const { input } = stack;
  return (
    changes.length > 0 ||
    !input ||
    !sameValue(input.parameters, desired.input.parameters) ||
    !sameValue(input.tags, desired.input.tags) ||
    !sameValue(input.notificationArns, desired.input.notificationArns) ||
    !sameValue(input.template.outputs, desired.input.template.outputs)
  );
}

/** Why a property's value differs: the template changed, a parameter, or another resource. */
function causeOf(
  before: unknown,
  after: unknown,
  desired: DesiredState,
): Pick<ChangeDetail, 'ChangeSource' | 'CausingEntity'> {
  const references = [...referencesOf(after)];
  const resource = references.find((one) => desired.resources.has(one.target));
  if (resource) {
    return resource.attribute === undefined
      ? { ChangeSource: 'ResourceReference', CausingEntity: resource.target }
      : { ChangeSource: 'ResourceAttribute', CausingEntity: `${resource.target}.${resource.attribute}` };
  }
  const parameter = references.find((one) => Object.hasOwn(desired.input.template.parameters, one.target));
  if (parameter && sameValue(before, after)) {
    return { ChangeSource: 'ParameterReference', CausingEntity: parameter.target };
  }
  return { ChangeSource: 'DirectModification' };
}

function removal(record: ResourceRecord): ResourceChange {
  return {
    PolicyAction: kept(record.definition.deletionPolicy),
    Action: 'Remove',
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    Scope: [],
    Details: [],
  };
}

/** Properties as change sets give them: strings as they are, the rest as JSON. */
function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function kept(policy: DeletionPolicy): 'Delete' | 'Retain' {
  return policy === 'Delete' ? 'Delete' : 'Retain';
}

function isMade(change: ResourceChange | undefined): boolean {
  return change !== undefined && (change.Action === 'Add' || change.Replacement !== 'False');
}

function typeOf(desired: DesiredState, id: string): string {
  return desired.resources.get(id)?.definition.type ?? '';
}
