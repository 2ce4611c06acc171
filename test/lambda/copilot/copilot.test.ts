import { describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import type { CopilotConfig } from '../../../lambda/copilot/config.js';
import { createCopilot } from '../../../lambda/copilot/copilot.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import type { DynamoJson } from '../../../src/lib/state/state-items.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CONFIG, MASTER, ONE, originRequest, TWO } from './events.js';

const clock = new FakeClock();
const NOW_S = clock.now() / 1000;

function copilot(items: readonly DynamoJson[], config: CopilotConfig = CONFIG) {
  let reads = 0;
  const log: string[] = [];
  const handler = createCopilot({
    config,
    clock,
    log: (message) => log.push(message),
    head: async () => 200,
    state: async () => {
      reads += 1;
      return readState(config.members, items, clock.now());
    },
  });
  return {
    ask: (...request: Parameters<typeof originRequest>) =>
      handler(originRequest(...request)) as Promise<CloudFrontResultResponse & CloudFrontRequest>,
    handler,
    log,
    reads: () => reads,
  };
}

const closed = (domain: string, extra: DynamoJson = {}): DynamoJson => ({
  domain: { S: domain },
  distro_open: { BOOL: false },
  ...extra,
});
const drained = (domain: string): DynamoJson => ({ domain: { S: domain }, drained: { BOOL: true } });
const health = (domain: string, fresh: boolean, observedAt: number): DynamoJson => ({
  domain: { S: `health#${domain}` },
  playlist_fresh: { BOOL: fresh },
  observed_at: { N: String(observedAt) },
});

function header(response: CloudFrontResultResponse, name: string): string | undefined {
  return response.headers?.[name]?.[0]?.value;
}

function pathways(response: CloudFrontResultResponse): unknown {
  return JSON.parse(response.body ?? '{}')['PATHWAY-PRIORITY'];
}

describe('on a stream distribution', () => {
  test('an open one passes the request on unchanged', async () => {
    const event = originRequest(ONE, '/out/v1/abc/index.m3u8', 'GET', 'aws.sessionId=1');
    expect(await copilot([]).handler(event)).toEqual(event.Records[0]?.cf.request);
  });

  test.each(['GET', 'HEAD', 'POST'])(
    'a closed one answers %s with a 404 that no cache keeps and any script reads',
    async (method) => {
      const response = await copilot([closed(ONE)]).ask(ONE, '/out/v1/abc/seg_1.m4s', method);
      expect(response.status).toBe('404');
      expect(header(response, 'cache-control')).toBe('no-store');
      expect(header(response, 'access-control-allow-origin')).toBe('*');
      expect(header(response, 'x-cvs-distribution')).toBe('closed');
      expect(response.headers).not.toHaveProperty('content-length');
    },
  );

  test('a closed one still answers a preflight, so that the player sees the 404 and not a network error', async () => {
    const response = await copilot([closed(ONE)]).ask(ONE, '/out/v1/abc/seg_1.m4s', 'OPTIONS');
    expect(response.status).toBe('204');
    expect(header(response, 'access-control-allow-methods')).toContain('GET');
  });

  test('a close of the other one leaves it alone', async () => {
    expect((await copilot([closed(TWO)]).ask(ONE, '/a.m3u8')).uri).toBe('/a.m3u8');
  });

  test('with all closed, all serve', async () => {
    const both = copilot([closed(ONE), closed(TWO)]);
    expect((await both.ask(ONE, '/a.m3u8')).uri).toBe('/a.m3u8');
    expect((await both.ask(TWO, '/a.m3u8')).uri).toBe('/a.m3u8');
  });

  test('a close lapses at closed_until', async () => {
    const until = (s: number) => copilot([closed(ONE, { closed_until: { N: String(s) } })]).ask(ONE, '/a.m3u8');
    expect((await until(NOW_S + 1)).status).toBe('404');
    expect((await until(NOW_S)).status).toBeUndefined();
  });

  test('a malformed item counts as open', async () => {
    const item = { domain: { S: ONE }, distro_open: { S: 'false' } };
    expect((await copilot([item]).ask(ONE, '/a.m3u8')).uri).toBe('/a.m3u8');
  });
});

describe('on the master playlist distribution', () => {
  test('the playlist is the copy that lists the preferred region first', async () => {
    expect((await copilot([]).ask(MASTER, '/playlist.m3u8')).uri).toBe('/playlist.eu-west-1.m3u8');
    expect((await copilot([closed(ONE)]).ask(MASTER, '/playlist.m3u8')).uri).toBe('/playlist.eu-west-2.m3u8');
    expect((await copilot([drained(ONE)]).ask(MASTER, '/playlist.m3u8', 'HEAD')).uri).toBe('/playlist.eu-west-2.m3u8');
  });

  test('only the uri changes', async () => {
    const event = originRequest(MASTER, '/playlist.m3u8', 'GET', 'a=b');
    const request = event.Records[0]?.cf.request;
    expect(await copilot([]).handler(event)).toEqual({ ...request, uri: '/playlist.eu-west-1.m3u8' });
  });

  test('the steering manifest names the open pathways in order', async () => {
    const query = '_HLS_pathway=%22eu-west-1%22&_HLS_throughput=5140000';
    const response = await copilot([drained(ONE)]).ask(MASTER, '/steering.json', 'GET', query);
    expect(response.status).toBe('200');
    expect(header(response, 'content-type')).toBe('application/json');
    expect(header(response, 'cache-control')).toBe('max-age=1');
    expect(header(response, 'access-control-allow-origin')).toBe('*');
    expect(JSON.parse(response.body ?? '')).toEqual({
      VERSION: 1,
      TTL: 5,
      'PATHWAY-PRIORITY': ['eu-west-2', 'eu-west-1'],
    });
  });

  test('a closed region is left out', async () => {
    expect(pathways(await copilot([closed(TWO)]).ask(MASTER, '/steering.json'))).toEqual(['eu-west-1']);
  });

  test('a stale region comes last, unless only operators move players; silence does not make it fresh', async () => {
    const stale = [health(ONE, false, NOW_S - 60)];
    expect(pathways(await copilot(stale).ask(MASTER, '/steering.json'))).toEqual(['eu-west-2', 'eu-west-1']);
    const off: CopilotConfig = { ...CONFIG, automatic: 'off' };
    expect(pathways(await copilot(stale, off).ask(MASTER, '/steering.json'))).toEqual(['eu-west-1', 'eu-west-2']);
    const silent = [health(ONE, false, NOW_S - 181)];
    expect(pathways(await copilot(silent).ask(MASTER, '/steering.json'))).toEqual(['eu-west-2', 'eu-west-1']);
  });

  test.each([
    [59, 60, ['eu-west-2', 'eu-west-1']],
    [60, 60, ['eu-west-1', 'eu-west-2']],
    [60, 90, ['eu-west-2', 'eu-west-1']],
  ])('a region that is fresh again since %i s, with a hold-down of %i s', async (agoS, holdDownS, order) => {
    const since = { fresh_since: { N: String(NOW_S - agoS) }, stale_at: { N: String(NOW_S - agoS - 10) } };
    const recovered = copilot([{ ...health(ONE, true, NOW_S), ...since }], { ...CONFIG, holdDownS });
    expect(pathways(await recovered.ask(MASTER, '/steering.json'))).toEqual(order);
  });

  test('a HEAD of the manifest has no body', async () => {
    const head = await copilot([]).ask(MASTER, '/steering.json', 'HEAD');
    expect([head.status, head.body]).toEqual(['200', undefined]);
  });

  test.each(['/steering.json', '/playlist.m3u8', '/playlist.eu-west-2.m3u8'])(
    'a preflight of %s is answered, for a player that sends headers of its own, and costs no read',
    async (uri) => {
      const one = copilot([]);
      const response = await one.ask(MASTER, uri, 'OPTIONS');
      expect(response.status).toBe('204');
      expect(header(response, 'access-control-allow-headers')).toBe('*, Authorization');
      expect(one.reads()).toBe(0);
    },
  );

  test.each([
    ['/playlist.eu-west-2.m3u8', 'GET'],
    ['/', 'GET'],
    ['/steering.json', 'POST'],
  ])('%s by %s passes, and costs no read', async (uri, method) => {
    const one = copilot([closed(ONE)]);
    expect((await one.ask(MASTER, uri, method)).uri).toBe(uri);
    expect(one.reads()).toBe(0);
  });
});

test('after any error the request passes', async () => {
  const log: string[] = [];
  const broken = createCopilot({
    config: CONFIG,
    clock,
    log: (message) => log.push(message),
    head: async () => 200,
    state: () => Promise.reject(new Error('no state')),
  });
  expect(await broken(originRequest(ONE, '/a.m3u8'))).toMatchObject({ uri: '/a.m3u8' });
  expect(log).toEqual(['no state']);
});

test('domains are compared without regard to case', async () => {
  expect((await copilot([closed(ONE)]).ask(ONE.toUpperCase(), '/a.m3u8')).status).toBe('404');
});
