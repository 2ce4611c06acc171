import type { AwsClients } from '../aws/aws-clients.js';
import type { Cluster } from '../cluster/cluster.js';
import { CvsError } from '../errors.js';
import { masterPlaylistUrlOf } from '../parts/master-playlist/master-playlist-url.js';
import { clusterStack } from '../parts/stack/cluster-stacks.js';
import { describeStack } from '../stacks/describe-stack.js';
import { readMasterUrl } from '../state/master-url.js';
import type { StateTable } from '../state/state-table.js';

/**
 * Where viewers load the merged master playlist: from the state table, where deployments record it, or else from the cluster
 * stack.
 *
 * @throws CvsError NOT_DEPLOYED, and as `StateTable.read`
 */
export async function findMasterUrl(
  cluster: Cluster,
  table: StateTable,
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<string> {
  const recorded = await readMasterUrl(table, signal);
  if (recorded !== undefined) return recorded;
  const { region, stackName } = clusterStack(cluster);
  const stack = await describeStack(clients, region, stackName, signal);
  const domain = stack?.outputs.MasterPlaylistCloudFrontDomain;
  if (domain) return masterPlaylistUrlOf(cluster, domain);
  throw new CvsError({
    code: 'NOT_DEPLOYED',
    message: `No master playlist is deployed for the cluster ${cluster.name}.`,
    suggestions: ['Deploy the cluster with `cvs deploy`, or give the URL with --master-url.'],
  });
}
