import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { usageError } from '../errors.js';

/**
 * The stream region that an operator means: by the distribution's domain or by the region's name, in any case.
 *
 * @throws CvsError UNKNOWN_TARGET (usage), which lists what there is
 */
export function resolveTarget(cluster: Cluster, text: string): StreamRegion {
  const wanted = text.trim().toLowerCase();
  const found = cluster.regions.find(
    ({ region, distributionDomain }) => distributionDomain.toLowerCase() === wanted || region === wanted,
  );
  if (found) return found;
  throw usageError(
    'UNKNOWN_TARGET',
    `${JSON.stringify(text)} is neither a distribution nor a stream region of the cluster ${cluster.name}.`,
    ...cluster.regions.map(({ region, distributionDomain }) => `Known: ${distributionDomain} (${region}).`),
  );
}
