import type { AwsClients } from '../aws/aws-clients.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { describeStack } from '../stacks/describe-stack.js';
import { slotTaken } from './attach-copilot.js';
import { copilotStack } from './cluster-stacks.js';
import { splitVersionArn } from './copilot-slots.js';
import { readAttachment } from './read-attachment.js';

/**
 * Looks at the stream distributions before anything is made: that they exist, that the cluster file names them rightly,
 * and that the copilot's place is free.
 *
 * @throws CvsError NO_SUCH_DISTRIBUTION, DOMAIN_MISMATCH or SLOT_TAKEN
 */
export async function checkDistributions(clients: AwsClients, cluster: Cluster, signal: AbortSignal): Promise<void> {
  const { region, stackName } = copilotStack(cluster);
  const copilot = await describeStack(clients, region, stackName, signal);
  const functionArn = copilot?.outputs.CopilotLambdaArn;
  await Promise.all(cluster.regions.map((member) => checkDistribution(clients, member, functionArn, signal)));
}

async function checkDistribution(
  clients: AwsClients,
  member: StreamRegion,
  functionArn: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { distributionId, distributionDomain, region } = member;
  const attachment = await readAttachment(clients, distributionId, functionArn, signal);
  if (attachment.domain !== distributionDomain) {
    throw new CvsError({
      code: 'DOMAIN_MISMATCH',
      message: `Distribution ${distributionId} (${region}) is ${attachment.domain}, not ${distributionDomain}.`,
      suggestions: [
        "Correct `distributionDomain` in the cluster file: CloudFront's own domain name, not an alias," +
          ' because the copilot is called with it.',
      ],
    });
  }
  const foreign = attachment.slots.find(
    ({ versionArn }) => versionArn && splitVersionArn(versionArn).functionArn !== functionArn,
  );
  if (foreign) throw slotTaken(distributionId, foreign);
}
