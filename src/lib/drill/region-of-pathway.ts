import type { Cluster, StreamRegion } from '../cluster/cluster.js';

/**
 * The stream region behind a viewer's pathway: the pathway's id is the region's name, or, where the merged master
 * playlist names no pathways, the host that the viewer plays from.
 */
export function regionOfPathway(cluster: Cluster, pathway: string | undefined): StreamRegion | undefined {
  return cluster.regions.find(
    ({ region, distributionDomain, distributionPlaylistUrl }) =>
      pathway === region || pathway === distributionDomain || pathway === new URL(distributionPlaylistUrl).host,
  );
}
