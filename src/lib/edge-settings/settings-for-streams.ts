import type { Clock } from '../clock.js';
import type { Cluster } from '../cluster/cluster.js';
import type { HttpClient } from '../http/http-client.js';
import { inspectLive } from '../init/inspect-stream.js';
import { suggestedSettings } from './suggested-settings.js';

/**
 * The cluster with settings for its stream distributions that fit its streams; those that it has stay.
 *
 * @throws CvsError those of `inspectStream`: without the target duration no time would be right
 */
export async function withDistributionSettings(
  cluster: Cluster,
  context: { http: HttpClient; clock: Clock; signal?: AbortSignal },
): Promise<Cluster> {
  if (cluster.distributionSettings) return cluster;
  const streams = await Promise.all(cluster.regions.map((member) => inspectLive(member, context)));
  const longestS = Math.max(...streams.map(({ media }) => media.targetDuration));
  return { ...cluster, distributionSettings: suggestedSettings(longestS) };
}
