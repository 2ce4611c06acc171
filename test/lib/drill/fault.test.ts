import { beforeEach, expect, test } from '@jest/globals';
import type { DrillOptions } from '../../../src/lib/drill/drill-options.js';
import { drillJson } from '../../../src/lib/drill/drill-words.js';
import { fault } from '../../../src/lib/drill/exercises/fault.js';
import { runDrill } from '../../../src/lib/drill/run-drill.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

/** When the detector says that the frozen stream is stale, and that it is fresh again, in ms. */
const NOTICED_MS = 3000;

let world: ReturnType<typeof fakeWorld>;
let ended: number;
let asked: { region: string; forMs: number }[];

beforeEach(() => {
  world = fakeWorld();
  ended = 0;
  asked = [];
});

/** A stream that stands still; the detector notices, or does not. */
function freezing(noticed = true) {
  const { clock, streams, state } = world;
  const health = (fresh: boolean) =>
    state.setHealth('d1.cloudfront.net', {
      fresh,
      observedAtMs: clock.now(),
      ...(fresh ? { recoveredAtMs: clock.now() } : { staleSinceMs: clock.now() }),
    });
  return fault('freeze', async (region, forMs) => {
    asked.push({ region, forMs });
    streams.freeze(region);
    if (noticed) void clock.sleep(NOTICED_MS).then(() => health(false));
    return async () => {
      ended += 1;
      streams.behaviour[region] = 'open';
      if (noticed) void clock.sleep(NOTICED_MS).then(() => health(true));
    };
  });
}

async function drill(more: Partial<DrillOptions>) {
  const { clock, table, streams, report } = world;
  const running = runDrill({
    cluster: CLUSTER,
    table,
    masterUrl: 'http://master.test/playlist.m3u8',
    http: streams,
    clock,
    report,
    baselineMs: 6000,
    holdMs: 20_000,
    viewers: 2,
    plainViewers: 1,
    objectives: { maxStallMs: 4000, maxErrors: 0, maxSwitchMs: 10_000 },
    ...more,
  });
  running.catch(() => {});
  await clock.advance(300_000);
  return running;
}

test('a fault that is noticed: the viewer is steered away, and comes back after the hold-down', async () => {
  const report = await drill({ exercise: freezing() });
  expect(drillJson(report).failures).toEqual([]);
  expect(report).toMatchObject({ exercise: 'fault', fault: 'freeze', region: 'eu-west-1', reopened: true });
  expect(report.steeredAwayMs).toBeGreaterThanOrEqual(NOTICED_MS);
  expect(report.steeredAwayMs).toBeLessThan(NOTICED_MS + 2000);
  expect(report.viewers[0]).toMatchObject({ pathway: 'eu-west-1', backMs: expect.any(Number) });
  // It ends by itself where nobody ends it, and the state table was not written to.
  expect(asked).toEqual([{ region: 'eu-west-1', forMs: 80_000 }]);
  expect(ended).toBe(1);
  expect(world.state.changes).toEqual([]);
  expect(world.clock.sleeping).toBe(0);
});

test('a fault about which nothing is done fails the drill', async () => {
  const report = await drill({ exercise: freezing(false) });
  expect(report.outcome).toBe('failed');
  expect(drillJson(report).failures).toEqual([
    'nothing was done about eu-west-1: its distribution was not rerouted, and players were not steered away',
    'viewer 1 did not leave eu-west-1',
    expect.stringMatching(/^viewer 1 stalled for \d+ ms/),
  ]);
});

test('a viewer that is served from another region need not leave, whatever it knows', async () => {
  const { streams } = world;
  const exercise = fault('freeze', async () => {
    streams.serves['eu-west-1'] = 'eu-west-2';
    return async () => {
      streams.serves['eu-west-1'] = 'eu-west-1';
    };
  });
  const report = await drill({ exercise });
  expect(drillJson(report).failures).toEqual([]);
  expect(report).toMatchObject({ servedFrom: 'eu-west-2', steeredAwayMs: undefined });
  expect(report.reroutedMs).toBeLessThan(1000);
});

test('a fault that cannot be ended is said, with what it is', async () => {
  const { streams } = world;
  const exercise = fault('refuse', async (region) => {
    streams.serves[region] = 'eu-west-2';
    return () => Promise.reject(new Error('no sandbox answers'));
  });
  expect(drillJson(await drill({ exercise })).failures).toEqual([
    'what was done to eu-west-1 could not be taken back: no sandbox answers',
  ]);
});

test('after Ctrl-C the fault is ended at once', async () => {
  const controller = new AbortController();
  const running = drill({ exercise: freezing(), signal: controller.signal, holdMs: 60_000 });
  running.catch(() => {});
  void world.clock.sleep(12_000).then(() => controller.abort(new Error('Interrupted.')));
  await expect(running).rejects.toThrow('Interrupted.');
  expect(ended).toBe(1);
});
