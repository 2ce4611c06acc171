import type { RefuseChangeSet } from '../services/cloudformation/model/engine/engine.js';
import type { FaultRegister } from './fault-register.js';
import { concernsStack } from './resource-faults.js';

/** Refuses change sets as the active faults say. */
export function changeSetFaults(register: FaultRegister): RefuseChangeSet {
  return (stack, changes) => {
    const named = (resource: string | undefined) =>
      changes.find(({ LogicalResourceId }) => resource === undefined || LogicalResourceId === resource);
    const fault = register.hit(
      'change-set',
      (spec) => concernsStack(spec, stack.region, stack.name) && named(spec.resource) !== undefined,
    );
    if (!fault) return undefined;
    const { LogicalResourceId: logicalId = '', ResourceType: resourceType = '' } = named(fault.resource) ?? {};
    const by = fault.hook
      ? { hook: fault.hook }
      : ({ validation: validationOf(fault.message), path: `/Resources/${logicalId}` } as const);
    return { logicalId, resourceType, reason: fault.message, by };
  };
}

/** Which of CloudFormation's validations says such a thing ("Validate stack deployments", CloudFormation User Guide). */
function validationOf(message: string): 'NAME_CONFLICT_VALIDATION' | 'PROPERTY_VALIDATION' {
  return /already exists/.test(message) ? 'NAME_CONFLICT_VALIDATION' : 'PROPERTY_VALIDATION';
}
