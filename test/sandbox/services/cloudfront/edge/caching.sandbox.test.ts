import { afterEach, describe, expect, test } from '@jest/globals';
import { closeAll, customOrigin, distribution, startEdge, startOrigin, ttls, until } from './edge-setup.js';

afterEach(closeAll);

const policies = (minTtl: number, defaultTtl: number, maxTtl: number) => ({
  cache: () => ttls(minTtl, defaultTtl, maxTtl),
  originRequest: () => undefined,
  responseHeaders: () => undefined,
});
const withPolicy = {
  DefaultCacheBehavior: { TargetOriginId: 'a', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'p' },
} as const;

describe('fresh objects', () => {
  test('a second request is a hit with an age, until max-age is over', async () => {
    const origin = await startOrigin((_request, response) => {
      response.writeHead(200, { 'cache-control': 'max-age=3', 'content-type': 'text/plain' }).end('one');
    });
    const { get, clock } = await startEdge(distribution([customOrigin('a', origin.port)]));
    const miss = await get('/a.ts');
    expect(miss.headers.get('x-cache')).toBe('Miss from cloudfront');
    expect(miss.headers.get('age')).toBeNull();
    expect(miss.headers.get('via')).toContain('CloudFront');
    await clock.advance(2000);
    const hit = await get('/a.ts');
    expect([hit.headers.get('x-cache'), hit.headers.get('age'), hit.text()]).toEqual([
      'Hit from cloudfront',
      '2',
      'one',
    ]);
    await clock.advance(1000);
    expect((await get('/a.ts')).headers.get('x-cache')).toBe('Miss from cloudfront');
    expect(origin.requests).toHaveLength(2);
  });

  test.each([
    ['no header: default TTL', undefined, [0, 5, 60], 5],
    ['max-age below the minimum', 'max-age=1', [4, 5, 60], 4],
    ['max-age above the maximum', 'max-age=600', [0, 5, 60], 60],
    ['s-maxage before max-age', 'max-age=600, s-maxage=7', [0, 5, 60], 7],
    ['no-store with a minimum of 0', 'no-store', [0, 5, 60], 0],
    ['no-store with a minimum', 'no-store', [3, 5, 60], 3],
    ['private', 'private, max-age=9', [0, 5, 60], 0],
  ] as const)('%s', async (_name, header, [min, byDefault, max], expected) => {
    const origin = await startOrigin((_request, response) => {
      response.writeHead(200, header ? { 'cache-control': header } : {}).end('x');
    });
    const config = distribution([customOrigin('a', origin.port)], withPolicy);
    const { get, clock } = await startEdge(config, { policies: policies(min, byDefault, max) });
    await get('/x');
    await clock.advance(Math.max(0, expected * 1000 - 1));
    await get('/x');
    expect(origin.requests).toHaveLength(expected === 0 ? 2 : 1);
    await clock.advance(1);
    await get('/x');
    expect(origin.requests).toHaveLength(expected === 0 ? 3 : 2);
  });

  test('an expired object is revalidated by its ETag', async () => {
    const origin = await startOrigin((request, response) => {
      const headers = { 'cache-control': 'max-age=1', etag: '"1"' };
      response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, headers).end();
    });
    const { get, clock } = await startEdge(distribution([customOrigin('a', origin.port)]));
    await get('/x');
    await clock.advance(1000);
    const refreshed = await get('/x');
    expect([refreshed.status, refreshed.headers.get('x-cache')]).toEqual([200, 'RefreshHit from cloudfront']);
    expect((await get('/x')).headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  test('the query string is in the key only when the policy says so', async () => {
    const origin = await startOrigin((request, response) => void response.end(request.url));
    const config = distribution([customOrigin('a', origin.port)], withPolicy);
    const plain = await startEdge(config, { policies: policies(0, 60, 60) });
    expect((await plain.get('/x?a=1')).text()).toBe('/x');
    expect((await plain.get('/x?a=2')).headers.get('x-cache')).toBe('Hit from cloudfront');
    const names = { QueryStringBehavior: 'whitelist' as const, QueryStrings: { Quantity: 1, Items: ['a'] } };
    const parameters = {
      EnableAcceptEncodingGzip: false,
      HeadersConfig: { HeaderBehavior: 'none' as const },
      CookiesConfig: { CookieBehavior: 'none' as const },
      QueryStringsConfig: names,
    };
    const keyed = await startEdge(config, {
      policies: {
        ...policies(0, 60, 60),
        cache: () => ({ ...ttls(0, 60, 60), ParametersInCacheKeyAndForwardedToOrigin: parameters }),
      },
    });
    expect((await keyed.get('/x?a=1&b=1')).text()).toBe('/x?a=1');
    expect((await keyed.get('/x?a=1&b=2')).headers.get('x-cache')).toBe('Hit from cloudfront');
    expect((await keyed.get('/x?a=2')).headers.get('x-cache')).toBe('Miss from cloudfront');
  });

  test('HEAD fills and uses the cache of GET', async () => {
    const origin = await startOrigin((_request, response) => void response.end('body'));
    const { get, http, url } = await startEdge(distribution([customOrigin('a', origin.port)]));
    const head = await http.fetch(`${url}/x`, { method: 'HEAD' });
    expect([head.status, head.body.length, head.headers.get('content-length')]).toEqual([200, 0, '4']);
    expect((await get('/x')).text()).toBe('body');
    expect(origin.requests).toEqual(['GET /x']);
  });

  test('concurrent misses of one object share one fetch', async () => {
    const waiting: (() => void)[] = [];
    const origin = await startOrigin((_request, response) => {
      waiting.push(() => response.writeHead(200, { 'cache-control': 'max-age=5' }).end('x'));
    });
    const { get } = await startEdge(distribution([customOrigin('a', origin.port)]));
    const all = Promise.all([get('/x'), get('/x'), get('/x')]);
    await until(() => waiting.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const answer of waiting) answer();
    expect((await all).map((response) => response.headers.get('x-cache')).sort()).toEqual([
      'Hit from cloudfront',
      'Hit from cloudfront',
      'Miss from cloudfront',
    ]);
    expect(origin.requests).toHaveLength(1);
  });

  test('invalidations drop one path, or all below a wildcard', async () => {
    const origin = await startOrigin((_request, response) => void response.end('x'));
    const { get, edge } = await startEdge(distribution([customOrigin('a', origin.port)]));
    for (const path of ['/a/1', '/a/2', '/b']) await get(path);
    edge.invalidate(['/a/1']);
    expect((await get('/a/1')).headers.get('x-cache')).toBe('Miss from cloudfront');
    expect((await get('/a/2')).headers.get('x-cache')).toBe('Hit from cloudfront');
    edge.invalidate(['/a/*']);
    expect((await get('/a/2')).headers.get('x-cache')).toBe('Miss from cloudfront');
    expect((await get('/b')).headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  test('a range of a cached object', async () => {
    const origin = await startOrigin((_request, response) => void response.end('0123456789'));
    const { get } = await startEdge(distribution([customOrigin('a', origin.port)]));
    const part = await get('/x', { range: 'bytes=2-4' });
    expect([part.status, part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get('/x', { range: 'bytes=-3' })).text()).toBe('789');
    expect((await get('/x', { range: 'bytes=20-' })).status).toBe(416);
  });
});

describe('errors', () => {
  async function failing(status: number, cacheControl?: string, errorTtl?: number) {
    const origin = await startOrigin((_request, response) => {
      response.writeHead(status, cacheControl ? { 'cache-control': cacheControl } : {}).end();
    });
    const rules = errorTtl === undefined ? [] : [{ ErrorCode: status, ErrorCachingMinTTL: errorTtl }];
    const config = distribution([customOrigin('a', origin.port)], {
      CustomErrorResponses: { Quantity: rules.length, Items: rules },
    });
    return { origin, ...(await startEdge(config)) };
  }

  test('are cached for ten seconds', async () => {
    const { get, clock, origin } = await failing(503);
    expect((await get('/x')).headers.get('x-cache')).toBe('Error from cloudfront');
    await clock.advance(9999);
    const cached = await get('/x');
    expect([cached.status, cached.headers.get('age')]).toEqual([503, '9']);
    expect(origin.requests).toHaveLength(1);
    await clock.advance(1);
    await get('/x');
    expect(origin.requests).toHaveLength(2);
  });

  test.each([
    [404, 'no-store', 2],
    [410, 'no-cache', 2],
    [403, 'no-store', 1],
    [503, 'no-store', 1],
  ])('a %i with %s reaches the origin %i times', async (status, cacheControl, times) => {
    const { get, origin } = await failing(status, cacheControl);
    await get('/x');
    await get('/x');
    expect(origin.requests).toHaveLength(times);
  });

  test('the error caching minimum TTL of the distribution overrides', async () => {
    const { get, clock, origin } = await failing(404, undefined, 1);
    await get('/x');
    await clock.advance(1000);
    await get('/x');
    expect(origin.requests).toHaveLength(2);
  });

  test('an expired object outlives a 5xx of its origin, but not a 404', async () => {
    let status = 200;
    const origin = await startOrigin((_request, response) => {
      response.writeHead(status, { 'cache-control': 'max-age=1' }).end('good');
    });
    const { get, clock } = await startEdge(distribution([customOrigin('a', origin.port)]));
    await get('/x');
    status = 500;
    await clock.advance(5000);
    const stale = await get('/x');
    expect([stale.status, stale.text(), stale.headers.get('age')]).toEqual([200, 'good', '5']);
    status = 404;
    await clock.advance(9999);
    expect((await get('/x')).status).toBe(200);
    await clock.advance(1);
    expect((await get('/x')).status).toBe(404);
  });
});
