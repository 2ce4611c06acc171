import { validationError } from '../errors.js';
import type { StackInput } from './records.js';
import type { Stack } from './stack.js';

const UPDATABLE = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_COMPLETE',
  'UPDATE_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
];

/**
 * Checks that a stack's status allows an update and that no resource would change its type.
 *
 * Source: CloudFormation User Guide, "Understand CloudFormation stack creation events" and "Update behaviors".
 */
export function assertUpdatable(stack: Stack): asserts stack is Stack & { input: StackInput } {
  if (UPDATABLE.includes(stack.status) && stack.input) return;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

export function assertSameTypes(stack: Stack, input: StackInput): void {
  const changed = Object.entries(input.template.resources).filter(([id, definition]) => {
    const type = stack.resources.get(id)?.type;
    return type !== undefined && type !== definition.type;
  });
  if (!changed.length) return;
  const names = changed.map(([id]) => id).join(', ');
  throw validationError(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`,
  );
}
