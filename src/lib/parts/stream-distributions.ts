import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import type { StackDescription } from '../stacks/describe-stack.js';
import { slotTaken } from './copilot/attach-copilot.js';
import { splitVersionArn } from './copilot/copilot-slots.js';
import type { DistributionLook } from './copilot/read-distribution.js';

/**
 * Looks at the stream distributions before anything is made: that they exist, that the cluster file names them rightly,
 * and that the copilot's place is free.
 *
 * @param look at the copilot's stack, and at a distribution by its id
 * @throws CvsError NO_SUCH_DISTRIBUTION, DOMAIN_MISMATCH or SLOT_TAKEN
 */
export async function checkDistributions(
  cluster: Cluster,
  look: {
    copilot: () => Promise<StackDescription | undefined>;
    distribution: (distributionId: string) => Promise<DistributionLook>;
  },
): Promise<void> {
  const [copilot, ...distributions] = await Promise.all([
    look.copilot(),
    ...cluster.regions.map(async (member) => ({ member, found: await look.distribution(member.distributionId) })),
  ]);
  for (const { member, found } of distributions) checkDistribution(member, found, copilot?.outputs.CopilotLambdaArn);
}

function checkDistribution(member: StreamRegion, found: DistributionLook, functionArn: string | undefined): void {
  const { distributionId, distributionDomain, region } = member;
  if (found.domain !== distributionDomain) {
    throw new CvsError({
      code: 'DOMAIN_MISMATCH',
      message: `Distribution ${distributionId} (${region}) is ${found.domain}, not ${distributionDomain}.`,
      suggestions: [
        "Correct `distributionDomain` in the cluster file: CloudFront's own domain name, not an alias," +
          ' because the copilot is called with it.',
      ],
    });
  }
  const foreign = found.slots.find(
    ({ versionArn }) => versionArn && splitVersionArn(versionArn).functionArn !== functionArn,
  );
  if (foreign) throw slotTaken(distributionId, foreign);
}
