import type { Cluster } from '../../src/lib/cluster/cluster.js';

/** A cluster of two regions as a cluster file has it. */
export const springFinal: Cluster = {
  name: 'spring-final',
  regions: ['eu-west-1', 'eu-west-2'].map((region, index) => ({
    region,
    distributionId: `E${index + 1}A2B3C4D5E6F7`,
    distributionDomain: `d${index + 1}11111abcdef8.cloudfront.net`,
    distributionPlaylistUrl: `https://d${index + 1}11111abcdef8.cloudfront.net/out/v1/abc/index.m3u8`,
    originPlaylistUrl: `https://origin.mediapackage.${region}.amazonaws.com/out/v1/abc/index.m3u8`,
  })),
  assets: { bucketBaseName: 'elementalrodeo99', project: 'cvs', version: '1.0.0' },
  masterPlaylist: { key: 'playlist.m3u8', steering: true },
  failover: { automatic: 'reroute', holdDown: 60 },
  detector: { durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' },
  tags: { team: 'live' },
};
