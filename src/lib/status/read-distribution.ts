import { splitVersionArn, toVersionArn } from '../parts/copilot/copilot-slots.js';
import { attachmentOf, lookAtDistribution } from '../parts/copilot/read-distribution.js';
import { attempt } from './attempt.js';
import type { DistributionStatus, Known } from './cluster-status.js';
import { outputOf, type ReadStack } from './read-stacks.js';
import type { StatusContext } from './status-context.js';

/** What CloudFront says of a distribution, and whether the copilot that is attached is the one that was deployed last. */
export async function readDistribution(
  context: StatusContext,
  distributionId: string,
  copilot: ReadStack | undefined,
): Promise<Known<DistributionStatus>> {
  // Without the copilot's name it cannot be told from somebody else's function.
  if (copilot?.read.known === false) return { known: false, why: copilot.read.why };
  const functionArn = outputOf(copilot, 'CopilotLambdaArn');
  const version = outputOf(copilot, 'CopilotLambdaVersion');
  return attempt(context, async (limit) => {
    const look = await lookAtDistribution(context.clients, distributionId, limit);
    const attachment = { ...look, ...attachmentOf(look.slots, functionArn.known ? functionArn.value : undefined) };
    return {
      enabled: attachment.enabled,
      deployed: attachment.deployed,
      copilot: attachment.copilot,
      version: attachment.version,
      latestVersion:
        functionArn.known && version.known
          ? splitVersionArn(toVersionArn(functionArn.value, version.value)).version
          : undefined,
    };
  });
}
