import type { ResourceProperties } from '../../../../resources/resource-handler.js';
import type { Refusal, ResourceChange } from '../stack/change-set.js';
import type { DesiredState } from '../stack/desired-state.js';
import { plannedScope } from '../stack/plan-changes.js';
import type { Stack } from '../stack/stack.js';
import { resolveValue } from '../template/intrinsics.js';
import type { Engine } from './engine.js';

/**
 * What stands against a change set before anything is made: names that are taken, and what a fault of the sandbox says.
 *
 * Sources: "Validate stack deployments", CloudFormation User Guide (resource name conflicts are of the mode FAIL); words as in
 * aws/aws-cdk-cli issue 1000 and aws-cloudformation/rain pull request 744. AWS makes the other validations of that page too.
 */
export function refusalsOf(
  engine: Engine,
  stack: Stack,
  desired: DesiredState,
  changes: readonly ResourceChange[],
): Refusal[] {
  const injected = engine.refuseChangeSet(stack, changes);
  return injected ? [injected] : nameConflicts(engine, stack, desired, changes);
}

function nameConflicts(
  engine: Engine,
  stack: Stack,
  desired: DesiredState,
  changes: readonly ResourceChange[],
): Refusal[] {
  const state = engine.region(stack.region);
  const byId = new Map(changes.map((change) => [change.LogicalResourceId, change]));
  const scope = plannedScope(stack, desired, byId, (name) => state.importValue(name));
  const context = {
    ...{ region: stack.region, accountId: engine.env.accountId, stackName: stack.name, stackId: stack.id },
    ...{ stackTags: {}, signal: new AbortController().signal },
  };
  return changes.flatMap(({ Action, LogicalResourceId: logicalId, ResourceType: resourceType }) => {
    if (Action !== 'Add') return [];
    const properties = resolveValue(desired.resources.get(logicalId)?.properties ?? {}, scope) as ResourceProperties;
    const taken = engine.handlerOf(resourceType).existing?.(properties, { ...context, logicalId });
    if (taken === undefined) return [];
    const reason = `Resource of type '${resourceType}' with identifier '${taken}' already exists.`;
    return [{ logicalId, resourceType, reason, by: conflictAt(`/Resources/${logicalId}`) }];
  });
}

/** A name conflict in the template, as a JSON pointer. */
function conflictAt(path: string): Refusal['by'] {
  return { validation: 'NAME_CONFLICT_VALIDATION', path };
}

const VALIDATIONS = {
  NAME_CONFLICT_VALIDATION: 'AWS::EarlyValidation::ResourceExistenceCheck',
  PROPERTY_VALIDATION: 'AWS::EarlyValidation::PropertyValidation',
} as const;

/** The reason of the change set, which names no resource. */
export function refusalText(refusals: readonly Refusal[]): string {
  const names = refusals.map(({ by }) => ('hook' in by ? by.hook : VALIDATIONS[by.validation]));
  const failed = `The following hook(s)/validation failed: [${[...new Set(names)].join(', ')}].`;
  const isEarly = refusals.some(({ by }) => 'validation' in by);
  return isEarly
    ? `${failed} To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`
    : failed;
}
