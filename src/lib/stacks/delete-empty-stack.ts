import { deleteStack } from './delete-stack.js';
import { describeStack } from './describe-stack.js';
import type { StackContext } from './stack.js';

/**
 * Deletes the empty stack that a change set of type CREATE is made on. When somebody has executed a change set on it in
 * the meantime, the stack is kept.
 */
export async function deleteEmptyStack(context: StackContext): Promise<void> {
  const found = await describeStack(context.clients, context.region, context.stackName, context.signal);
  if (found?.status === 'REVIEW_IN_PROGRESS') await deleteStack(context);
}
