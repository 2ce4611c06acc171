import { join } from 'node:path';
import type { Clock } from '../lib/clock.js';
import { readClip } from './origins/clip.js';
import { type LiveOrigin, startLiveOrigin } from './origins/live-origin.js';
import type { CloudFrontService } from './services/cloudfront/model/cloudfront.js';

/** A live stream that was there before any deployment: an origin with a distribution in front of it. */
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

/** Starts one live stream a region, all on the same timeline. */
export async function startStreams(options: {
  regions: readonly string[];
  cloudFront: CloudFrontService;
  clock: Clock;
  mediaDirectory: string;
}): Promise<SandboxStream[]> {
  const { cloudFront, clock } = options;
  const epochMs = Math.floor((clock.now() - HISTORY_MS) / 1000) * 1000;
  const streams: SandboxStream[] = [];
  // One after the other, so that the ports are in the regions' order.
  for (const region of options.regions) {
    const clip = await readClip(options.mediaDirectory, region);
    const origin = await startLiveOrigin({ region, name: `origin-${region}`, clock, epochMs, clip, port: 0 });
    const distribution = await cloudFront.distributions.create(distributionConfig(origin), {}, 0);
    await cloudFront.distributions.whenDeployed(distribution.id);
    const path = new URL(origin.masterUrl).pathname;
    streams.push({
      region,
      distributionId: distribution.id,
      distributionDomain: distribution.domainName,
      distributionPlaylistUrl: `http://${distribution.domainName}${path}`,
      originPlaylistUrl: origin.masterUrl,
      origin,
    });
  }
  return streams;
}

/** A distribution as one makes it for live HLS: what the origin says about caching holds. */
function distributionConfig(origin: LiveOrigin): Parameters<CloudFrontService['distributions']['create']>[0] {
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
      ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } },
      MinTTL: 0,
      DefaultTTL: 1,
      MaxTTL: 86_400,
      TrustedSigners: { Enabled: false, Quantity: 0 },
    },
  };
}

/** Where the package keeps the clips. */
export function mediaDirectory(packageRoot: string): string {
  return join(packageRoot, 'media');
}
