import type { Cluster } from '../../cluster/cluster.js';
import { countOf } from '../../count-of.js';
import { listOf } from '../../list-of.js';
import type { Removal } from '../part.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import { type Detached, detachCopilot } from './attach-copilot.js';

export const detachId = (region: string) => `detach/${region}`;

/**
 * Takes the copilot off each stream distribution, and takes back what cvs has set there. Where the copilot was never
 * deployed, there is nothing to take off.
 */
export function copilotRemovals(cluster: Cluster): Removal<string | undefined>[] {
  return cluster.regions.map(({ region, distributionId, distributionDomain }) => ({
    id: detachId(region),
    title: `Copilot off ${distributionDomain}`,
    region,
    after: [],
    look: async (view) => (await readStack(view, copilotStack(cluster)))?.outputs.CopilotLambdaArn,
    isThere: (functionArn) => functionArn !== undefined,
    async remove(functionArn = '', context) {
      const detached = await detachCopilot(context, distributionId, functionArn);
      const detail = detailOf(detached);
      return { status: detached.change === 'detached' ? 'succeeded' : 'unchanged', ...(detail && { detail }) };
    },
  }));
}

/** What became of the settings of the distribution. */
function detailOf({ changes, keptByOwner, leftAsSet = [] }: Detached): string {
  const named = (all: Detached['keptByOwner']) => all.map(({ name, value }) => `${name} (${value})`);
  const [kept, left] = [named(keptByOwner), named(leftAsSet)];
  return [
    ...(changes.length > 0 ? [`${countOf(changes.length, 'setting')} as before`] : []),
    ...(kept.length > 0 ? [`not taken back, because somebody changed it since: ${listOf(kept)}`] : []),
    ...(left.length > 0 ? [`left as cvs set it, because an update would remove settings: ${listOf(left)}`] : []),
  ].join('; ');
}
