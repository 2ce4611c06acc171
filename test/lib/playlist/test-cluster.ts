import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import { REGION_URLS } from './masters.js';

const REGIONS = ['eu-west-1', 'eu-west-2'];

/** A cluster of two regions whose distributions are those of {@link REGION_URLS}. */
export const CLUSTER: Cluster = {
  name: 'spring-final',
  regions: REGIONS.map((region, index) => ({
    region,
    distributionId: `E1A2B3C4D5E6F${index}`,
    distributionDomain: new URL(REGION_URLS[region] ?? '').host,
    distributionPlaylistUrl: REGION_URLS[region] ?? '',
    originPlaylistUrl: `https://origin.${region}.example.com/live/index.m3u8`,
  })),
  assets: { bucketBaseName: 'assets', project: 'cvs', version: '1.0.0' },
  masterPlaylist: { key: 'playlist.m3u8', steering: true },
  failover: { automatic: 'steer', holdDown: 60 },
  detector: { durationMultiplier: 3, staleTolerance: 0.95, changeDetect: 'MEDIASEQUENCE' },
  tags: {},
};

export const BUCKETS = REGIONS.map((region) => ({ region, bucket: `masters-${region}` }));
