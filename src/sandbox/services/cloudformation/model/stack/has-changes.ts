import { sameValue } from './compare.js';
import type { DesiredState } from './desired-state.js';
import type { ResourceChange } from './plan-changes.js';
import type { Stack } from './stack.js';

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
