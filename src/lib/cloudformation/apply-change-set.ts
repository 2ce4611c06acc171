import { createChangeSet } from './change-set.js';
import { readRefusals } from './change-set-refusal.js';
import { callCloudFormation } from './cloudformation-call.js';
import { adviceForStuck } from './continue-update-rollback.js';
import { deleteEmptyStack } from './delete-stack.js';
import { type FailureCause, findCause, stuckOn } from './failure-cause.js';
import { operationName, type StackContext, type StackDefinition } from './stack.js';
import { newestEventId } from './stack-events.js';
import { StackFailedError } from './stack-failed.js';
import { watchStack } from './watch-stack.js';

/**
 * Brings a stack to its definition: makes a change set, executes it, and waits for its end.
 *
 * @returns `changed`, `unchanged`, or `under-way` when the context says not to wait
 * @throws StackFailedError naming the resource that failed
 */
export async function applyChangeSet(
  context: StackContext,
  definition: StackDefinition,
  type: 'CREATE' | 'UPDATE',
  isNew: boolean,
): Promise<'changed' | 'unchanged' | 'under-way'> {
  const name = operationName(context);
  const changeSet = await createChangeSet(context, definition, type, name).catch(async (error: unknown) => {
    // The change set of a new stack is made on an empty one.
    if (isNew && !context.signal.aborted) await deleteEmptyStack(context, name);
    throw error;
  });
  if (!changeSet) return 'unchanged';

  const before = await newestEventId(context, changeSet.stackId);
  await callCloudFormation(context, 'ExecuteChangeSet', (client, sdk) =>
    client.send(
      new sdk.ExecuteChangeSetCommand({
        ChangeSetName: changeSet.id,
        StackName: changeSet.stackId,
        ClientRequestToken: operationName(context),
      }),
    ),
  );
  if (context.detach) return 'under-way';
  const { stack, events } = await watchStack(context, changeSet.stackId, {
    isOld: (event) => event.id === before,
    total: changeSet.changes.length,
  });
  if (stack?.status !== `${type}_COMPLETE`) {
    throw new StackFailedError({
      ...context,
      stackId: changeSet.stackId,
      status: stack?.status,
      cause: await explained(context, changeSet.stackId, findCause(events)),
      suggestions: stack?.status === 'UPDATE_ROLLBACK_FAILED' ? [adviceForStuck(stuckOn(events))] : [],
    });
  }
  return 'changed';
}

/** CloudFormation also validates when it begins, and then its event only says where the reason is. */
async function explained(
  context: StackContext,
  stackId: string,
  cause: FailureCause | undefined,
): Promise<FailureCause | undefined> {
  if (!cause || !/See the operation's FAILED event/.test(cause.reason ?? '')) return cause;
  const { reasons } = await readRefusals(context, stackId);
  return reasons.length > 0 ? { ...cause, reason: reasons.join('; ') } : cause;
}
