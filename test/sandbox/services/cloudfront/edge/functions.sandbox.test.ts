import type { DistributionConfig, EventType } from '@aws-sdk/client-cloudfront';
import { afterEach, describe, expect, test } from '@jest/globals';
import { closeAll, customOrigin, distribution, startEdge, startOrigin } from './edge-setup.js';

afterEach(closeAll);

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:copilot:7';

function withFunction(port: number, type: EventType): DistributionConfig {
  return distribution([customOrigin('a', port)], {
    DefaultCacheBehavior: {
      TargetOriginId: 'a',
      ViewerProtocolPolicy: 'allow-all',
      LambdaFunctionAssociations: {
        Quantity: 1,
        Items: [{ LambdaFunctionARN: ARN, EventType: type, IncludeBody: false }],
      },
    },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the event is the wire's
type Handler = (cf: any) => unknown;

/** An edge whose function is `handler` of `event.Records[0].cf`; notes how it was called. */
async function edgeWith(type: EventType, handler: Handler) {
  const origin = await startOrigin((request, response) => {
    response.writeHead(200, { 'cache-control': 'max-age=60' }).end(request.url);
  });
  const calls: { arn: string; region: string; timeoutMs: number; cf: Record<string, unknown> }[] = [];
  const started = await startEdge(withFunction(origin.port, type), {
    functions: {
      runAtEdge: async (arn, event, { region, timeoutMs }) => {
        // As the real one: the function gets a copy.
        const { cf } = (structuredClone(event) as { Records: [{ cf: Record<string, unknown> }] }).Records[0];
        calls.push({ arn, region, timeoutMs, cf: structuredClone(cf) });
        return handler(cf);
      },
    },
  });
  return { origin, calls, ...started };
}

describe('origin-request', () => {
  test('runs on misses only, with the real event', async () => {
    const { get, calls, origin, url } = await edgeWith('origin-request', (cf) => cf.request);
    await get('/x.m3u8?_HLS_msn=1');
    await get('/x.m3u8');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ arn: ARN, region: 'eu-west-1', timeoutMs: 30_000 });
    expect(calls[0]?.cf).toMatchObject({
      config: {
        distributionDomainName: url.slice('http://'.length),
        distributionId: 'E111',
        eventType: 'origin-request',
        requestId: expect.any(String),
      },
      request: {
        clientIp: '127.0.0.1',
        method: 'GET',
        uri: '/x.m3u8',
        querystring: '',
        headers: { host: [{ key: 'Host', value: 'a.localhost' }] },
        origin: { custom: { domainName: 'a.localhost', port: origin.port, path: '', protocol: 'http' } },
      },
    });
  });

  test('a changed uri is what the origin sees; the cache key stays the viewer’s', async () => {
    const { get, origin, edge } = await edgeWith('origin-request', (cf) => ({
      ...cf.request,
      uri: '/playlist.eu-west-2.m3u8',
    }));
    expect((await get('/playlist.m3u8')).text()).toBe('/playlist.eu-west-2.m3u8');
    expect((await get('/playlist.m3u8')).headers.get('x-cache')).toBe('Hit from cloudfront');
    edge.invalidate(['/playlist.m3u8']);
    expect((await get('/playlist.m3u8')).headers.get('x-cache')).toBe('Miss from cloudfront');
    expect(origin.requests).toEqual(['GET /playlist.eu-west-2.m3u8', 'GET /playlist.eu-west-2.m3u8']);
  });

  test('a generated 404 with no-store is not cached and never reaches the origin', async () => {
    const { get, calls, origin } = await edgeWith('origin-request', () => ({
      status: '404',
      statusDescription: 'Not Found',
      headers: {
        'cache-control': [{ key: 'Cache-Control', value: 'no-store' }],
        'access-control-allow-origin': [{ key: 'Access-Control-Allow-Origin', value: '*' }],
      },
      body: 'closed',
    }));
    for (const path of ['/x.m3u8', '/x.m3u8']) {
      const response = await get(path);
      expect([response.status, response.text()]).toEqual([404, 'closed']);
      expect(response.headers.get('x-cache')).toBe('LambdaGeneratedResponse from cloudfront');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
    expect(calls).toHaveLength(2);
    expect(origin.requests).toEqual([]);
  });

  test('a generated response is cached by its cache-control', async () => {
    const { get, calls, clock } = await edgeWith('origin-request', () => ({
      status: '200',
      headers: { 'cache-control': [{ value: 'max-age=1' }] },
      body: Buffer.from('{}').toString('base64'),
      bodyEncoding: 'base64',
    }));
    expect((await get('/steering.json')).text()).toBe('{}');
    expect((await get('/steering.json')).headers.get('x-cache')).toBe('Hit from cloudfront');
    await clock.advance(1000);
    await get('/steering.json');
    expect(calls).toHaveLength(2);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'invalid result'],
    ['a status that is a number', { status: 404 }, 'status must be a string'],
    ['content-length', { status: '200', headers: { 'content-length': [{ value: '1' }] } }, 'read-only header'],
    ['a header that is no list', { status: '200', headers: { a: 'b' } }, 'must be an array'],
    ['a header of two lines', { status: '200', headers: { a: [{ value: 'b\r\nc: d' }] } }, 'no header can have'],
    ['a body that is no string', { status: '200', body: {} }, 'exceeds the maximum size'],
    ['a request without a path', { uri: 'x' }, 'The specified URI is in an invalid format'],
  ])('%s is a 502 that says why, and is not cached', async (_name, result, reason) => {
    const { get, calls, log } = await edgeWith('origin-request', () => result);
    const response = await get('/x');
    expect([response.status, response.headers.get('x-cache')]).toEqual([502, 'LambdaValidationError from cloudfront']);
    expect(response.text()).toContain(reason);
    await get('/x');
    expect(calls).toHaveLength(2);
    expect(log[0]).toContain(reason);
  });

  test('a function that throws is a 503', async () => {
    const { get, log } = await edgeWith('origin-request', () => {
      throw new Error('boom');
    });
    const response = await get('/x');
    expect([response.status, response.headers.get('x-cache')]).toEqual([503, 'LambdaExecutionError from cloudfront']);
    expect(log).toEqual(['origin-request of /x: boom']);
  });
});

test('viewer-request runs on every request and may change the cache key', async () => {
  const { get, calls, origin } = await edgeWith('viewer-request', (cf) => ({ ...cf.request, uri: '/same' }));
  await get('/a');
  expect((await get('/b')).headers.get('x-cache')).toBe('Hit from cloudfront');
  expect(calls.map((call) => call.timeoutMs)).toEqual([5000, 5000]);
  expect(origin.requests).toEqual(['GET /same']);
});

test('origin-response changes what is cached, viewer-response what is sent', async () => {
  const stamp: Handler = (cf) => ({ ...cf.response, headers: { ...cf.response.headers, 'x-stamp': [{ value: '1' }] } });
  const stored = await edgeWith('origin-response', stamp);
  await stored.get('/x');
  const hit = await stored.get('/x');
  expect([hit.headers.get('x-stamp'), hit.text(), stored.calls.length]).toEqual(['1', '/x', 1]);
  const sent = await edgeWith('viewer-response', stamp);
  await sent.get('/x');
  expect((await sent.get('/x')).headers.get('x-stamp')).toBe('1');
  expect(sent.calls).toHaveLength(2);
});
