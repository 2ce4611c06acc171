import type { AwsClients } from '../aws/aws-clients.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import { fetchMasters } from '../playlist/fetch-masters.js';
import { mergeMasters } from '../playlist/merge.js';
import { draftCluster, type InitAnswers } from './draft-cluster.js';

/**
 * Turns answers into a cluster that can be deployed: the distributions exist, every region's master playlist is there,
 * and the ladders pair up. Writes nothing.
 *
 * @throws CvsError naming the first value that cannot work
 */
export async function initCluster(input: {
  answers: InitAnswers;
  clients: AwsClients;
  http: HttpClient;
  signal?: AbortSignal;
}): Promise<{ cluster: Cluster; summary: string[] }> {
  const cluster = await draftCluster(input.answers, input.clients);
  const masters = await fetchMasters(cluster, input.http, { signal: input.signal });
  const merged = mergeMasters(masters, { steering: cluster.masterPlaylist.steering });
  return {
    cluster,
    summary: [
      `${cluster.name}: ${merged.summary.rungs} rungs and ${merged.summary.renditions} renditions in each of ${cluster.regions.length} regions`,
      ...cluster.regions.map((one) => `  ${one.region}  ${one.distributionDomain}  ${one.distributionPlaylistUrl}`),
      ...merged.summary.warnings.map((warning) => `  ▲ ${warning}`),
    ],
  };
}
