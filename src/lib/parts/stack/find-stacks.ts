import type { AwsClients } from '../../aws/aws-clients.js';
import type { Cluster } from '../../cluster/cluster.js';
import { describeStack, type StackDescription } from '../../stacks/describe-stack.js';
import { type ClusterStack, clusterStacks } from './cluster-stacks.js';

/** One of the cluster's stacks that is there. */
export interface FoundStack extends ClusterStack {
  found: StackDescription;
}

/** Those of the cluster's stacks that are there, whatever their status. */
export async function findStacks(clients: AwsClients, cluster: Cluster, signal?: AbortSignal): Promise<FoundStack[]> {
  const looked = await Promise.all(
    clusterStacks(cluster).map(async (stack) => ({
      ...stack,
      found: await describeStack(clients, stack.region, stack.stackName, signal),
    })),
  );
  return looked.flatMap(({ found, ...stack }) => (found ? [{ ...stack, found }] : []));
}
