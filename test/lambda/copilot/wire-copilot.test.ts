import { describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { wireCopilot } from '../../../lambda/copilot/wire-copilot.js';
import { FakeClock } from '../../support/fake-clock.js';
import { CONFIG, MASTER, ONE, originRequest, TWO } from './events.js';

/** DynamoDB's JSON of one item. */
type Item = Record<string, unknown>;

/** What a replica does when it is asked: answers with items, refuses the connection, or never answers. */
type Replica = readonly Item[] | 'dead' | 'hangs' | 'broken';

/**
 * The copilot as it is deployed, over a clock and a network of the test's own.
 *
 * @param here the region that it runs in
 */
function copilot(replicas: Record<string, Replica>, here = 'eu-west-1') {
  const clock = new FakeClock();
  const asked: string[] = [];
  let hanging = 0;
  const answer = async (url: string | URL | Request): Promise<Response> => {
    const region = new URL(String(url)).host.split('.')[1] as string;
    asked.push(region);
    const replica = replicas[region];
    if (replica === 'dead') throw new TypeError('fetch failed');
    if (replica === 'broken') return new Response('<html>', { status: 503 });
    if (replica === 'hangs' || !replica) {
      hanging += 1;
      return new Promise(() => {});
    }
    return Response.json({ Responses: { [CONFIG.table]: replica }, UnprocessedKeys: {} });
  };
  const handler = wireCopilot(CONFIG, {
    env: { AWS_REGION: here, AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' },
    fetch: answer,
    head: async () => 200,
    clock,
    log: () => {},
  });
  return {
    clock,
    replicas,
    asked,
    /** Asks, and lets as much time pass as replicas that hang make it wait. */
    async ask(...request: Parameters<typeof originRequest>) {
      const began = clock.now();
      let result: unknown;
      const asking = handler(originRequest(...request)).then((value) => {
        result = value ?? 'nothing';
      });
      let hung = 0;
      while (result === undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        if (hanging > 0) {
          hanging -= 1;
          hung += 1;
          await clock.advance(300);
        } else if (hung === 4) {
          // Each was asked twice: what is left is to wait.
          await clock.advance(100);
        }
      }
      await asking;
      return { ...(result as CloudFrontResultResponse & CloudFrontRequest), waitedMs: clock.now() - began };
    },
  };
}

const NOW_S = new FakeClock().now() / 1000;
const N = (value: number) => ({ N: String(value) });
const open = (domain: string, extra: Item = {}): Item => ({
  domain: { S: domain },
  distro_open: { BOOL: true },
  ...extra,
});
const closed = (domain: string, extra: Item = {}): Item => ({ ...open(domain, extra), distro_open: { BOOL: false } });
const health = (domain: string, fresh: boolean, observedAt: number): Item => ({
  domain: { S: `health#${domain}` },
  playlist_fresh: { BOOL: fresh },
  observed_at: N(observedAt),
});

const SEGMENT = '/out/v1/abc/segment_1.m4s';

/** What viewers of the master playlist get, region names in order. */
async function preferred(items: readonly Item[]): Promise<{ first?: string; pathways: unknown }> {
  const one = copilot({ 'eu-west-1': items });
  const { uri } = await one.ask(MASTER, '/playlist.m3u8');
  const { body } = await one.ask(MASTER, '/steering.json', 'GET', '_HLS_pathway=eu-west-1');
  return {
    first: uri?.replace(/^\/playlist\.(.*)\.m3u8$/, '$1'),
    pathways: JSON.parse(body ?? '')['PATHWAY-PRIORITY'],
  };
}

describe('replicas', () => {
  const CLOSED = [closed(ONE), open(TWO)];

  test.each<[string, Replica, number]>([
    ['slow', 'hangs', 300],
    ['dead', 'dead', 0],
    ['answering errors', 'broken', 0],
  ])('with the nearest one %s the next one decides', async (_, nearest, waitedMs) => {
    const one = copilot({ 'eu-west-1': nearest, 'eu-west-2': CLOSED });
    expect(await one.ask(ONE, SEGMENT)).toMatchObject({ status: '404', waitedMs });
    expect(one.asked).toEqual(['eu-west-1', 'eu-west-2']);
  });

  test('when none is reachable nothing is closed, and only the first request waits longer than 600 ms', async () => {
    expect(await copilot({ 'eu-west-1': 'dead', 'eu-west-2': 'dead' }).ask(ONE, SEGMENT)).toMatchObject({
      uri: SEGMENT,
      waitedMs: 0,
    });
    const hanging = copilot({ 'eu-west-1': 'hangs', 'eu-west-2': 'hangs' });
    expect(await hanging.ask(ONE, SEGMENT)).toMatchObject({ uri: SEGMENT, waitedMs: 2000 });
    await hanging.clock.advance(1000);
    expect(await hanging.ask(ONE, SEGMENT)).toMatchObject({ uri: SEGMENT, waitedMs: 600 });
  });

  test('when none is reachable any more, the last known state is used', async () => {
    const one = copilot({ 'eu-west-1': CLOSED, 'eu-west-2': CLOSED });
    await one.ask(ONE, SEGMENT);
    Object.assign(one.replicas, { 'eu-west-1': 'dead', 'eu-west-2': 'dead' });
    await one.clock.advance(60_000);
    expect(await one.ask(ONE, SEGMENT)).toMatchObject({ status: '404' });
  });

  test('the nearest one is asked, once a second', async () => {
    const one = copilot({ 'eu-west-2': CLOSED }, 'eu-west-2');
    for (let request = 0; request < 5; request += 1) await one.ask(ONE, SEGMENT);
    expect(one.asked).toEqual(['eu-west-2']);
    await one.clock.advance(1000);
    await one.ask(ONE, SEGMENT);
    expect(one.asked).toEqual(['eu-west-2', 'eu-west-2']);
  });
});

describe('items', () => {
  const BOTH = ['eu-west-1', 'eu-west-2'];
  const OTHER_WAY = ['eu-west-2', 'eu-west-1'];

  test.each<[string, readonly Item[], string[]]>([
    ['missing', [], BOTH],
    ['without the attribute that closes', [{ domain: { S: ONE } }], BOTH],
    ['of the wrong type', [open(ONE, { distro_open: { S: 'false' }, drained: { N: '1' } })], BOTH],
    ['closed', [closed(ONE)], ['eu-west-2']],
    ['closed until later', [closed(ONE, { closed_until: N(NOW_S + 1) })], ['eu-west-2']],
    ['closed until now', [closed(ONE, { closed_until: N(NOW_S) })], BOTH],
    ['closed until something that is not a time', [closed(ONE, { closed_until: { S: 'tomorrow' } })], ['eu-west-2']],
    ['all closed', [closed(ONE), closed(TWO)], BOTH],
    ['drained', [open(ONE, { drained: { BOOL: true } })], OTHER_WAY],
    ['all drained', [open(ONE, { drained: { BOOL: true } }), open(TWO, { drained: { BOOL: true } })], BOTH],
    ['stale', [open(ONE), health(ONE, false, NOW_S - 30)], OTHER_WAY],
    ['without health: no detector has reported yet', [open(ONE), open(TWO)], BOTH],
    ['fresh when its detector last reported, and silent since', [health(ONE, true, NOW_S - 181)], OTHER_WAY],
    ['both silent', [health(ONE, true, NOW_S - 181), health(TWO, true, NOW_S - 181)], BOTH],
    ['stale, without a time', [open(ONE), { ...health(ONE, false, 0), observed_at: undefined }], BOTH],
    ['both stale', [health(ONE, false, NOW_S), health(TWO, false, NOW_S)], BOTH],
    ['drained here and stale there', [open(ONE, { drained: { BOOL: true } }), health(TWO, false, NOW_S)], BOTH],
  ])('%s', async (_, items, pathways) => {
    expect(await preferred(items)).toEqual({ first: pathways[0], pathways });
  });

  test.each<[string, readonly Item[], boolean]>([
    ['missing', [], false],
    ['closed', [closed(ONE), open(TWO)], true],
    ['drained: still serving', [open(ONE, { drained: { BOOL: true } })], false],
    ['stale: still serving', [open(ONE), health(ONE, false, NOW_S)], false],
    ['closed, and so is the other', [closed(ONE), closed(TWO)], false],
    ['closed, and the other is stale', [closed(ONE), open(TWO), health(TWO, false, NOW_S)], true],
    ['closed until now', [closed(ONE, { closed_until: N(NOW_S) })], false],
  ])('%s, on its own distribution', async (_, items, refused) => {
    const result = await copilot({ 'eu-west-1': items }).ask(ONE, SEGMENT);
    expect(result.status === '404').toBe(refused);
    if (!refused) expect(result.uri).toBe(SEGMENT);
  });

  test('a close lapses between two requests, without anything being read', async () => {
    const one = copilot({ 'eu-west-1': [closed(ONE, { closed_until: N(NOW_S + 0.5) })] });
    expect((await one.ask(ONE, SEGMENT)).status).toBe('404');
    await one.clock.advance(500);
    expect((await one.ask(ONE, SEGMENT)).uri).toBe(SEGMENT);
    expect(one.asked).toHaveLength(1);
  });
});
