import { CvsError, ExitCode } from '../errors.js';
import type { StackDescription } from './describe-stack.js';
import type { StackContext } from './stack.js';
import { consoleLink } from './stack-failed.js';
import { watchStack } from './watch-stack.js';

/** Longer than any operation on our stacks takes. */
const LIMIT_MS = 60 * 60_000;

/** Waits for the end of an operation that somebody else or an earlier run started, whatever its result. */
export async function waitForOthers(context: StackContext, found: StackDescription): Promise<void> {
  context.report({
    type: 'activity',
    id: context.stepId,
    message: `${found.status}: waiting for the operation that is under way`,
  });
  await watchStack(context, found.stackId, {
    joined: true,
    isOld: (event) => event.ofStack && event.status === found.status,
    limitMs: LIMIT_MS,
    onLimit: () => {
      throw new CvsError({
        code: 'STACK_BUSY',
        message: `Stack ${found.name} in ${context.region} has been ${found.status} for an hour.`,
        suggestions: [`See what it waits for: ${consoleLink(context.region, found.stackId)}`],
        exitCode: ExitCode.inProgress,
      });
    },
  });
}
