import { CvsError } from '../errors.js';
import { changeSetNames } from './change-set.js';
import { callCloudFormation } from './cloudformation-call.js';
import { describeStack, type StackDescription } from './describe-stack.js';
import { failedResources } from './failure-cause.js';
import { operationName, type StackContext } from './stack.js';
import { newestEventId, type StackEventRecord } from './stack-events.js';
import { StackFailedError } from './stack-failed.js';
import { isInProgress } from './transition.js';
import { joinStack, type WatchedOperation, waitForOthers, watchStack } from './watch-stack.js';

/** A resource that its template keeps when the stack is deleted. */
export type RetainedResource = Pick<StackEventRecord, 'logicalId' | 'resourceType' | 'physicalId'>;

export interface DeletedStack {
  status: 'deleted' | 'absent';
  retained: readonly RetainedResource[];
}

/**
 * Deletes a stack and waits until it is deleted. It waits first for an operation that is under way, and removes
 * termination protection: callers have asked the user.
 *
 * @throws StackFailedError naming every resource that could not be deleted
 */
export async function deleteStack(context: StackContext): Promise<DeletedStack> {
  const look = () => describeStack(context.clients, context.region, context.stackName, context.signal);
  let found = await look();
  if (found && isInProgress(found.status) && found.status !== 'DELETE_IN_PROGRESS') {
    await waitForOthers(context, found);
    found = await look();
  }
  if (!found) return { status: 'absent', retained: [] };

  const { stack, events } = await runDeletion(context, found);
  if (stack && stack.status !== 'DELETE_COMPLETE') {
    throw new StackFailedError({
      ...context,
      stackId: found.stackId,
      status: stack.status,
      cause: causeOf(stack, events),
      suggestions: ['Fix what the message names.'],
    });
  }
  return { status: 'deleted', retained: retainedIn(events) };
}

/**
 * Deletes the empty stack that a change set of type CREATE is made on. When somebody has executed a change set on it in
 * the meantime, or has made another one on it, the stack is kept. What cannot be deleted is a warning: the next deployment
 * takes the stack over.
 *
 * @param ownChangeSet name of the change set that it was made for
 */
export async function deleteEmptyStack(context: StackContext, ownChangeSet: string): Promise<void> {
  try {
    const found = await describeStack(context.clients, context.region, context.stackName, context.signal);
    // Not deleteStack, which waits for what somebody else has begun meanwhile, and then deletes that.
    if (found?.status !== 'REVIEW_IN_PROGRESS') return;
    const names = await changeSetNames(context, found.stackId);
    if (names.every((name) => name === ownChangeSet)) await runDeletion(context, found);
  } catch (error) {
    if (!(error instanceof CvsError)) throw error;
    const message = `The empty stack ${context.stackName} in ${context.region} was not deleted; the next \`cvs deploy\` takes it over: ${error.message}`;
    context.report({ type: 'warning', message });
  }
}

async function runDeletion(context: StackContext, found: StackDescription): Promise<WatchedOperation> {
  if (found.status === 'DELETE_IN_PROGRESS') return joinStack(context, found);
  if (found.terminationProtection) await setProtection(context, found, false);
  const before = await newestEventId(context, found.stackId);
  await callCloudFormation(context, 'DeleteStack', (client, sdk) =>
    client.send(
      new sdk.DeleteStackCommand({
        StackName: found.stackId,
        ClientRequestToken: operationName(context),
        RoleARN: context.roleArn,
      }),
    ),
  );
  // A stack that never had resources is deleted without an event.
  const joined = found.status === 'REVIEW_IN_PROGRESS';
  return watchStack(context, found.stackId, { joined, isOld: (event) => event.id === before });
}

/** Switches termination protection, which is not part of a change set. */
export async function setProtection(context: StackContext, { stackId }: StackDescription, enabled: boolean) {
  await callCloudFormation(context, 'UpdateTerminationProtection', (client, sdk) =>
    client.send(
      new sdk.UpdateTerminationProtectionCommand({ StackName: stackId, EnableTerminationProtection: enabled }),
    ),
  );
}

function retainedIn(events: readonly StackEventRecord[]): RetainedResource[] {
  return events
    .filter((event) => event.status === 'DELETE_SKIPPED')
    .map(({ logicalId, resourceType, physicalId }) => ({ logicalId, resourceType, physicalId }));
}

function causeOf({ name, statusReason }: StackDescription, events: readonly StackEventRecord[]) {
  const [first, ...others] = failedResources(events);
  if (first) {
    const told = others.map((one) => `${one.logicalId} (${one.resourceType}): ${one.reason}`);
    return { ...first, reason: [first.reason, ...told].join('; ') };
  }
  // CloudFormation did not begin: a stack whose exports are in use returns to the status that it had.
  return statusReason
    ? { logicalId: name, resourceType: 'AWS::CloudFormation::Stack', reason: statusReason }
    : undefined;
}
