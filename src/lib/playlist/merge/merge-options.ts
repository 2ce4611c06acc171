import type { Cluster } from '../../cluster/cluster.js';
import type { MergeOptions } from './merge.js';

/**
 * How a cluster's merged master playlist is made, for publishing it and for comparing with it.
 *
 * @param allowPartial for one run, instead of what the cluster file says
 */
export function mergeOptionsOf(
  { masterPlaylist }: Pick<Cluster, 'masterPlaylist'>,
  allowPartial = masterPlaylist.allowPartial === true,
): MergeOptions {
  return { steering: masterPlaylist.steering, allowPartial };
}
