import type { AwsClients } from '../aws/aws-clients.js';
import { describeStack } from '../cloudformation/describe-stack.js';
import { CvsError } from '../errors.js';
import type { StreamAnswers } from './init-cluster.js';
import type { FoundDistribution } from './list-distributions.js';
import { originUrlFor } from './propose-urls.js';

/** The output of Live Streaming on AWS (SO0013) that has the HLS master playlist's URL through its distribution. */
const HLS_OUTPUT = 'CloudFrontHlsEndpoint';

/**
 * The answers from a Live Streaming on AWS solution stack. The origin's URL is not among its outputs; it is worked out
 * from the distribution.
 *
 * @throws CvsError SOLUTION_STACK_MISSING, SOLUTION_STACK_FOREIGN or DISTRIBUTION_NOT_FOUND
 */
export async function answersFromStack(
  { region, stackName }: { region: string; stackName: string },
  context: { clients: AwsClients; distributions: readonly FoundDistribution[]; signal?: AbortSignal },
): Promise<StreamAnswers> {
  const stack = await describeStack(context.clients, region, stackName, context.signal);
  if (!stack) {
    throw new CvsError({
      code: 'SOLUTION_STACK_MISSING',
      message: `There is no stack ${stackName} in ${region}.`,
      suggestions: [
        'Give --from-stack once for all regions, or once per region in the order of --region.',
        'Or give the values themselves: cvs init --help',
      ],
    });
  }
  const distributionPlaylistUrl = stack.outputs[HLS_OUTPUT];
  if (!distributionPlaylistUrl || !URL.canParse(distributionPlaylistUrl)) {
    throw new CvsError({
      code: 'SOLUTION_STACK_FOREIGN',
      message: `The stack ${stackName} in ${region} has no output ${HLS_OUTPUT}: it is not Live Streaming on AWS.`,
      suggestions: ['Give the values themselves: cvs init --help'],
    });
  }
  const { host } = new URL(distributionPlaylistUrl);
  const distribution = context.distributions.find(({ domain }) => domain === host.toLowerCase());
  if (!distribution) {
    throw new CvsError({
      code: 'DISTRIBUTION_NOT_FOUND',
      message: `The stack ${stackName} in ${region} names ${host}, which is not a distribution of this account.`,
      suggestions: ['Check whose credentials are in use: aws sts get-caller-identity'],
    });
  }
  return {
    region,
    distributionId: distribution.id,
    distributionPlaylistUrl,
    originPlaylistUrl: originUrlFor(distribution, distributionPlaylistUrl) ?? '',
  };
}
