import type { Cluster } from '../../cluster/cluster.js';
import type { Removal } from '../part.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import { detachCopilot } from './attach-copilot.js';

export const detachId = (region: string) => `detach/${region}`;

/** Takes the copilot off each stream distribution. Where the copilot was never deployed, there is nothing to take off. */
export function copilotRemovals(cluster: Cluster): Removal<string | undefined>[] {
  return cluster.regions.map(({ region, distributionId, distributionDomain }) => ({
    id: detachId(region),
    title: `Copilot off ${distributionDomain}`,
    region,
    after: [],
    look: async (view) => (await readStack(view, copilotStack(cluster)))?.outputs.CopilotLambdaArn,
    isThere: (functionArn) => functionArn !== undefined,
    async remove(functionArn = '', context) {
      const change = await detachCopilot(context, distributionId, functionArn);
      return { status: change === 'detached' ? 'succeeded' : 'unchanged' };
    },
  }));
}
