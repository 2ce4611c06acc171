import type { AwsClients } from '../../aws/aws-clients.js';
import { callerOf } from '../../aws/caller.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { clusterStack, clusterStacks } from './cluster-stacks.js';

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
