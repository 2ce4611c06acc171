import type { StackDescription } from '../cloudformation/describe-stack.js';
import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { foreignSlot, slotTaken } from './copilot/copilot-slots.js';
import { type DistributionLook, readDistribution } from './copilot/read-distribution.js';
import type { Part } from './part.js';
import { copilotStack } from './stacks/cluster-stacks.js';
import { readStack } from './stacks/read-stack.js';

export const STREAM_DISTRIBUTIONS = 'check';

interface Facts {
  copilot: StackDescription | undefined;
  /** In the cluster file's order. */
  distributions: readonly DistributionLook[];
}

/**
 * The distributions in front of the streams. They are not the cluster's to make: a deployment checks that they exist,
 * that the cluster file names them rightly and that the copilot's slots are free, before it makes anything.
 */
export function streamDistributionsPart(cluster: Cluster): Part<Facts> {
  return {
    id: STREAM_DISTRIBUTIONS,
    title: 'Check the stream distributions',
    after: [],
    preparatory: true,
    async look(view) {
      const [copilot, ...distributions] = await Promise.all([
        readStack(view, copilotStack(cluster)),
        ...cluster.regions.map(({ distributionId }) => readDistribution(view, distributionId)),
      ]);
      return { copilot, distributions };
    },
    want({ copilot, distributions }) {
      const functionArn = copilot?.outputs.CopilotLambdaArn;
      const problems = cluster.regions.map((member, index) =>
        problemOf(member, distributions[index] as DistributionLook, functionArn),
      );
      const error = problems.find((problem) => problem !== undefined);
      return error ? { action: 'blocked', why: error.message, error } : { action: 'unchanged' };
    },
    bring: async () => ({ status: 'succeeded' }),
  };
}

function problemOf(member: StreamRegion, found: DistributionLook, functionArn?: string): CvsError | undefined {
  const { distributionId, distributionDomain, region } = member;
  if (found.domain !== distributionDomain) {
    return new CvsError({
      code: 'DOMAIN_MISMATCH',
      message: `Distribution ${distributionId} (${region}) is ${found.domain}, not ${distributionDomain}.`,
      suggestions: [
        "Correct `distributionDomain` in the cluster file: CloudFront's own domain name, not an alias," +
          ' because the copilot is called with it.',
      ],
    });
  }
  const foreign = foreignSlot(found.slots, functionArn);
  return foreign && slotTaken(distributionId, foreign);
}
