import { GLOBAL_REGION } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import { pollUntil } from '../../cloudformation/poll.js';
import { CvsError } from '../../errors.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';
import type { PartContext } from '../part.js';
import { splitVersionArn } from './copilot-slots.js';

/** Far longer than a version without a network of its own is Pending. */
const LIMIT_MS = 5 * 60_000;

/**
 * Waits until a version of the copilot is ready to be associated. Lambda makes a version Pending first, CloudFormation does
 * not wait for it, and CloudFront refuses it until it is Active ("Lambda function states", AWS Lambda Developer Guide;
 * aws-samples/cloudfront-authorization-at-edge issue 245).
 *
 * @throws CvsError FUNCTION_FAILED when Lambda could not make it ready, FUNCTION_PENDING when it takes too long
 */
export async function awaitActive(
  context: Pick<PartContext, 'clients' | 'clock' | 'random' | 'report' | 'signal' | 'stepId'>,
  versionArn: string,
): Promise<void> {
  const { functionArn, version } = splitVersionArn(versionArn);
  const what = `version ${version} of ${functionArn}`;
  let waiting = false;
  await pollUntil(
    async () => {
      const { state, reason } = await readState(context, functionArn, version);
      if (state === 'Failed') {
        throw new CvsError({
          code: 'FUNCTION_FAILED',
          message: `Lambda could not make ${what} ready${reason ? `: ${reason}` : '.'}`,
          suggestions: ['Delete that version in the Lambda console, then run `cvs deploy` again.'],
        });
      }
      if (state !== 'Pending') return true;
      if (!waiting)
        context.report({ type: 'activity', id: context.stepId, message: `waiting for ${what} to be active` });
      waiting = true;
      return undefined;
    },
    {
      ...context,
      limitMs: LIMIT_MS,
      onLimit: () => {
        throw new CvsError({
          code: 'FUNCTION_PENDING',
          message: `Lambda has not made ${what} ready for ${LIMIT_MS / 60_000} minutes.`,
          suggestions: [
            'Run `cvs deploy` again: it resumes here.',
            'See its state in the Lambda console of us-east-1.',
          ],
        });
      },
    },
  );
}

async function readState(
  { clients, signal }: Pick<PartContext, 'clients' | 'signal'>,
  functionArn: string,
  version: string,
): Promise<{ state?: string; reason?: string }> {
  try {
    const { GetFunctionCommand } = await import('@aws-sdk/client-lambda');
    const lambda = await clients.lambda(GLOBAL_REGION);
    const command = new GetFunctionCommand({ FunctionName: functionArn, Qualifier: version });
    const { Configuration: found } = await lambda.send(command, { abortSignal: signal });
    return { state: found?.State, reason: found?.StateReason && outsideText(found.StateReason, LONGEST_SENTENCE) };
  } catch (error) {
    throw translateAwsError(error, { action: 'lambda:GetFunction', region: GLOBAL_REGION });
  }
}
