import { join } from 'node:path';
import type { DistributionConfig, ForwardedValues } from '@aws-sdk/client-cloudfront';
import type { Clock } from '../lib/clock.js';
import { readClip } from './origins/clip.js';
import { type LiveOrigin, startLiveOrigin } from './origins/live-origin.js';
import { readFillers } from './origins/picture-and-sound.js';
import type { CloudFront } from './services/cloudfront/model/cloudfront.js';

/** A live stream that exists before any deployment: an origin with a distribution in front of it. */
export interface SandboxStream {
  region: string;
  distributionId: string;
  /** With the port. */
  distributionDomain: string;
  distributionPlaylistUrl: string;
  originPlaylistUrl: string;
  origin: LiveOrigin;
}

/** How far back the streams begin, in ms: their playlists are full from the start. */
const HISTORY_MS = 60_000;

/** Starts the origin of one live stream a region, all on the same timeline. */
export async function startOrigins(options: {
  regions: readonly string[];
  clock: Clock;
  /** Where the clips are, in `media`. */
  packageRoot: string;
  lowLatency?: boolean;
}): Promise<LiveOrigin[]> {
  const { clock, lowLatency } = options;
  const epochMs = Math.floor((clock.now() - HISTORY_MS) / 1000) * 1000;
  const media = join(options.packageRoot, 'media');
  const fillers = await readFillers(media);
  const start = async (region: string) => {
    const clip = await readClip(media, region);
    return startLiveOrigin({ region, name: `origin-${region}`, clock, epochMs, clip, fillers, lowLatency, port: 0 });
  };
  return Promise.all(options.regions.map(start));
}

/**
 * Puts a distribution in front of each origin, deployed at once.
 *
 * @param before the same streams as they were before a reset: their distributions keep ids and domain names
 */
export async function distributeStreams(
  origins: readonly LiveOrigin[],
  { distributions }: CloudFront,
  before: readonly SandboxStream[] = [],
): Promise<SandboxStream[]> {
  const streams: SandboxStream[] = [];
  // One after the other, so that the ports are in the regions' order.
  for (const origin of origins) {
    const { region, masterUrl } = origin;
    const known = before.find((stream) => stream.region === region);
    const identity = known && { id: known.distributionId, domainName: known.distributionDomain };
    const { id, domainName } = await distributions.create(
      distributionConfig(origin),
      {},
      { propagationMs: 0, identity },
    );
    await distributions.whenDeployed(id);
    streams.push({
      region,
      distributionId: id,
      distributionDomain: domainName,
      distributionPlaylistUrl: `http://${domainName}${new URL(masterUrl).pathname}`,
      originPlaylistUrl: masterUrl,
      origin,
    });
  }
  return streams;
}

/**
 * What a distribution of a low-latency stream forwards and has in its cache key: without them a reload that waits is
 * answered from the cache (AWS Elemental MediaPackage, "CDN configuration recommendations").
 */
const DELIVERY_DIRECTIVES = ['_HLS_msn', '_HLS_part', '_HLS_skip'];

/** A usual distribution for live HLS: the origin's Cache-Control decides how long it caches. */
function distributionConfig(origin: LiveOrigin): DistributionConfig {
  return {
    CallerReference: `stream-${origin.region}`,
    Comment: `Live stream in ${origin.region}`,
    Enabled: true,
    Origins: {
      Quantity: 1,
      Items: [
        {
          Id: 'origin',
          DomainName: origin.host,
          CustomOriginConfig: { HTTPPort: origin.port, HTTPSPort: 443, OriginProtocolPolicy: 'http-only' },
        },
      ],
    },
    DefaultCacheBehavior: {
      TargetOriginId: 'origin',
      ViewerProtocolPolicy: 'allow-all',
      AllowedMethods: {
        Quantity: 3,
        Items: ['HEAD', 'GET', 'OPTIONS'],
        CachedMethods: { Quantity: 2, Items: ['HEAD', 'GET'] },
      },
      Compress: true,
      ForwardedValues: { ...forwardedQuery(origin), Cookies: { Forward: 'none' } },
      MinTTL: 0,
      DefaultTTL: 1,
      MaxTTL: 86_400,
      TrustedSigners: { Enabled: false, Quantity: 0 },
    },
  };
}

function forwardedQuery({ lowLatency }: LiveOrigin): Pick<ForwardedValues, 'QueryString' | 'QueryStringCacheKeys'> {
  if (!lowLatency) return { QueryString: false };
  const keys = { Quantity: DELIVERY_DIRECTIVES.length, Items: DELIVERY_DIRECTIVES };
  return { QueryString: true, QueryStringCacheKeys: keys };
}
