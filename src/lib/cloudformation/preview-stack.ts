import { createChangeSet, discardChangeSet } from './change-set.js';
import { deleteEmptyStack } from './delete-stack.js';
import type { ResourceChange } from './describe-changes.js';
import { operationName, type StackContext, type StackDefinition } from './stack.js';

/**
 * What CloudFormation would change to bring a stack to its definition, read from a change set. The change set is deleted
 * again, and so is the empty stack that a change set for a new stack makes. Nothing else is changed.
 *
 * @returns undefined when there are no changes
 */
export async function previewStack(
  context: StackContext,
  definition: StackDefinition,
  type: 'CREATE' | 'UPDATE',
): Promise<readonly ResourceChange[] | undefined> {
  // What was made here is deleted again, also when the plan is interrupted.
  const cleaning: StackContext = {
    ...context,
    roleArn: definition.roleArn,
    signal: new AbortController().signal,
  };
  const name = operationName(context);
  try {
    const changeSet = await createChangeSet(context, definition, type, name);
    if (changeSet) await discardChangeSet(cleaning, changeSet);
    return changeSet?.changes;
  } finally {
    if (type === 'CREATE') await deleteEmptyStack(cleaning, name);
  }
}
