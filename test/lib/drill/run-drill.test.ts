import { beforeEach, describe, expect, test } from '@jest/globals';
import { type DrillOptions, runDrill } from '../../../src/lib/drill/run-drill.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';
import { merged } from '../viewer/fake-streams.js';

let world: ReturnType<typeof fakeWorld>;

beforeEach(async () => {
  // Imported once: the first import takes longer than the fake clock waits for.
  await import('m3u8-parser');
  world = fakeWorld();
});

function options(more: Partial<DrillOptions> = {}): DrillOptions {
  const { clock, table, streams, report } = world;
  return {
    cluster: CLUSTER,
    table,
    masterUrl: 'http://master.test/playlist.m3u8',
    http: streams,
    clock,
    report,
    baselineMs: 6_000,
    holdMs: 8_000,
    viewers: 1,
    ...more,
  };
}

async function finish<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  await world.clock.advance(240_000);
  return work;
}

describe('a drill', () => {
  test('closes the region that is played, sees the viewer leave unharmed, and opens it again', async () => {
    const report = await finish(runDrill(options()));
    expect(report.failures).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'passed',
      closedRegion: 'eu-west-1',
      closedDomain: 'd1.cloudfront.net',
      reopened: true,
      closeEffectiveMs: 10_090,
    });
    expect(report.drainToSwitchMs).toBeGreaterThan(0);
    expect(report.drainToSwitchMs).toBeLessThanOrEqual(5_100);
    expect(report.viewers[0]).toMatchObject({ errorResponses: 0, longestStallMs: 0 });
    expect(world.table.intents.get('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
    expect(world.clock.sleeping).toBe(0);
  });

  test('closes the region it is told, with as many viewers as it is told', async () => {
    const { before } = world.streams;
    world.streams.before = () => {
      before();
      const calm = [...world.table.intents.values()].every(({ open, drained }) => open && !drained);
      if (calm) world.streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    };
    const report = await finish(runDrill(options({ region: 'eu-west-2', viewers: 3 })));
    expect(report).toMatchObject({ closedRegion: 'eu-west-2', outcome: 'passed' });
    expect(report.viewers).toHaveLength(3);
  });

  test('carries an end, in case that nobody is left to open it', async () => {
    await finish(runDrill(options()));
    const closed = world.table.changes.find(({ action }) => action === 'close');
    expect(closed).toMatchObject({ reason: 'drill', after: { open: false } });
    // It is closed for 8 s; the switch leaves ample time, and is no eternity.
    const atS = world.clock.now() / 1000 - 240 + 17;
    expect(closed?.after.closedUntil).toBeGreaterThan(atS + 60);
    expect(closed?.after.closedUntil).toBeLessThan(atS + 300);
  });

  test('does without steering what can be done: the viewer sees the 404, and moves', async () => {
    world.streams.master = merged(false).replaceAll(/,PATHWAY-ID="[^"]*"/g, '');
    const cluster = { ...CLUSTER, masterPlaylist: { key: 'playlist.m3u8', steering: false } };
    const report = await finish(runDrill(options({ cluster })));
    expect(report).toMatchObject({ outcome: 'passed', closedRegion: 'eu-west-1', reopened: true });
    expect(report.viewers[0]?.errorResponses).toBeGreaterThan(0);
    expect(report.viewers[0]?.lastSwitch).toMatchObject({ from: 'eu-west-1.test', because: 'error' });
  });

  test('closes nothing when what is played is not of this cluster', async () => {
    world.streams.master = merged(true).replaceAll('eu-west-', 'us-west-');
    await expect(finish(runDrill(options()))).rejects.toMatchObject({ code: 'NOT_THE_CLUSTERS_PLAYLIST' });
    expect(world.table.changes).toEqual([]);
  });

  test('fails when the viewer does not leave', async () => {
    const { before } = world.streams;
    world.streams.before = () => {
      before();
      world.streams.steering = { priority: ['eu-west-1', 'eu-west-2'] };
    };
    const report = await finish(runDrill(options()));
    expect(report.outcome).toBe('failed');
    expect(report.failures).toEqual([
      'the viewer left eu-west-1 only after it was closed',
      expect.stringMatching(/^the viewer saw \d error responses, the first HTTP 404 for http:/),
    ]);
    expect(report.reopened).toBe(true);
  });

  test('fails when the viewer stalls', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(16_000);
    world.streams.freeze('eu-west-2');
    const report = await finish(running);
    expect(report.failures).toEqual([expect.stringMatching(/^the viewer stalled for \d+ ms; 1000 ms are allowed$/)]);
  });

  test('opens again at once when it is interrupted', async () => {
    const controller = new AbortController();
    const running = runDrill(options({ signal: controller.signal }));
    running.catch(() => {});
    await world.clock.advance(20_000);
    expect(world.table.intents.get('d1.cloudfront.net')).toMatchObject({ open: false });
    controller.abort(new Error('Interrupted.'));
    await world.clock.advance(100);
    await expect(running).rejects.toThrow('Interrupted.');
    expect(world.table.intents.get('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
    expect(world.clock.sleeping).toBe(0);
  });

  test('says how to open a region by hand that it could not open', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(20_000);
    world.streams.before = () => {};
    const report = await finish(running);
    expect(report).toMatchObject({ outcome: 'failed', reopened: false });
    expect(report.failures.at(-1)).toBe('eu-west-1 was not opened again');
    expect(world.events).toContainEqual({
      type: 'warning',
      message: expect.stringContaining('cvs failover open d1.cloudfront.net'),
    });
  });

  test('does not start while a distribution is closed or drained', async () => {
    world.table.intents.set('d2.cloudfront.net', { open: true, drained: true });
    await expect(runDrill(options())).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: expect.stringContaining('d2.cloudfront.net (eu-west-2) is drained'),
    });
    expect(world.streams.requests).toEqual([]);
  });

  test('closes nothing when its viewers cannot play', async () => {
    world.streams.master = '<html>Not here</html>';
    await expect(finish(runDrill(options()))).rejects.toMatchObject({ code: 'VIEWER_NOT_PLAYING' });
    expect(world.table.changes).toEqual([]);
    expect(world.clock.sleeping).toBe(0);
  });
});
