import { describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { createCopilot } from '../../../lambda/copilot/copilot.js';
import { headRequest } from '../../../lambda/copilot/head.js';
import type { RerouteMap } from '../../../src/lib/reroute/reroute-map.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import type { DynamoJson } from '../../../src/lib/state/state-items.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CONFIG, MAP, MASTER, ONE, originRequest, TWO } from './events.js';

const clock = new FakeClock();
const rerouted: DynamoJson = { domain: { S: ONE }, rerouted_to: { S: 'eu-west-2' } };
const stale = (domain: string): DynamoJson => ({
  domain: { S: `health#${domain}` },
  playlist_fresh: { BOOL: false },
  observed_at: { N: String(clock.now() / 1000) },
});
const fresh = (domain: string): DynamoJson => ({ ...stale(domain), playlist_fresh: { BOOL: true } });

/** @param heads what the origin answers to HEAD requests, one after the other; the last one for good */
function copilot(items: readonly DynamoJson[], map: RerouteMap | null = MAP, heads: number[] = [200]) {
  const looked: string[] = [];
  const lookedAs: (string | undefined)[] = [];
  let known = items;
  const handler = createCopilot({
    config: { ...CONFIG, reroutes: map },
    clock,
    log: (message) => {
      throw new Error(message);
    },
    head: async (url, headers) => {
      looked.push(url);
      lookedAs.push(headers.host);
      return heads[Math.min(looked.length, heads.length) - 1] as number;
    },
    state: async () => readState(CONFIG.members, known, clock.now()),
  });
  return {
    looked,
    lookedAs,
    say: (...now: DynamoJson[]) => {
      known = now;
    },
    ask: async (...request: Parameters<typeof originRequest>) => {
      const event = originRequest(...request);
      const answer = (await handler(event)) as CloudFrontRequest & CloudFrontResultResponse;
      return { answer, custom: answer.origin?.custom, event };
    },
  };
}

describe('a request of a stream distribution', () => {
  test('asks the other origin, with its path and its Host, while the distribution is rerouted', async () => {
    const { answer, custom } = await copilot([rerouted]).ask(ONE, '/out/v1/abc/a/index_1.m3u8', 'GET', 'x=1');
    expect(answer).toMatchObject({ method: 'GET', uri: '/out/v1/def/a/index_1.m3u8', querystring: 'x=1' });
    expect(answer.headers.host).toEqual([{ key: 'Host', value: 'two.example.com' }]);
    expect(answer.headers['user-agent']).toBeDefined();
    expect(custom).toEqual({
      domainName: 'two.example.com',
      port: 8443,
      protocol: 'https',
      path: '/live',
      sslProtocols: ['TLSv1.2'],
      readTimeout: 3,
      keepaliveTimeout: 5,
      customHeaders: {},
    });
  });

  test('does so while its stream is stale and the other one fresh', async () => {
    const { ask } = copilot([stale(ONE), fresh(TWO)]);
    expect((await ask(ONE, '/out/v1/abc/index.m3u8')).custom?.domainName).toBe('two.example.com');
    expect((await ask(TWO, '/out/v1/def/index.m3u8')).custom?.domainName).toBe('origin.example.com');
  });

  test('shows no header field of its own origin to another one, unless that wants the same', async () => {
    const secret = { 'x-secret': [{ key: 'X-Secret', value: 'hush' }] };
    const send = async (map: RerouteMap) => {
      const handler = createCopilot({
        config: { ...CONFIG, reroutes: map },
        clock,
        log: () => {},
        head: async () => 200,
        state: async () => readState(CONFIG.members, [rerouted], clock.now()),
      });
      const event = originRequest(ONE, '/out/v1/abc/index.m3u8');
      const origin = event.Records[0]?.cf.request.origin;
      if (origin && 'custom' in origin && origin.custom) origin.custom.customHeaders = secret;
      return ((await handler(event)) as CloudFrontRequest).origin?.custom?.customHeaders;
    };
    expect(await send(MAP)).toEqual({});
    const two = { ...(MAP.origins['eu-west-2'] as object), customHeaders: true } as RerouteMap['origins'][string];
    expect(await send({ ...MAP, origins: { ...MAP.origins, 'eu-west-2': two } })).toEqual(secret);
  });

  test('replaces an S3 origin', async () => {
    const event = originRequest(MASTER, '/out/v1/abc/index.m3u8');
    (event.Records[0] as (typeof event.Records)[number]).cf.config = {
      ...(event.Records[0] as (typeof event.Records)[number]).cf.config,
      distributionDomainName: ONE,
    };
    const handler = createCopilot({
      config: { ...CONFIG, reroutes: MAP },
      clock,
      log: () => {},
      head: async () => 200,
      state: async () => readState(CONFIG.members, [rerouted], clock.now()),
    });
    const { origin } = (await handler(event)) as CloudFrontRequest;
    expect(Object.keys(origin ?? {})).toEqual(['custom']);
    expect(origin?.custom?.domainName).toBe('two.example.com');
  });

  test('of something else than the live stream passes unchanged', async () => {
    const { answer, event } = await copilot([rerouted]).ask(ONE, '/vod/index.m3u8');
    expect(answer).toEqual(event.Records[0]?.cf.request);
  });

  test('of the live stream waits for its own origin no longer than the stream bears', async () => {
    const { custom, answer } = await copilot([]).ask(ONE, '/out/v1/abc/seg_1.m4s');
    expect(custom).toMatchObject({ domainName: 'origin.example.com', readTimeout: 3, protocol: 'https' });
    expect(answer.uri).toBe('/out/v1/abc/seg_1.m4s');
    expect((await copilot([]).ask(ONE, '/vod/seg_1.m4s')).custom?.readTimeout).toBe(30);
  });

  test('gets the 404 of a closed distribution, rerouted or not', async () => {
    const closed = { ...rerouted, distro_open: { BOOL: false } };
    expect((await copilot([closed]).ask(ONE, '/out/v1/abc/index.m3u8')).answer.status).toBe('404');
  });

  test('is told from where the distribution serves', async () => {
    const said = async (...items: DynamoJson[]) => {
      const { answer } = await copilot(items).ask(ONE, '/out/v1/abc/cvs-serves.json');
      expect(answer.headers['cache-control']?.[0]?.value).toBe('no-store');
      return JSON.parse(answer.body ?? '');
    };
    const canServeFrom = ['eu-west-2'];
    expect(await said()).toEqual({ region: 'eu-west-1', servesFrom: 'eu-west-1', canServeFrom });
    expect(await said(rerouted)).toEqual({ region: 'eu-west-1', servesFrom: 'eu-west-2', canServeFrom });
  });

  test('without a mapping nothing is rerouted', async () => {
    const { answer, event } = await copilot([rerouted], null).ask(ONE, '/out/v1/abc/index.m3u8');
    expect(answer).toEqual(event.Records[0]?.cf.request);
  });
});

describe('a segment that the other origin does not have yet', () => {
  const inTime = async <T>(asked: Promise<T>): Promise<T> => {
    await clock.advance(60_000);
    return asked;
  };

  test('is waited for', async () => {
    const one = copilot([rerouted], MAP, [404, 404, 200]);
    const { answer } = await inTime(one.ask(ONE, '/out/v1/abc/seg_9.m4s', 'GET', 'x=1'));
    expect(answer.uri).toBe('/out/v1/def/seg_9.m4s');
    expect(one.looked).toEqual(Array(3).fill('https://two.example.com:8443/live/out/v1/def/seg_9.m4s?x=1'));
    // As CloudFront names the origin to it.
    expect(new Set(one.lookedAs)).toEqual(new Set(['two.example.com']));
  });

  test('is given up after four response timeouts, 12 s', async () => {
    const one = copilot([rerouted], MAP, [404]);
    await inTime(one.ask(ONE, '/out/v1/abc/seg_9.m4s'));
    expect(one.looked).toHaveLength(1 + 12_000 / 300);
  });

  test.each([403, 405, 500])('is not waited for where the origin answers %i', async (status) => {
    const one = copilot([rerouted], MAP, [status]);
    await one.ask(ONE, '/out/v1/abc/seg_9.m4s');
    expect(one.looked).toHaveLength(1);
  });

  test('is not looked for by a preflight, which would wait as long as the request after it', async () => {
    const one = copilot([rerouted], MAP, [404]);
    const { answer } = await one.ask(ONE, '/out/v1/abc/seg_9.m4s', 'OPTIONS');
    expect(answer.uri).toBe('/out/v1/def/seg_9.m4s');
    expect(one.looked).toEqual([]);
  });

  test('is looked for until 30 s after the change, on the way back too, and playlists never are', async () => {
    const one = copilot([]);
    await one.ask(ONE, '/out/v1/abc/seg_1.m4s');
    expect(one.looked).toEqual([]);
    one.say(rerouted);
    await one.ask(ONE, '/out/v1/abc/index.m3u8');
    expect(one.looked).toEqual([]);
    await one.ask(ONE, '/out/v1/abc/seg_2.m4s');
    expect(one.looked).toHaveLength(1);
    await clock.advance(30_000);
    await one.ask(ONE, '/out/v1/abc/seg_3.m4s');
    expect(one.looked).toHaveLength(1);
    one.say();
    await one.ask(ONE, '/out/v1/abc/seg_4.m4s');
    expect(one.looked[1]).toBe('https://one.example.com:443/out/v1/abc/seg_4.m4s');
  });

  test.each<[string, () => DynamoJson[], boolean]>([
    ['a hold-down that ended 10 s ago', () => [back(70), fresh(TWO)], true],
    ['a hold-down that ended 40 s ago', () => [back(100), fresh(TWO)], false],
    ['a reroute that lapsed 10 s ago', () => [{ ...rerouted, rerouted_until: seconds(-10) }], true],
    ['a reroute that lapsed 40 s ago', () => [{ ...rerouted, rerouted_until: seconds(-40) }], false],
    ['an opening 10 s ago', () => [{ domain: { S: ONE }, updated_at: { S: iso(-10) } }], true],
    ['an opening 40 s ago', () => [{ domain: { S: ONE }, updated_at: { S: iso(-40) } }], false],
    ['nothing', () => [], false],
  ])('on the way back is looked for by an instance that has just begun: %s', async (_, items, looks) => {
    const one = copilot(items());
    const { answer } = await one.ask(ONE, '/out/v1/abc/seg_1.m4s');
    expect(answer.uri).toBe('/out/v1/abc/seg_1.m4s');
    expect(one.looked).toHaveLength(looks ? 1 : 0);
  });
});

const seconds = (byS: number) => ({ N: String(clock.now() / 1000 + byS) });
const iso = (byS: number) => new Date(clock.now() + byS * 1000).toISOString();
/** Fresh again for so many seconds. */
const back = (forS: number): DynamoJson => ({
  ...fresh(ONE),
  stale_at: seconds(-forS - 1),
  fresh_since: seconds(-forS),
});

test.each([
  ['https://packager.example.com:8443/live/seg.m4s?x=1', 'packager.example.com', 'packager.example.com', '8443'],
  ['https://packager.example.com:443/seg.m4s', 'live.example.com', 'live.example.com', ''],
  ['http://one.localhost:4311/seg.m4s', 'one.localhost', 'one.localhost:4311', '4311'],
])('the head of %s is asked for with the Host %s', (address, host, sent, port) => {
  const { headers, port: asked } = headRequest(address, { host, 'x-key': '1' });
  expect(headers).toEqual({ host: sent, 'x-key': '1' });
  expect(asked).toBe(port);
});
