import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../../../src/lib/clock.js';
import { fetchFromOrigin } from '../../../../../src/sandbox/services/cloudfront/edge/origin-fetch.js';
import { originTarget } from '../../../../../src/sandbox/services/cloudfront/edge/origin-target.js';
import { heldBy } from '../../../../support/held-by.js';
import { closeAll, customOrigin, distribution, startEdge, startOrigin, until } from './edge-setup.js';

afterEach(closeAll);

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const bucket = (id: string, region: string, control = 'OAC1'): Origin => ({
  Id: id,
  DomainName: `masters-${id}.s3.${region}.amazonaws.com`,
  OriginAccessControlId: control,
  S3OriginConfig: { OriginAccessIdentity: '' },
});

function group(origins: Origin[]): DistributionConfig {
  const members = origins.map(({ Id }) => ({ OriginId: Id }));
  return distribution(origins, {
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'group',
          FailoverCriteria: { StatusCodes: { Quantity: 2, Items: [403, 500] } },
          Members: { Quantity: members.length, Items: members },
        },
      ],
    },
    DefaultCacheBehavior: { TargetOriginId: 'group', ViewerProtocolPolicy: 'allow-all' },
  });
}

describe('custom origins', () => {
  test('an edge that runs for days holds nothing of the requests that are over', async () => {
    const origin = await startOrigin((request, response) => {
      if (request.url === '/cut') response.destroy();
      else response.end();
    });
    const agent = new Agent({ keepAlive: true });
    const { signal } = new AbortController();
    const objects = { readForCloudFront: () => Promise.reject(new Error('not asked')) };
    const access = { objects, distributionArn: '', agent, clock: systemClock, closing: signal };
    for (const uri of ['/x', '/cut', '/y']) {
      const request = { id: '', method: 'GET', uri, query: '', headers: {}, clientIp: '' };
      await fetchFromOrigin(originTarget(customOrigin('a', origin.port)), request, access);
    }
    agent.destroy();
    expect(heldBy(signal)).toBe(0);
  });

  test('get the origin path, the custom headers and the origin as host', async () => {
    let seen: NodeJS.Dict<string | string[]> = {};
    const origin = await startOrigin((request, response) => {
      seen = request.headers;
      response.end();
    });
    const a = customOrigin('a', origin.port, {
      OriginPath: '/live',
      CustomHeaders: { Quantity: 1, Items: [{ HeaderName: 'X-Secret', HeaderValue: 's' }] },
    });
    const { get } = await startEdge(distribution([a]));
    await get('/x.m3u8', { cookie: 'no' });
    expect(origin.requests).toEqual(['GET /live/x.m3u8']);
    expect(seen).toMatchObject({
      host: `a.localhost:${origin.port}`,
      'x-secret': 's',
      'user-agent': 'Amazon CloudFront',
    });
    expect(seen.cookie).toBeUndefined();
  });

  test('behaviors choose the origin by path pattern, first match first', async () => {
    const [one, two] = [
      await startOrigin((_request, response) => void response.end('one')),
      await startOrigin((_request, response) => void response.end('two')),
    ];
    const { get } = await startEdge(
      distribution([customOrigin('a', one.port), customOrigin('b', two.port)], {
        CacheBehaviors: {
          Quantity: 1,
          Items: [{ PathPattern: '*.m3u8', TargetOriginId: 'b', ViewerProtocolPolicy: 'allow-all' }],
        },
      }),
    );
    expect((await get('/out/index.m3u8')).text()).toBe('two');
    expect((await get('/out/index.ts')).text()).toBe('one');
  });

  test('an unreachable one is a 502 that names the cause; one on another machine is not asked', async () => {
    const { get } = await startEdge(distribution([customOrigin('a', await closedPort())]));
    const refused = await get('/x');
    expect([refused.status, refused.headers.get('x-cache')]).toEqual([502, 'Error from cloudfront']);
    expect(refused.text()).toContain('ECONNREFUSED');
    const outside = await startEdge(distribution([{ ...customOrigin('a', 80), DomainName: 'example.com' }]));
    expect((await outside.get('/x')).text()).toContain('example.com');
  });

  test('one that never answers is a 504 after the read timeout of each attempt', async () => {
    const origin = await startOrigin(() => {});
    const a = customOrigin('a', origin.port, { ConnectionAttempts: 2 });
    const { get, clock } = await startEdge(distribution([a]));
    const answer = get('/x');
    for (const attempt of [1, 2]) {
      await until(() => origin.requests.length === attempt && clock.sleeping === 1);
      await clock.advance(30_000);
    }
    expect((await answer).status).toBe(504);
    expect(origin.requests).toHaveLength(2);
  });
});

describe('origin groups', () => {
  test('fail over on a listed status, and on a connection error', async () => {
    const second = await startOrigin((_request, response) => void response.end('second'));
    const first = await startOrigin((_request, response) => void response.writeHead(500).end());
    const statuses = await startEdge(group([customOrigin('a', first.port), customOrigin('b', second.port)]));
    expect((await statuses.get('/x')).text()).toBe('second');
    const away = await startEdge(group([customOrigin('a', await closedPort()), customOrigin('b', second.port)]));
    expect((await away.get('/x')).text()).toBe('second');
  });

  test('do not fail over on another status', async () => {
    const second = await startOrigin((_request, response) => void response.end('second'));
    const first = await startOrigin((_request, response) => void response.writeHead(404).end());
    const { get } = await startEdge(group([customOrigin('a', first.port), customOrigin('b', second.port)]));
    expect((await get('/x')).status).toBe(404);
    expect(second.requests).toEqual([]);
  });

  test('of buckets read the second region when the first forbids', async () => {
    const asked: string[] = [];
    const { get } = await startEdge(group([bucket('one', 'eu-west-1'), bucket('two', 'eu-west-2')]), {
      objects: {
        readForCloudFront: async (name, key, arn) => {
          asked.push(`${name}/${key} ${arn}`);
          const refused = { status: 403, headers: {} as Record<string, string>, body: Buffer.from('') };
          return name === 'masters-one'
            ? refused
            : { status: 200, headers: { ETag: '"e"', 'Cache-Control': 'max-age=2' }, body: Buffer.from('#EXTM3U') };
        },
      },
    });
    const response = await get('/play%20list.m3u8');
    expect([response.status, response.text(), response.headers.get('etag')]).toEqual([200, '#EXTM3U', '"e"']);
    const arn = 'arn:aws:cloudfront::123456789012:distribution/E111';
    expect(asked).toEqual([`masters-one/play list.m3u8 ${arn}`, `masters-two/play list.m3u8 ${arn}`]);
  });

  test('a bucket without origin access control is not read', async () => {
    const { get } = await startEdge(distribution([bucket('one', 'eu-west-1', '')]));
    const response = await get('/x');
    expect([response.status, response.text().includes('AccessDenied')]).toEqual([403, true]);
  });
});

describe('what an edge refuses', () => {
  test('methods that the behavior does not allow, and a disabled distribution', async () => {
    const origin = await startOrigin((_request, response) => void response.end());
    const config = distribution([customOrigin('a', origin.port)]);
    const { edge, http, url, get } = await startEdge(config);
    expect((await http.fetch(`${url}/x`, { method: 'OPTIONS' })).status).toBe(403);
    const identity = { distributionId: 'E', distributionArn: '', domainName: '' };
    edge.apply(identity, { ...config, Enabled: false });
    expect((await get('/x')).status).toBe(403);
    expect(edge.accessLog().map((entry) => `${entry.method} ${entry.path} ${entry.status}`)).toEqual([
      'OPTIONS /x 403',
      'GET /x 403',
    ]);
    expect(origin.requests).toEqual([]);
  });
});

describe('response headers policies', () => {
  const policies = {
    cache: () => undefined,
    originRequest: () => undefined,
    responseHeaders: () => ({
      Name: 'cors',
      CorsConfig: {
        AccessControlAllowOrigins: { Quantity: 1, Items: ['*'] },
        AccessControlAllowHeaders: { Quantity: 1, Items: ['*'] },
        AccessControlAllowMethods: { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] },
        AccessControlExposeHeaders: { Quantity: 1, Items: ['age'] },
        AccessControlAllowCredentials: false,
        AccessControlMaxAgeSec: 600,
        OriginOverride: true,
      },
    }),
  };

  test('add CORS headers to hits and misses where the viewer sends Origin, and answer preflights', async () => {
    const origin = await startOrigin((_request, response) => void response.end('x'));
    const { get, http, url } = await startEdge(
      distribution([customOrigin('a', origin.port)], {
        DefaultCacheBehavior: {
          TargetOriginId: 'a',
          ViewerProtocolPolicy: 'allow-all',
          ResponseHeadersPolicyId: 'r',
          AllowedMethods: { Quantity: 3, Items: ['GET', 'HEAD', 'OPTIONS'] },
        },
      }),
      { policies },
    );
    expect((await get('/x')).headers.get('access-control-allow-origin')).toBeNull();
    const hit = await get('/x', { origin: 'https://player.example' });
    expect(hit.headers.get('access-control-allow-origin')).toBe('*');
    expect(hit.headers.get('access-control-expose-headers')).toBe('age');
    const preflight = await http.fetch(`${url}/x`, {
      method: 'OPTIONS',
      headers: { origin: 'https://player.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    expect(preflight.headers.get('access-control-max-age')).toBe('600');
  });
});

test('a path that cannot be decoded is a bad request', async () => {
  const origin = await startOrigin((_request, response) => void response.end());
  const { get } = await startEdge(distribution([customOrigin('a', origin.port)]));
  expect((await get('/%E0%A4%A')).status).toBe(400);
});
