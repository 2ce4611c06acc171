import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cluster } from '../../../src/lib/cluster/cluster.js';
import type { HttpClient, HttpResponse } from '../../../src/lib/http/http-client.js';
import type { ClusterStatus, RegionStatus } from '../../../src/lib/status/cluster-status.js';
import { readStatus } from '../../../src/lib/status/read-status.js';
import { watchStatus } from '../../../src/lib/status/watch-status.js';
import { statusTable } from '../../../src/lib/ui/status/status-table.js';
import { statusLines } from '../../../src/lib/ui/status/watch-screen.js';
import { FakeClock } from '../../support/fake-clock.js';
import { heldBy } from '../../support/held-by.js';
import { CLUSTER } from '../failover/fake-cluster.js';
import { FakeAccount } from './fake-account.js';

const COPILOT = 'arn:aws:lambda:us-east-1:123456789012:function:spring-final-copilot';
const MASTER = 'dmaster.cloudfront.net';

let clock: FakeClock;
let account: FakeAccount;
let steering: { status: number; text: string };
let nowS: number;

/** Imported before: that takes longer than the fake clock waits for. */
beforeAll(async () => {
  await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-cloudfront'),
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/client-s3'),
  ]);
});

beforeEach(() => {
  clock = new FakeClock();
  nowS = clock.now() / 1000;
  account = new FakeAccount(clock);
  steering = { status: 200, text: '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["eu-west-2","eu-west-1"]}' };
  account.stacks.set('us-east-1/spring-final-copilot', {
    status: 'UPDATE_COMPLETE',
    outputs: { CopilotLambdaArn: COPILOT, CopilotLambdaVersion: '4' },
  });
  for (const { region, distributionId, distributionDomain } of CLUSTER.regions) {
    account.stacks.set(`${region}/spring-final-stale-playlist-detector`, { status: 'CREATE_COMPLETE' });
    account.stacks.set(`${region}/spring-final-clustered-video-stream-instance`, {
      status: 'CREATE_COMPLETE',
      outputs: { MasterPlaylistBucket: `bucket-${region}` },
    });
    account.cloudFront.add(distributionId, { DefaultCacheBehavior: behavior(`${COPILOT}:4`) }, distributionDomain);
    account.items.set(distributionDomain, {
      domain: { S: distributionDomain },
      distro_open: { BOOL: true },
      drained: { BOOL: false },
      updated_by: { S: 'ann@laptop' },
      updated_at: { S: '2025-12-31T23:00:00.000Z' },
    });
    account.items.set(`health#${distributionDomain}`, {
      domain: { S: `health#${distributionDomain}` },
      playlist_fresh: { BOOL: true },
      observed_at: { N: String(nowS - 42) },
    });
  }
  account.stacks.set('eu-west-1/spring-final-clustered-video-stream', {
    status: 'CREATE_COMPLETE',
    outputs: { MasterPlaylistCloudFrontDomain: MASTER },
  });
});

function behavior(versionArn: string | undefined): never {
  const items = versionArn ? [{ EventType: 'origin-request', LambdaFunctionARN: versionArn }] : [];
  return { LambdaFunctionAssociations: { Quantity: items.length, Items: items } } as never;
}

const http: HttpClient = {
  async fetch(url) {
    const { status, text } = url.endsWith('/steering.json') ? steering : { status: 404, text: '' };
    return { url, status, headers: new Headers(), body: Buffer.from(text), text: () => text } satisfies HttpResponse;
  },
  close: async () => {},
};

async function read(cluster: Cluster = CLUSTER): Promise<ClusterStatus> {
  const reading = readStatus({ cluster, clients: account.clients(), http, clock });
  // As long as the slowest parts may take, one after the other.
  for (let turn = 0; turn < 25; turn += 1) await clock.advance(1_000);
  return reading;
}

async function region(index = 0): Promise<RegionStatus> {
  return (await read()).regions[index] as RegionStatus;
}

describe('the status of a cluster', () => {
  test('shows stacks, distribution, state and stream of each region, and what the regions share', async () => {
    const status = await read();
    expect(status).toMatchObject({
      cluster: 'spring-final',
      masterPlaylistUrl: { known: true, value: `http://${MASTER}/playlist.m3u8` },
      steering: { known: true, value: ['eu-west-2', 'eu-west-1'] },
      stateTable: { known: true, value: { replica: 'eu-west-1', unanswered: [] } },
    });
    expect(status.sharedStacks.map(({ stackName, status: is }) => [stackName, is])).toEqual([
      ['spring-final-copilot', { known: true, value: 'UPDATE_COMPLETE' }],
      ['spring-final-clustered-video-stream', { known: true, value: 'CREATE_COMPLETE' }],
    ]);
    expect(status.regions.map((one) => one.region)).toEqual(['eu-west-1', 'eu-west-2']);
    expect(status.regions[1]).toMatchObject({
      region: 'eu-west-2',
      distributionDomain: 'd2.cloudfront.net',
      stacks: [
        { stackName: 'spring-final-stale-playlist-detector', status: { known: true, value: 'CREATE_COMPLETE' } },
        {
          stackName: 'spring-final-clustered-video-stream-instance',
          status: { known: true, value: 'CREATE_COMPLETE' },
        },
      ],
      distribution: {
        known: true,
        value: { enabled: true, deployed: true, copilot: 'attached', version: '4', latestVersion: '4' },
      },
      serving: {
        known: true,
        value: {
          state: 'open',
          servesNevertheless: false,
          updatedBy: 'ann@laptop',
          updatedAt: '2025-12-31T23:00:00.000Z',
        },
      },
      freshness: { known: true, value: { freshness: 'fresh' } },
      masterPlaylist: { known: true, value: { status: 'missing' } },
    });
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['closed', { distro_open: { BOOL: false } }, { state: 'closed', servesNevertheless: false }],
    ['drained', { drained: { BOOL: true } }, { state: 'drained' }],
    ['open again after its end', { distro_open: { BOOL: false }, closed_until: { N: '1' } }, { state: 'open' }],
    [
      'closed until some time',
      {
        distro_open: { BOOL: false },
        drained: { BOOL: true },
        closed_until: { N: '4000000000' },
        reason: { S: 'drill' },
      },
      { state: 'closed', closedUntil: 4_000_000_000, reason: 'drill' },
    ],
  ])('shows a distribution that is %s', async (_, attributes, serving) => {
    const item = account.items.get('d1.cloudfront.net');
    account.items.set('d1.cloudfront.net', { ...item, ...attributes });
    expect((await region()).serving).toMatchObject({ known: true, value: serving });
  });

  test('shows what was changed outside cvs, next to what cvs had written', async () => {
    const item = account.items.get('d1.cloudfront.net');
    account.items.set('d1.cloudfront.net', {
      ...item,
      distro_open: { BOOL: false },
      written: { M: { distro_open: { BOOL: true }, drained: { BOOL: false } } },
    });
    const status = await read();
    expect(status.regions[0]?.serving).toMatchObject({
      value: { state: 'closed', changedOutside: { open: true, drained: false } },
    });
    expect(status.regions[1]?.serving).toMatchObject({ known: true });
    expect(status.regions[1]?.serving).toHaveProperty('value.changedOutside', undefined);
    expect(statusTable(status)).toContain('eu-west-1 was changed outside cvs; cvs had set it to open');
  });

  test('shows when a close begins', async () => {
    const item = account.items.get('d1.cloudfront.net');
    const closed = { distro_open: { BOOL: false }, closed_from: { N: '4000000000' } };
    account.items.set('d1.cloudfront.net', { ...item, ...closed, written: { M: closed } });
    expect((await region()).serving).toEqual({
      known: true,
      value: expect.objectContaining({ state: 'closed', closedFrom: 4_000_000_000, servesNevertheless: false }),
    });
  });

  test('is read once a second by a watch, the control planes less often', async () => {
    const stop = new AbortController();
    const seen: ClusterStatus[] = [];
    const context = { cluster: CLUSTER, clients: account.clients(), http, clock, signal: stop.signal };
    const watching = (async () => {
      for await (const status of watchStatus(context)) seen.push(status);
    })();
    for (let turn = 0; turn < 100; turn += 1) await clock.advance(100);
    account.items.set('d1.cloudfront.net', { domain: { S: 'd1.cloudfront.net' }, distro_open: { BOOL: false } });
    for (let turn = 0; turn < 20; turn += 1) await clock.advance(100);
    stop.abort();
    await clock.advance(1000);
    await watching;
    expect(seen.length).toBeGreaterThan(3);
    const states = seen.map(({ regions }) => (regions[0]?.serving.known ? regions[0].serving.value.state : 'unknown'));
    expect(states[0]).toBe('open');
    expect(states.at(-1)).toBe('closed');
    expect(statusLines(seen.at(-1) as ClusterStatus)[0]).toContain('eu-west-1  closed, changed outside cvs  fresh');
  });

  test('warns when every distribution is closed and they serve nevertheless', async () => {
    for (const domain of ['d1.cloudfront.net', 'd2.cloudfront.net']) {
      account.items.set(domain, { domain: { S: domain }, distro_open: { BOOL: false } });
    }
    const { regions } = await read();
    for (const { serving } of regions) {
      expect(serving).toMatchObject({ known: true, value: { state: 'closed', servesNevertheless: true } });
    }
  });

  test.each<[string, Record<string, unknown> | undefined, object]>([
    [
      'stale',
      { playlist_fresh: { BOOL: false }, observed_at: { N: String(Date.UTC(2026, 0, 1) / 1000) } },
      { freshness: 'stale' },
    ],
    ['long silent', { playlist_fresh: { BOOL: true }, observed_at: { N: '1' } }, { freshness: 'unknown' }],
  ])('shows a stream that is %s', async (_, health, freshness) => {
    account.items.set('health#d1.cloudfront.net', { domain: { S: 'health#d1.cloudfront.net' }, ...health });
    expect((await region()).freshness).toMatchObject({ known: true, value: freshness });
  });

  test('shows the age of the last observation, where there was one', async () => {
    account.items.set('health#d1.cloudfront.net', {
      domain: { S: 'health#d1.cloudfront.net' },
      playlist_fresh: { BOOL: true },
      observed_at: { N: String(nowS - 600) },
    });
    account.items.delete('health#d2.cloudfront.net');
    const [one, two] = (await read()).regions;
    const age = one?.freshness.known ? one.freshness.value.ageS : undefined;
    expect(age).toBeGreaterThanOrEqual(600);
    expect(age).toBeLessThan(630);
    expect(two?.freshness).toEqual({ known: true, value: { freshness: 'unknown', observers: [] } });
  });

  test.each<[string, string | undefined, object]>([
    ['absent', undefined, { copilot: 'absent' }],
    ['an older one', `${COPILOT}:3`, { copilot: 'attached', version: '3', latestVersion: '4' }],
    ["somebody else's function", `${COPILOT}-other:1`, { copilot: 'foreign' }],
  ])('shows a copilot that is %s', async (_, versionArn, distribution) => {
    account.cloudFront.add('E1', { DefaultCacheBehavior: behavior(versionArn) });
    expect((await region()).distribution).toMatchObject({ known: true, value: distribution });
  });

  test('shows what is not deployed as absent, and what depends on it as unknown with the reason', async () => {
    account.stacks.clear();
    const status = await read();
    expect(status.sharedStacks.map(({ status: is }) => is)).toEqual([
      { known: true, value: 'ABSENT' },
      { known: true, value: 'ABSENT' },
    ]);
    expect(status.masterPlaylistUrl).toEqual({
      known: false,
      why: 'spring-final-clustered-video-stream (eu-west-1) is not deployed',
    });
    expect(status.steering).toEqual(status.masterPlaylistUrl);
    expect(status.regions[0]?.masterPlaylist).toEqual({
      known: false,
      why: 'spring-final-clustered-video-stream-instance (eu-west-1) is not deployed',
    });
    expect(status.regions[0]?.serving).toMatchObject({ known: true });
  });

  test('is shown without a source that refuses', async () => {
    account.refusing.add('cloudfront').add('cloudformation/eu-west-2');
    const [one, two] = (await read()).regions;
    expect(one?.distribution).toEqual({ known: false, why: expect.stringContaining('cloudfront is down') });
    expect(one?.stacks[0]?.status).toEqual({ known: true, value: 'CREATE_COMPLETE' });
    expect(two?.stacks[0]?.status).toEqual({
      known: false,
      why: expect.stringContaining('cloudformation/eu-west-2 is down'),
    });
    expect(two?.serving).toMatchObject({ known: true, value: { state: 'open' } });
  });

  test('does not wait without end for a source that hangs', async () => {
    account.hanging.add('cloudformation/us-east-1').add('dynamodb/eu-west-1');
    const status = await read();
    expect(status.sharedStacks[0]?.status).toEqual({ known: false, why: expect.stringContaining('10.0 s') });
    // Without the copilot's name there is no telling it from another function.
    expect(status.regions[0]?.distribution).toMatchObject({ known: false });
    expect(status.stateTable).toEqual({
      known: true,
      value: { replica: 'eu-west-2', unanswered: [{ region: 'eu-west-1', why: 'no answer within 0.5 s' }] },
    });
  });

  test('says what came instead of a steering manifest', async () => {
    steering = { status: 503, text: '' };
    expect((await read()).steering).toEqual({ known: false, why: expect.stringContaining('503') });
    const cluster = { ...CLUSTER, masterPlaylist: { key: 'playlist.m3u8', steering: false } };
    expect((await read(cluster)).steering).toBeUndefined();
  });

  test('leaves nothing on the signal of a command that watches for days', async () => {
    const { signal } = new AbortController();
    const reading = readStatus({ cluster: CLUSTER, clients: account.clients(), http, clock, signal });
    await clock.advance(100);
    await reading;
    expect(heldBy(signal)).toBe(0);
  });

  test('stops when it is interrupted', async () => {
    const controller = new AbortController();
    account.hanging.add('cloudfront');
    const reading = readStatus({
      cluster: CLUSTER,
      clients: account.clients(),
      http,
      clock,
      signal: controller.signal,
    });
    reading.catch(() => {});
    await clock.advance(100);
    controller.abort(new Error('Interrupted.'));
    await expect(reading).rejects.toThrow('Interrupted.');
  });
});
