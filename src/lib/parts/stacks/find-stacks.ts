import type { AwsClients } from '../../aws/aws-clients.js';
import { callerOf } from '../../aws/caller.js';
import { describeStack, type StackDescription } from '../../cloudformation/describe-stack.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { type ClusterStack, clusterStack, clusterStacks } from './cluster-stacks.js';

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

/** The error for an account without any of the cluster's stacks: most often it is the wrong account. */
export async function nothingDeployed(clients: AwsClients, cluster: Cluster): Promise<CvsError> {
  const { account } = await callerOf(clients, clusterStack(cluster).region);
  const regions = [...new Set(clusterStacks(cluster).map(({ region }) => region))];
  return new CvsError({
    code: 'NOTHING_DEPLOYED',
    message: `Account ${account} has no stack of cluster ${cluster.name} in ${regions.join(', ')}.`,
    suggestions: ['Check `name` in the cluster file and the account: `aws sts get-caller-identity`.'],
  });
}
