import type { Cluster } from '../../src/lib/cluster/cluster.js';
import { parseCluster } from '../../src/lib/cluster/load.js';

/** A complete cluster file, as an operator would write it. */
export const EXAMPLE_CLUSTER_FILE = `name: spring-final
regions:
  - region: eu-west-1
    distributionId: E1A2B3C4D5E6F7
    distributionDomain: d111111abcdef8.cloudfront.net
    distributionPlaylistUrl: https://d111111abcdef8.cloudfront.net/out/v1/abc/index.m3u8
    originPlaylistUrl: https://one.mediapackage.eu-west-1.amazonaws.com/out/v1/abc/index.m3u8
  - region: eu-west-2
    distributionId: E7F6D5C4B3A2E1
    distributionDomain: d222222abcdef8.cloudfront.net
    distributionPlaylistUrl: https://d222222abcdef8.cloudfront.net/out/v1/def/index.m3u8
    originPlaylistUrl: https://two.mediapackage.eu-west-2.amazonaws.com/out/v1/def/index.m3u8
assets: { bucketBaseName: elementalrodeo99 }
`;

export function exampleCluster(): Cluster {
  return parseCluster(EXAMPLE_CLUSTER_FILE, 'cvs.yaml');
}
