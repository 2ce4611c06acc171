import type { Cluster } from '../../cluster/cluster.js';
import { output, type Parameters } from '../stack/stack-parameters.js';

/**
 * What viewers load. The scheme is that of the streams: https in AWS, http in the sandbox.
 *
 * @param clusterOutputs outputs of the clustered-video-stream stack
 */
export function masterPlaylistUrlOf(cluster: Cluster, clusterOutputs: Parameters): string {
  const protocol = new URL(cluster.regions[0]?.distributionPlaylistUrl ?? 'https://localhost').protocol;
  return `${protocol}//${output(clusterOutputs, 'MasterPlaylistCloudFrontDomain')}/${cluster.masterPlaylist.key}`;
}
