import { callCloudFormation } from './cloudformation-call.js';
import type { StackDescription } from './describe-stack.js';
import { findCause } from './failure-cause.js';
import { operationName, type StackContext } from './stack.js';
import { newestEventId } from './stack-events.js';
import { StackFailedError } from './stack-failed.js';
import { watchStack } from './watch-stack.js';

/** Finishes the rollback of an update that got stuck, so that the stack can be updated again. */
export async function continueUpdateRollback(context: StackContext, found: StackDescription): Promise<void> {
  context.report({
    type: 'warning',
    message: `${found.name} in ${context.region} is stuck; going on rolling it back.`,
  });
  const before = await newestEventId(context, found.stackId);
  await callCloudFormation(context.clients, context.region, 'ContinueUpdateRollback', (client, sdk) =>
    client.send(
      new sdk.ContinueUpdateRollbackCommand({ StackName: found.stackId, ClientRequestToken: operationName(context) }),
    ),
  );
  const { stack, events } = await watchStack(context, found.stackId, { isOld: (event) => event.id === before });
  if (stack?.status !== 'UPDATE_ROLLBACK_COMPLETE') {
    throw new StackFailedError({
      stackName: found.name,
      region: context.region,
      stackId: found.stackId,
      status: stack?.status ?? 'DELETE_COMPLETE',
      cause: findCause(events),
      suggestions: [
        'Mend the resource by hand and run `cvs deploy` again, or skip it:' +
          ` aws cloudformation continue-update-rollback --region ${context.region} --stack-name ${found.name}` +
          ' --resources-to-skip <logical id>',
      ],
    });
  }
}
