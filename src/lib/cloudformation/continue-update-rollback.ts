import { callCloudFormation } from './cloudformation-call.js';
import type { StackDescription } from './describe-stack.js';
import { failedResources, findCause } from './failure-cause.js';
import { operationName, type StackContext } from './stack.js';
import { newestEventId } from './stack-events.js';
import { StackFailedError } from './stack-failed.js';
import { watchStack } from './watch-stack.js';

/**
 * Finishes the stuck rollback of an update, so that the stack can be updated again.
 *
 * @param skip logical ids of resources to skip; ids that the rollback is not stuck on are ignored
 */
export async function continueUpdateRollback(
  context: StackContext,
  found: StackDescription,
  skip: readonly string[],
): Promise<void> {
  context.report({
    type: 'warning',
    message: `The rollback of ${found.name} in ${context.region} is stuck; continuing it.`,
  });
  const skipped = skip.length > 0 ? await stuckAmong(context, found, skip) : [];
  if (skipped.length) context.report({ type: 'warning', message: `Skipped resources: ${skipped.join(', ')}.` });
  const before = await newestEventId(context, found.stackId);
  await callCloudFormation(context, 'ContinueUpdateRollback', (client, sdk) =>
    client.send(
      new sdk.ContinueUpdateRollbackCommand({
        StackName: found.stackId,
        ClientRequestToken: operationName(context),
        RoleARN: context.roleArn,
        ResourcesToSkip: skipped.length ? skipped : undefined,
      }),
    ),
  );
  const { stack, events } = await watchStack(context, found.stackId, { isOld: (event) => event.id === before });
  if (stack?.status !== 'UPDATE_ROLLBACK_COMPLETE') {
    throw new StackFailedError({
      ...context,
      stackId: found.stackId,
      status: stack?.status,
      cause: findCause(events),
      suggestions: [adviceForStuck(failedResources(events).map(({ logicalId }) => logicalId))],
    });
  }
}

/** @param logicalIds of the resources that could not be rolled back */
export function adviceForStuck(logicalIds: readonly string[]): string {
  const ids = logicalIds.length > 0 ? logicalIds : ['<logical id>'];
  return (
    `The rollback is stuck on ${ids.join(', ')}. Repair it outside cvs, or skip it:` +
    ` \`cvs deploy ${ids.map((id) => `--skip-resource ${id}`).join(' ')}\`.`
  );
}

/** CloudFormation skips only resources that the rollback is stuck on, and refuses the call for any other. */
async function stuckAmong(context: StackContext, found: StackDescription, skip: readonly string[]): Promise<string[]> {
  const { StackResources } = await callCloudFormation(context, 'DescribeStackResources', (client, sdk) =>
    client.send(new sdk.DescribeStackResourcesCommand({ StackName: found.stackId })),
  );
  return (StackResources ?? [])
    .filter(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED')
    .flatMap(({ LogicalResourceId }) => LogicalResourceId ?? [])
    .filter((id) => skip.includes(id));
}
