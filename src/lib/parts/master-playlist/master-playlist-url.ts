import type { Cluster } from '../../cluster/cluster.js';

/**
 * What viewers load. The scheme is that of the streams: https in AWS, http in the sandbox.
 *
 * @param domain of the master playlist distribution: MasterPlaylistCloudFrontDomain of the cluster stack
 */
export function masterPlaylistUrlOf(cluster: Cluster, domain: string): string {
  const { protocol } = new URL(cluster.regions[0]?.distributionPlaylistUrl ?? 'https://localhost');
  return `${protocol}//${domain}/${cluster.masterPlaylist.key}`;
}
