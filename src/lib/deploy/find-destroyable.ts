import { type ClusterData, findClusterData, refuseProtected } from '../parts/data/cluster-data.js';
import { type FoundStack, findStacks, nothingDeployed } from '../parts/stack/find-stacks.js';
import type { DestroyOptions } from './walk-options.js';

/** What a cluster is taken down from. */
export interface Destroyable {
  stacks: FoundStack[];
  /** Empty unless data is to go too. */
  data: ClusterData;
}

/**
 * Looks for what there is of a cluster to delete, and changes nothing.
 *
 * @throws CvsError NOTHING_DEPLOYED when none of the cluster's stacks is there, nor data that is to go
 * @throws CvsError DATA_PROTECTED when the state table is to go and has deletion protection
 */
export async function findDestroyable(
  options: Pick<DestroyOptions, 'clients' | 'cluster' | 'deleteData' | 'signal'>,
): Promise<Destroyable> {
  const { clients, cluster, deleteData, signal } = options;
  const stacks = await findStacks(clients, cluster, signal);
  const data = deleteData ? await findClusterData(clients, cluster, signal) : { tables: [], buckets: [] };
  if (stacks.length + data.tables.length + data.buckets.length === 0) throw await nothingDeployed(clients, cluster);
  refuseProtected(data);
  return { stacks, data };
}
