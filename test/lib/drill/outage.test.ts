import { beforeEach, expect, test } from '@jest/globals';
import { drillJson } from '../../../src/lib/drill/drill-words.js';
import { outage } from '../../../src/lib/drill/exercises/outage.js';
import { runDrill } from '../../../src/lib/drill/run-drill.js';
import { isRerouted } from '../../../src/lib/serving/serves-from.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';

const DOMAIN = 'd1.cloudfront.net';

let world: ReturnType<typeof fakeWorld>;
/** Whether the copilot has a way to the other region's origin. */
let mapped: boolean;

beforeEach(() => {
  world = fakeWorld();
  mapped = true;
  const { streams, state, clock } = world;
  const { before: follow } = streams;
  streams.before = () => {
    follow();
    const [own] = state.state().distributions;
    const away = mapped && own !== undefined && isRerouted(own, clock.now());
    streams.serves['eu-west-1'] = away ? 'eu-west-2' : 'eu-west-1';
    streams.canServeFrom['eu-west-1'] = mapped ? ['eu-west-2'] : [];
  };
});

function start(signal?: AbortSignal, holdMs = 20_000) {
  const { clock, table, streams, report } = world;
  const running = runDrill({
    cluster: CLUSTER,
    table,
    masterUrl: 'http://master.test/playlist.m3u8',
    http: streams,
    clock,
    report,
    signal,
    exercise: outage(),
    baselineMs: 6000,
    holdMs,
    viewers: 2,
    plainViewers: 1,
  });
  running.catch(() => {});
  return running;
}

async function drill() {
  const running = start();
  await world.clock.advance(240_000);
  return running;
}

test('the region is served from the other one, then players are steered away, and all come back', async () => {
  const report = await drill();
  expect(drillJson(report).failures).toEqual([]);
  expect(report).toMatchObject({ exercise: 'outage', region: 'eu-west-1', servedFrom: 'eu-west-2', reopened: true });
  expect(report.reroutedMs).toBeLessThan(3000);
  // Half of the time passes before players are told.
  expect(report.steeredAwayMs).toBeGreaterThan(10_000);
  expect(report.viewers[0]).toMatchObject({ pathway: 'eu-west-1', backMs: expect.any(Number), errorResponses: 0 });
  expect(report.viewers[1]).toMatchObject({ pathway: 'eu-west-1', switches: [], errorResponses: 0 });
  expect(world.state.intent(DOMAIN)).toMatchObject({ open: true, drained: false });
  expect(world.state.intent(DOMAIN).reroutedTo).toBeUndefined();
  expect(world.clock.sleeping).toBe(0);
});

test('where rerouting is not possible it says why, and players are steered away', async () => {
  mapped = false;
  const report = await drill();
  expect(drillJson(report).failures).toEqual([]);
  expect(report.servedFrom).toBeUndefined();
  expect(world.events).toContainEqual({
    type: 'warning',
    message: expect.stringMatching(/cannot be rerouted, because .* Players are only steered away\.$/),
  });
});

test('after Ctrl-C both are ended', async () => {
  const controller = new AbortController();
  const running = start(controller.signal, 60_000);
  await world.clock.advance(50_000);
  expect(world.state.intent(DOMAIN)).toMatchObject({ drained: true, reroutedTo: 'eu-west-2' });
  controller.abort(new Error('Interrupted.'));
  await world.clock.advance(20_000);
  await expect(running).rejects.toThrow('Interrupted.');
  expect(world.state.intent(DOMAIN)).toMatchObject({ drained: false });
  expect(world.state.intent(DOMAIN).reroutedTo).toBeUndefined();
});

test('both lapse when the drill dies', async () => {
  start(undefined, 300_000);
  await world.clock.advance(200_000);
  world.table.change = () => new Promise(() => {});
  const { closedUntilMs = Number.NaN, reroutedUntilMs = Number.NaN } = world.state.intent(DOMAIN);
  for (const untilMs of [closedUntilMs, reroutedUntilMs]) {
    expect(untilMs - world.clock.now()).toBeGreaterThan(30_000);
    expect(untilMs - world.clock.now()).toBeLessThanOrEqual(61_000);
  }
});
