import type { IncomingHttpHeaders } from 'node:http';
import type { DistributionConfig, Origin } from '@aws-sdk/client-cloudfront';
import { afterEach, describe, expect, test } from '@jest/globals';
import { closeAll, customOrigin, distribution, startEdge, startOrigin, until } from './edge-setup.js';

afterEach(closeAll);

// biome-ignore lint/suspicious/noExplicitAny: the event is the wire's
type Handler = (cf: any) => unknown;

const VERSION = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:7';

function withFunction(origins: Origin[], target: string, more: Partial<DistributionConfig> = {}): DistributionConfig {
  const association = { LambdaFunctionARN: VERSION, EventType: 'origin-request' as const, IncludeBody: false };
  return distribution(origins, {
    DefaultCacheBehavior: {
      TargetOriginId: target,
      ViewerProtocolPolicy: 'allow-all',
      LambdaFunctionAssociations: { Quantity: 1, Items: [association] },
    },
    ...more,
  });
}

async function edgeWith(config: DistributionConfig, handler: Handler, objects?: object) {
  const calls: string[] = [];
  const started = await startEdge(config, {
    functions: {
      runAtEdge: async (_arn, event) => {
        const { cf } = (structuredClone(event) as { Records: [{ cf: { request: { origin: object } } }] }).Records[0];
        calls.push(JSON.stringify(cf.request.origin));
        return handler(cf);
      },
    },
    ...(objects && { objects: objects as never }),
  });
  return { calls, ...started };
}

/** An origin that answers with its name and the path, and notes the headers. */
async function origin(name: string) {
  const seen: IncomingHttpHeaders[] = [];
  const started = await startOrigin((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'cache-control': 'max-age=60' }).end(`${name} ${request.url}`);
  });
  return { ...started, seen };
}

/** The copilot's way of sending a request to another origin. */
const sendTo =
  (host: string, port: number, more: object = {}): Handler =>
  ({ request }) => {
    Object.assign(request.origin.custom, { domainName: host, port, ...more });
    request.headers.host = [{ key: 'Host', value: host }];
    return request;
  };

describe('a function that changes the origin', () => {
  test('is obeyed, and the cache key stays the viewer’s', async () => {
    const [one, two] = [await origin('one'), await origin('two')];
    const config = withFunction([customOrigin('one', one.port, { OriginPath: '/a' })], 'one');
    const { get, calls } = await edgeWith(config, (cf) => {
      const request = sendTo('two.localhost', two.port, { path: '/b', customHeaders: { 'X-Key': [{ value: 'k' }] } })(
        cf,
      );
      return { ...(request as object), uri: '/mapped.m3u8', querystring: 'a=1' };
    });
    expect((await get('/x.m3u8')).text()).toBe('two /b/mapped.m3u8?a=1');
    expect((await get('/x.m3u8')).headers.get('x-cache')).toBe('Hit from cloudfront');
    expect(two.seen[0]).toMatchObject({ host: `two.localhost:${two.port}`, 'x-key': 'k' });
    expect([one.requests, calls.length]).toEqual([[], 1]);
  });

  test('may take a bucket for a custom origin, and a custom origin for a bucket', async () => {
    const one = await origin('one');
    const s3 = { authMethod: 'none', customHeaders: {}, path: '', region: '' };
    const domainName = 'masters.s3.eu-west-1.amazonaws.com';
    const toBucket = await edgeWith(withFunction([customOrigin('one', one.port)], 'one'), ({ request }) => ({
      ...request,
      origin: { s3: { ...s3, domainName } },
      headers: { ...request.headers, host: [{ value: domainName }] },
    }));
    // The distribution has no access control that could sign for a bucket.
    expect((await toBucket.get('/x')).status).toBe(403);
    const bucket: Origin = {
      Id: 'b',
      DomainName: domainName,
      OriginAccessControlId: 'OAC',
      S3OriginConfig: { OriginAccessIdentity: '' },
    };
    const custom = {
      customHeaders: {},
      domainName: 'one.localhost',
      keepaliveTimeout: 5,
      path: '',
      port: one.port,
      protocol: 'http',
      readTimeout: 2,
      sslProtocols: ['TLSv1.2'],
    };
    const toCustom = await edgeWith(withFunction([bucket], 'b'), ({ request }) => ({
      ...request,
      origin: { custom },
      headers: { ...request.headers, host: [{ value: 'one.localhost' }] },
    }));
    expect((await toCustom.get('/y')).text()).toBe('one /y');
  });

  test('without the Host header sends the old one', async () => {
    const [one, two] = [await origin('one'), await origin('two')];
    const { get } = await edgeWith(withFunction([customOrigin('one', one.port)], 'one'), ({ request }) => {
      Object.assign(request.origin.custom, { domainName: 'two.localhost', port: two.port });
      return request;
    });
    await get('/x');
    expect(two.seen[0]?.host).toBe(`one.localhost:${two.port}`);
  });

  test('to HTTPS needs a Host header that the certificate covers', async () => {
    const two = await origin('two');
    const config = withFunction([customOrigin('one', 80)], 'one');
    const matching = await edgeWith(config, sendTo('two.localhost', two.port, { protocol: 'https' }));
    expect((await matching.get('/x')).text()).toBe('two /x');
    const withPort = await edgeWith(config, ({ request }) => {
      Object.assign(request.origin.custom, { domainName: 'Two.localhost', port: two.port, protocol: 'https' });
      request.headers.host = [{ key: 'Host', value: `two.localhost:${two.port}` }];
      return request;
    });
    expect((await withPort.get('/x')).text()).toBe('two /x');
    const other = await edgeWith(config, ({ request }) => {
      Object.assign(request.origin.custom, { domainName: 'two.localhost', port: two.port, protocol: 'https' });
      return request;
    });
    const refused = await other.get('/x');
    expect([refused.status, refused.text().includes('certificate of two.localhost')]).toEqual([502, true]);
  });

  test('to another machine gets a 502, because the sandbox never leaves this one', async () => {
    const { get } = await edgeWith(withFunction([customOrigin('one', 80)], 'one'), sendTo('example.com', 443));
    const response = await get('/x');
    expect([response.status, response.text().includes('example.com')]).toEqual([502, true]);
  });

  test('to what is no origin gets a 502 in CloudFront’s words, and it is not cached', async () => {
    const { get, calls, log } = await edgeWith(withFunction([customOrigin('one', 80)], 'one'), sendTo('127.0.0.1', 80));
    const response = await get('/x');
    const reason = 'The Lambda function returned an invalid origin configuration: The value of DomainName is invalid.';
    expect([response.status, response.headers.get('x-cache'), response.text().includes(reason)]).toEqual([
      502,
      'LambdaValidationError from cloudfront',
      true,
    ]);
    await get('/x');
    expect([calls.length, log[0]]).toEqual([2, `origin-request of /x: ${reason}`]);
  });

  test('of an origin group runs for each member that is tried, with that member', async () => {
    const failing = await startOrigin((_request, response) => void response.writeHead(500).end());
    const [two, three] = [await origin('two'), await origin('three')];
    const origins = [customOrigin('one', failing.port), customOrigin('two', two.port)];
    const config = withFunction(origins, 'group', {
      OriginGroups: {
        Quantity: 1,
        Items: [
          {
            Id: 'group',
            FailoverCriteria: { StatusCodes: { Quantity: 1, Items: [500] } },
            Members: { Quantity: 2, Items: [{ OriginId: 'one' }, { OriginId: 'two' }] },
          },
        ],
      },
    });
    const { get, calls } = await edgeWith(config, (cf) =>
      cf.request.origin.custom.domainName === 'two.localhost' ? sendTo('three.localhost', three.port)(cf) : cf.request,
    );
    expect((await get('/x')).text()).toBe('three /x');
    expect(calls.map((call) => JSON.parse(call).custom.domainName)).toEqual(['one.localhost', 'two.localhost']);
    expect(two.requests).toEqual([]);
  });
});

describe('a response timeout that a function sets', () => {
  test('is the request’s, for each connection attempt of the distribution’s origin', async () => {
    const silent = await startOrigin(() => {});
    const config = withFunction([customOrigin('one', silent.port, { ConnectionAttempts: 2 })], 'one');
    const { get, clock } = await edgeWith(config, sendTo('one.localhost', silent.port, { readTimeout: 2 }));
    const answer = get('/x');
    for (const attempt of [1, 2]) {
      await until(() => silent.requests.length === attempt && clock.sleeping === 1);
      await clock.advance(2000);
    }
    expect((await answer).status).toBe(504);
    expect(clock.monotonic()).toBe(4000);
  });
});
