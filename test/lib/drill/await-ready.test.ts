import { beforeEach, describe, expect, test } from '@jest/globals';
import { awaitReady } from '../../../src/lib/drill/await-ready.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import type { StateReading } from '../../../src/lib/state/state-reading.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

let world: ReturnType<typeof fakeWorld>;
let waits: string[];
/** By region: from where its copilot says that it serves, from a moment on. */
let served: Record<string, (atMs: number) => string>;

beforeEach(() => {
  world = fakeWorld();
  waits = [];
  served = {};
});

/** Waits for at most `ms` of the fake clock. */
async function ready(ms = 60_000) {
  const { clock, table, streams } = world;
  const http: HttpClient = {
    ...{ close: async () => {} },
    fetch: async (url, options) => {
      const region = /\/\/([\w-]+)\.test\/cvs-serves\.json$/.exec(url)?.[1] ?? '';
      const servesFrom = served[region]?.(clock.monotonic());
      if (servesFrom === undefined) return streams.fetch(url, options);
      const text = JSON.stringify({ region, servesFrom, canServeFrom: [] });
      return { url, status: 200, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
  };
  const waiting = (what: string) => void waits.push(what);
  const masterUrl = 'http://master.test/playlist.m3u8';
  const work = awaitReady({ cluster: CLUSTER, table, http, clock, masterUrl }, waiting);
  work.catch(() => {});
  await clock.advance(ms);
  return work;
}

/** The replica in eu-west-1 has d1 closed until `untilMs`; the one in eu-west-2 is up to date. */
function laggingReplica(untilMs: number): void {
  const { table, clock } = world;
  const read = table.read.bind(table);
  const readFrom = table.readFrom.bind(table);
  const stamped = (reading: StateReading, at: string): StateReading => ({
    ...reading,
    items: new Map([...reading.items].map(([domain, item]) => [domain, { ...item, updatedAt: at }])),
  });
  table.read = async (signal) => {
    const now = await read(signal);
    if (clock.monotonic() >= untilMs) return now;
    const distributions = now.state.distributions.map((one) =>
      one.region === 'eu-west-1' ? { ...one, open: false } : one,
    );
    return stamped({ ...now, state: { ...now.state, distributions } }, '2026-01-01T00:00:00.000Z');
  };
  table.readFrom = async (region, signal) => {
    const there = await readFrom(region, signal);
    return 'why' in there ? there : stamped(there, '2026-01-01T00:00:05.000Z');
  };
}

describe('what a drill waits for', () => {
  test('nothing, where the cluster is ready', async () => {
    served['eu-west-1'] = () => 'eu-west-1';
    expect(await ready(100)).toEqual([
      { what: 'every distribution open', found: 'eu-west-1, eu-west-2' },
      { what: 'each served from its own origin', found: 'eu-west-1, eu-west-2 does not say' },
      { what: 'streams fresh', found: 'eu-west-1 unknown, eu-west-2 unknown' },
      { what: 'streams aligned', found: '0.0 s apart' },
      { what: 'players steered', found: 'eu-west-1, then eu-west-2' },
    ]);
    expect(waits).toEqual([]);
  });

  test('a replica that does not have the opening yet', async () => {
    laggingReplica(1200);
    await ready();
    expect(waits).toEqual(['eu-west-1 was opened, and the replica in eu-west-1 does not have that yet']);
  });

  test('an edge whose copilot has not read yet that the distribution is open', async () => {
    const { streams, clock } = world;
    const { before: follow } = streams;
    streams.before = () => {
      follow();
      if (clock.monotonic() < 1500) streams.behaviour['eu-west-2'] = 'closed';
    };
    await ready();
    expect(waits).toEqual(['the edge of eu-west-2 still answers 404']);
  });

  test('a region that another one’s origin still serves, for it was stale a moment ago', async () => {
    served['eu-west-1'] = (atMs) => (atMs < 2500 ? 'eu-west-2' : 'eu-west-1');
    await ready();
    expect(waits).toEqual(['eu-west-1 is still served from eu-west-2']);
  });

  test('a steering manifest that does not name the opened region yet', async () => {
    const { streams, clock } = world;
    const { before: follow } = streams;
    streams.before = () => {
      follow();
      if (clock.monotonic() < 2500) streams.steering = { priority: ['eu-west-2'] };
    };
    await ready();
    expect(waits).toEqual(['the steering manifest still names eu-west-2, not eu-west-1, then eu-west-2']);
  });

  test('at most 20 s; then it names what it waited for', async () => {
    const { streams } = world;
    const { before: follow } = streams;
    streams.before = () => {
      follow();
      streams.behaviour['eu-west-2'] = 'closed';
    };
    await expect(ready()).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: 'The cluster did not settle within 20 s: the edge of eu-west-2 still answers 404.',
    });
    expect(waits).toHaveLength(1);
  });
});

describe('what a drill does not wait for', () => {
  test('a distribution that is closed in every replica', async () => {
    world.state.set('d2.cloudfront.net', { open: false, drained: false });
    await expect(ready(100)).rejects.toMatchObject({
      message: expect.stringContaining('eu-west-2 (d2.cloudfront.net) is closed'),
    });
  });

  test('a region that an operator rerouted: it does not count as ready', async () => {
    world.state.set('d2.cloudfront.net', { open: true, drained: false, reroutedTo: 'eu-west-1' });
    await expect(ready(100)).rejects.toMatchObject({
      message:
        'eu-west-2 (d2.cloudfront.net) is rerouted to eu-west-1: a drill starts with every distribution serving from its own origin.',
      suggestions: ['End it with `cvs failover open eu-west-2`.'],
    });
  });

  test('a reroute that has lapsed', async () => {
    const reroutedUntilMs = world.clock.now() - 1000;
    const intent = { open: true, drained: false, reroutedTo: 'eu-west-1', reroutedUntilMs };
    world.state.set('d2.cloudfront.net', intent);
    expect(await ready(100)).toContainEqual({ what: 'streams aligned', found: '0.0 s apart' });
  });

  test('a stream that cannot be played for another reason than a close', async () => {
    world.streams.behaviour['eu-west-2'] = 'failing';
    await expect(ready(100)).rejects.toMatchObject({
      message: expect.stringContaining('The stream of eu-west-2 cannot be played: '),
    });
  });

  test('a close that has lapsed: the distribution serves again', async () => {
    const nowMs = world.clock.now();
    world.state.set('d1.cloudfront.net', { open: false, drained: true, closedUntilMs: nowMs - 10_000 });
    expect(await ready(100)).toContainEqual({ what: 'streams aligned', found: '0.0 s apart' });
  });
});
