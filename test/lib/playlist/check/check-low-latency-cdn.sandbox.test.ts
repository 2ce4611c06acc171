import type {
  CachePolicyConfig,
  CachePolicyQueryStringsConfig,
  OriginRequestPolicyConfig,
} from '@aws-sdk/client-cloudfront';
import { afterEach, expect, test } from '@jest/globals';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import {
  closeAll,
  customOrigin,
  distribution,
  startEdge,
  startOrigin,
  ttls,
} from '../../../sandbox/services/cloudfront/edge/edge-setup.js';
import { lowLatencyMedia, PARTS_A_SEGMENT } from '../low-latency-media.js';
import { master } from '../masters.js';

afterEach(closeAll);

/** A packager that has made 402 parts, and makes more when it is asked to wait for them. */
function startPackager() {
  return startOrigin((request, response) => {
    const query = new URL(request.url ?? '', 'http://packager').searchParams;
    const waits = query.has('_HLS_msn');
    const listed = waits ? Number(query.get('_HLS_msn')) * PARTS_A_SEGMENT + Number(query.get('_HLS_part')) + 1 : 402;
    response.writeHead(200, { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' });
    response.end(lowLatencyMedia(listed));
  });
}

/** Two regions' distributions before a packager each, behind the same policies. */
async function findingsBehind(key: CachePolicyQueryStringsConfig, forwarded?: OriginRequestPolicyConfig) {
  const cache: CachePolicyConfig = {
    ...ttls(0, 1, 60),
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: false,
      HeadersConfig: { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: key,
    },
  };
  const policies = { cache: () => cache, originRequest: () => forwarded, responseHeaders: () => undefined };
  const behavior = { TargetOriginId: 'a', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'c' } as const;
  const regions = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const { port } = await startPackager();
      const origins = [customOrigin('a', port)];
      const config = distribution(origins, { DefaultCacheBehavior: { ...behavior, OriginRequestPolicyId: 'o' } });
      return { name, ...(await startEdge(config, { policies })) };
    }),
  );
  const { port } = await startOrigin((_request, response) => {
    const variants = regions.flatMap(({ name, url }) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID="${name}"`,
      `${url}/v.m3u8`,
    ]);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' });
    response.end(master(...variants));
  });
  const target = `http://127.0.0.1:${port}/playlist.m3u8`;
  const { findings } = await checkPlaylist({ target, http: regions[0]?.http as (typeof regions)[0]['http'] });
  return findings.map(({ rule, line }) => `${rule} ${line}`).filter((one) => !one.startsWith('no-steering'));
}

const IGNORED = ['blocking-reload-ignored 2', 'blocking-reload-ignored 4'];
const names = (...items: string[]) => ({ Quantity: items.length, Items: items });
const forwardsAll: OriginRequestPolicyConfig = {
  Name: 'o',
  HeadersConfig: { HeaderBehavior: 'none' },
  CookiesConfig: { CookieBehavior: 'none' },
  QueryStringsConfig: { QueryStringBehavior: 'all' },
};

test.each<[string, string[], CachePolicyQueryStringsConfig, OriginRequestPolicyConfig | undefined]>([
  ['all queries in the cache key', [], { QueryStringBehavior: 'all' }, undefined],
  [
    'both directives in the cache key',
    [],
    { QueryStringBehavior: 'whitelist', QueryStrings: names('_HLS_msn', '_HLS_part') },
    undefined,
  ],
  ['no query in the cache key', IGNORED, { QueryStringBehavior: 'none' }, undefined],
  ['queries forwarded, but not in the cache key', IGNORED, { QueryStringBehavior: 'none' }, forwardsAll],
  [
    'the part forwarded, but not in the cache key',
    IGNORED,
    { QueryStringBehavior: 'whitelist', QueryStrings: names('_HLS_msn') },
    forwardsAll,
  ],
])('a distribution with %s: %j', async (_, expected, key, forwarded) => {
  expect(await findingsBehind(key, forwarded)).toEqual(expected);
});
