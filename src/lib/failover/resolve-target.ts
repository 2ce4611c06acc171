import type { Cluster, StreamRegion } from '../cluster/cluster.js';
import { usageError } from '../errors.js';
import { nearest } from '../nearest.js';

/**
 * The stream region that an operator names: by the distribution's domain or id, a URL of it, or the region's name, in upper
 * or lower case.
 *
 * @throws CvsError UNKNOWN_TARGET (usage), which lists the distributions, and suggests one where no other name is as near:
 * an operator who mistypes a region must not be offered the other one
 */
export function resolveTarget(cluster: Cluster, text: string): StreamRegion {
  const wanted = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/([^/]*).*$/, '$1');
  const found = cluster.regions.find((one) => namesOf(one).some((name) => name.toLowerCase() === wanted));
  if (found) return found;
  const names = cluster.regions.flatMap(namesOf);
  const near = nearest(wanted, names);
  const meant = near !== undefined && near === nearest(wanted, names.toReversed()) ? near : undefined;
  throw usageError(
    'UNKNOWN_TARGET',
    `${JSON.stringify(text)} is neither a distribution nor a stream region of the cluster ${cluster.name}.`,
    ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
    ...cluster.regions.map(({ region, distributionDomain }) => `Known: ${distributionDomain} (${region}).`),
  );
}

function namesOf({ region, distributionDomain, distributionId }: StreamRegion): string[] {
  return [region, distributionDomain, distributionId];
}
