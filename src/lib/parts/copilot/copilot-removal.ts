import type { Cluster } from '../../cluster/cluster.js';
import { countOf } from '../../count-of.js';
import { CvsError } from '../../errors.js';
import { listOf } from '../../list-of.js';
import type { Removal } from '../part.js';
import { copilotStack } from '../stacks/cluster-stacks.js';
import { readStack } from '../stacks/read-stack.js';
import type { View } from '../view.js';
import { type Detached, detachCopilot } from './attach-copilot.js';
import { type FormerCopilots, readFormerCopilots } from './former-copilots.js';
import { readDistribution } from './read-distribution.js';

export const detachId = (region: string) => `detach/${region}`;

/**
 * Takes the copilot off each stream distribution, also one whose stack is gone, and takes back what cvs has set there.
 * Where the copilot was never deployed, there is nothing to take off.
 */
export function copilotRemovals(cluster: Cluster): Removal<ReadonlySet<string>>[] {
  return cluster.regions.map(({ region, distributionId, distributionDomain }) => ({
    id: detachId(region),
    title: `Copilot off ${distributionDomain}`,
    region,
    after: [],
    async look(view) {
      const copilot = (await readStack(view, copilotStack(cluster)))?.outputs.CopilotLambdaArn;
      const former = await formerOn(view, distributionId);
      return new Set([...(copilot === undefined ? [] : [copilot]), ...former]);
    },
    isThere: (functionArns) => functionArns.size > 0,
    async remove(functionArns, context) {
      const detached = await detachCopilot(context, distributionId, functionArns);
      const detail = detailOf(detached);
      return { status: detached.change === 'detached' ? 'succeeded' : 'unchanged', ...(detail && { detail }) };
    },
  }));
}

/** None on a distribution that is gone. */
async function formerOn(view: View, distributionId: string): Promise<FormerCopilots> {
  try {
    return await readFormerCopilots(view, (await readDistribution(view, distributionId)).slots);
  } catch (error) {
    if (error instanceof CvsError && error.code === 'NO_SUCH_DISTRIBUTION') return new Set();
    throw error;
  }
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
