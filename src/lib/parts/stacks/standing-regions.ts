import type { StackDescription } from '../../cloudformation/describe-stack.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import type { View } from '../view.js';
import { type ClusterStack, clusterStack, copilotStack, instanceStack } from './cluster-stacks.js';
import { readStack } from './read-stack.js';

/** A stack of the cluster that stands somewhere. */
export type StandingStack = Pick<ClusterStack, 'stackName' | 'region'> & { found: StackDescription };

/** Statuses of a stack that holds nothing: it was never made, or was taken back. */
const EMPTY = new Set(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);

/**
 * Reads whether the cluster's stacks were deployed for other regions than the cluster file has now, or in another order.
 *
 * @returns CvsError REGIONS_CHANGED, or undefined where the file fits, or nothing stands yet
 */
export async function readRegionsChanged(view: View): Promise<CvsError | undefined> {
  const { cluster } = view.context;
  const places = cluster.regions.map(({ region }) => ({ ...clusterStack(cluster), region }));
  const instances = cluster.regions.map(({ region }) => instanceStack(cluster, region));
  const looked = await Promise.all(
    [...places, copilotStack(cluster), ...instances].map(async ({ stackName, region }) => ({
      stackName,
      region,
      found: await readStack(view, { stackName, region }),
    })),
  );
  return regionsChanged(
    cluster,
    looked.flatMap(({ found, ...stack }) => (found ? [{ ...stack, found }] : [])),
  );
}

/**
 * What stands against the regions of the cluster file. The cluster stack is in the first region, and names of the account
 * are in it: made a second time in another region, it would fail at them, and its rollback would delete the dashboard of
 * the first. A region that is no longer in the file would keep its stacks for ever.
 */
export function regionsChanged(cluster: Cluster, looked: readonly StandingStack[]): CvsError | undefined {
  const now = cluster.regions.map(({ region }) => region);
  const standing = looked.filter(({ found }) => !EMPTY.has(found.status));
  for (const stack of standing) {
    const { RegionOne = '', RegionTwo = '' } = stack.found.parameters;
    const former = [RegionOne, RegionTwo].filter((region) => region !== '');
    if (former.some((region) => !now.includes(region))) return changed(cluster, stack, former);
  }
  const shared = standing.find(({ stackName }) => stackName === clusterStack(cluster).stackName);
  if (!shared || shared.region === now[0]) return undefined;
  return changed(cluster, shared, [shared.region, ...now.filter((region) => region !== shared.region)]);
}

function changed(cluster: Cluster, { stackName, region }: StandingStack, former: readonly string[]): CvsError {
  const now = cluster.regions.map((member) => member.region);
  return new CvsError({
    code: 'REGIONS_CHANGED',
    message:
      `Stack ${stackName} in ${region} was deployed for ${former.join(' and ')}, in this order;` +
      ` the cluster file lists ${now.join(' and ')}.`,
    suggestions: [
      `List the regions in the cluster file as they were: ${former.join(' first, then ')}.`,
      'To move the cluster: list them as they were, run `cvs destroy`, then list the new ones and run `cvs deploy`.' +
        ' Viewers get nothing from the master playlist in between, and its address changes.',
    ],
  });
}
