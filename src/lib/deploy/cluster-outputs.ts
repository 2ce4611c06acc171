import type { AwsClients } from '../aws/aws-clients.js';
import type { Cluster } from '../cluster/cluster.js';
import { findStacks, nothingDeployed } from '../parts/stacks/find-stacks.js';

/** The outputs of one stack. */
export interface StackOutputs {
  stackName: string;
  region: string;
  /** CloudFormation's own, such as `UPDATE_COMPLETE`. */
  status: string;
  outputs: Readonly<Record<string, string>>;
}

/**
 * Every output of every stack of the cluster that is there, in the order of the plan.
 *
 * @throws CvsError NOTHING_DEPLOYED when none is
 */
export async function clusterOutputs(
  clients: AwsClients,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<StackOutputs[]> {
  const found = await findStacks(clients, cluster, signal);
  if (found.length === 0) throw await nothingDeployed(clients, cluster);
  return found.map(({ stackName, region, found: { status, outputs } }) => ({ stackName, region, status, outputs }));
}
