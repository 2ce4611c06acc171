import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import type { DrillOptions } from '../../../src/lib/drill/drill-options.js';
import { drillJson } from '../../../src/lib/drill/drill-words.js';
import { closeAndOpen } from '../../../src/lib/drill/exercises/close.js';
import { runDrill } from '../../../src/lib/drill/run-drill.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { silent } from '../../../src/lib/progress.js';
import { isClosed } from '../../../src/lib/serving/what-to-serve.js';
import { CLUSTER, fakeWorld } from '../failover/fake-cluster.js';
import { merged } from '../synthetic-viewer/fake-streams.js';

let world: ReturnType<typeof fakeWorld>;

beforeEach(() => {
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
  test('closes the region that is played, sees the viewer leave without harm, and opens it again', async () => {
    const report = await finish(runDrill(options()));
    expect(report.failures).toEqual([]);
    expect(report).toMatchObject({
      outcome: 'passed',
      region: 'eu-west-1',
      domain: 'd1.cloudfront.net',
      reopened: true,
      closeEffectiveMs: expect.closeTo(10_300, -3),
    });
    expect(report.drainToSwitchMs).toBeGreaterThan(0);
    expect(report.drainToSwitchMs).toBeLessThanOrEqual(5_100);
    expect(report.viewers[0]).toMatchObject({ errorResponses: 0, longestStallMs: 0 });
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
    expect(world.clock.sleeping).toBe(0);
  });

  test('closes the region that was named, with as many viewers as asked for', async () => {
    // The first region's detector is silent: players prefer the second.
    world.state.setHealth('d1.cloudfront.net', { fresh: true, observedAtMs: world.clock.now() - 600_000 });
    const report = await finish(runDrill(options({ region: 'eu-west-2', viewers: 3 })));
    expect(report).toMatchObject({ region: 'eu-west-2', outcome: 'passed' });
    expect(report.viewers).toHaveLength(3);
  });

  test('closes nothing when no viewer plays from the region that was named: it would prove nothing', async () => {
    await expect(finish(runDrill(options({ region: 'eu-west-2' })))).rejects.toMatchObject({
      code: 'NOBODY_THERE',
      message: expect.stringContaining('They play from eu-west-1.'),
    });
    expect(world.state.changes).toEqual([]);
    expect(world.clock.sleeping).toBe(0);
  });

  test('fails when a viewer meets a 404 because the region was closed without a drain', async () => {
    const report = await finish(runDrill(options({ exercise: closeAndOpen(true) })));
    expect(report.outcome).toBe('failed');
    expect(drillJson(report).failures).toEqual([
      expect.stringMatching(/^the viewer saw \d error responses, the first HTTP 404 for http:/),
    ]);
  });

  test('fails when a viewer does not come back although players are sent to the region again', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(14_000);
    // The viewer has left, and reads no steering manifest any more.
    const answer = world.streams.fetch.bind(world.streams);
    world.streams.fetch = async (url, more) => {
      const response = await answer(url, more);
      return url.includes('_HLS_pathway') ? { ...response, status: 503 } : response;
    };
    const report = await finish(running);
    expect(report.reopened).toBe(true);
    expect(drillJson(report).failures).toContain('the viewer did not come back to eu-west-1 within 15.0 s');
  });

  test('fails when players are not sent to the region again', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(20_000);
    const { before: follow } = world.streams;
    world.streams.before = () => {
      follow();
      world.streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    };
    expect(drillJson(await finish(running)).failures).toEqual([
      'the viewer did not come back to eu-west-1 within 15.0 s, because the steering manifest did not name it first again',
    ]);
  });

  test('closes with an end, in case the drill dies before it opens the region', async () => {
    await finish(runDrill(options()));
    const closed = world.state.changes.find(({ action }) => action === 'close');
    expect(closed).toMatchObject({ reason: 'drill', after: { open: false } });
    // Closed 16 s after the start, for a minute; the hold is over long before.
    const atMs = world.clock.now() - 240_000 + 16_000;
    expect(closed?.after.closedUntilMs).toBeGreaterThanOrEqual(atMs + 60_000);
    expect(closed?.after.closedUntilMs).toBeLessThan(atMs + 65_000);
  });

  test('puts that end off while it runs, and the close of a drill that died lapses', async () => {
    const running = runDrill(options({ holdMs: 300_000 }));
    running.catch(() => {});
    await world.clock.advance(200_000);
    const { closedUntilMs = 0 } = world.state.intent('d1.cloudfront.net') ?? {};
    const inS = (closedUntilMs - world.clock.now()) / 1000;
    expect(inS).toBeGreaterThan(30);
    expect(inS).toBeLessThanOrEqual(61);
    // No more writes, as after a crash.
    world.table.change = () => new Promise(() => {});
    await world.clock.advance(62_000);
    expect(isClosed(world.state.state(), 'd1.cloudfront.net', world.clock.now())).toBe(false);
  });

  test('ends at once, and opens again, when a viewer stalls for too long', async () => {
    const running = runDrill(options({ holdMs: 120_000, abortAfterMs: 2_000 }));
    running.catch(() => {});
    await world.clock.advance(18_000);
    world.streams.freeze('eu-west-2');
    const report = await finish(running);
    expect(report).toMatchObject({
      outcome: 'failed',
      aborted: { type: 'stalled', viewer: 1, limitMs: 2000 },
      reopened: true,
    });
    expect(drillJson(report)).toMatchObject({
      aborted: 'viewer 1 stalled for more than 2000 ms',
      failures: ['aborted: viewer 1 stalled for more than 2000 ms', expect.stringMatching(/^the viewer stalled for/)],
    });
    const opened = report.timeline.find(({ event }) => event.type === 'opening');
    expect(opened?.atMs).toBeLessThan(40_000);
  });

  test('ends when the region that viewers went to turns stale', async () => {
    const running = runDrill(options({ holdMs: 120_000 }));
    running.catch(() => {});
    await world.clock.advance(20_000);
    world.state.setHealth('d2.cloudfront.net', { fresh: false, observedAtMs: world.clock.now() });
    const report = await finish(running);
    expect(report.reopened).toBe(true);
    expect(drillJson(report).aborted).toBe('eu-west-2 turned stale during the drill of eu-west-1');
  });

  test('distinguishes viewers that know no steering: they meet the 404, move, and stay', async () => {
    const report = await finish(runDrill(options({ viewers: 3, plainViewers: 1 })));
    expect(report.failures).toEqual([]);
    const [one, two, plain] = report.viewers;
    for (const viewer of [one, two]) {
      expect(viewer).toMatchObject({ steering: true, affected: true, errorResponses: 0, pathway: 'eu-west-1' });
      expect(viewer?.backMs).toBeLessThanOrEqual(5_100);
    }
    expect(plain).toMatchObject({ steering: false, affected: true, pathway: 'eu-west-2' });
    expect(plain?.errorResponses).toBeGreaterThan(0);
    expect(plain?.backMs).toBeUndefined();
    expect(report.drainToSwitchMs).toBe(Math.max(one?.switchMs ?? Number.NaN, two?.switchMs ?? Number.NaN));
  });

  test('holds viewers to the objectives it is given', async () => {
    const objectives = { maxStallMs: 1000, maxErrors: 0, maxSwitchMs: 10 };
    const report = await finish(runDrill(options({ objectives })));
    expect(drillJson(report).failures).toEqual([
      expect.stringMatching(/^the viewer took \d+ ms to leave eu-west-1; 10 ms are/),
    ]);
  });

  test('records what the state table, the steering manifest and the edges showed, and when', async () => {
    const { timeline } = drillJson(await finish(runDrill(options())));
    const of = (source: string) => timeline.filter((one) => one.source === source).map(({ what }) => what);
    expect(of('state table')).toEqual([
      'eu-west-1 open, eu-west-2 open',
      'eu-west-1 drained, eu-west-2 open',
      'eu-west-1 about to close, eu-west-2 open',
      'eu-west-1 closed, eu-west-2 open',
      'eu-west-1 open, eu-west-2 open',
    ]);
    expect(of('steering')).toEqual([
      'eu-west-1, then eu-west-2',
      'eu-west-2, then eu-west-1',
      'eu-west-2',
      'eu-west-1, then eu-west-2',
    ]);
    expect(of('edge eu-west-1')).toEqual(['HTTP 200', 'HTTP 404', 'HTTP 200']);
    expect(of('edge eu-west-2')).toEqual(['HTTP 200']);
    expect(of('viewer 1')).toEqual([
      'plays from eu-west-1',
      'moves from eu-west-1 to eu-west-2 (steering)',
      'moves from eu-west-2 to eu-west-1 (steering)',
    ]);
  });

  test('does not start while a stream is stale, or while the streams are apart', async () => {
    world.state.setHealth('d2.cloudfront.net', { fresh: false, observedAtMs: world.clock.now() });
    await expect(finish(runDrill(options()))).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: 'The stream of eu-west-2 is stale.',
    });
    world.replicas.drop('health#d2.cloudfront.net');
    world.streams.freeze('eu-west-1');
    await world.clock.advance(10_000);
    await expect(finish(runDrill(options()))).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: expect.stringContaining('The streams are 10.0 s apart'),
    });
    expect(world.state.changes).toEqual([]);
  });

  test('drills a cluster without steering: the viewer sees the 404, and moves', async () => {
    world.streams.master = merged(false).replaceAll(/,PATHWAY-ID="[^"]*"/g, '');
    const cluster = { ...CLUSTER, masterPlaylist: { key: 'playlist.m3u8', steering: false } };
    const report = await finish(runDrill(options({ cluster })));
    expect(report).toMatchObject({ outcome: 'passed', region: 'eu-west-1', reopened: true });
    expect(report.viewers[0]?.errorResponses).toBeGreaterThan(0);
    expect(report.viewers[0]?.lastSwitch).toMatchObject({ from: 'eu-west-1.test', because: 'error' });
  });

  test('closes nothing when the playlist does not belong to the cluster', async () => {
    world.streams.master = merged(true).replaceAll('eu-west-', 'us-west-');
    await expect(finish(runDrill(options()))).rejects.toMatchObject({ code: 'NOT_THE_CLUSTERS_PLAYLIST' });
    expect(world.state.changes).toEqual([]);
  });

  test('fails when the viewer does not leave', async () => {
    const { before: follow } = world.streams;
    world.streams.before = () => {
      follow();
      world.streams.steering = { priority: ['eu-west-1', 'eu-west-2'] };
    };
    const report = await finish(runDrill(options()));
    expect(report.outcome).toBe('failed');
    expect(drillJson(report).failures).toEqual([
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
    expect(drillJson(report).failures).toEqual([
      expect.stringMatching(/^the viewer stalled for \d+ ms; 1000 ms are allowed$/),
    ]);
  });

  test('opens the region at once when it is interrupted', async () => {
    const controller = new AbortController();
    const running = runDrill(options({ signal: controller.signal }));
    running.catch(() => {});
    await world.clock.advance(20_000);
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: false });
    controller.abort(new Error('Interrupted.'));
    await world.clock.advance(100);
    await expect(running).rejects.toThrow('Interrupted.');
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
    expect(world.clock.sleeping).toBe(0);
  });

  test('names the command that opens a region that it could not open', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(20_000);
    world.streams.before = () => {};
    const report = await finish(running);
    expect(report).toMatchObject({ outcome: 'failed', reopened: false });
    expect(drillJson(report).failures[0]).toMatch(
      /^eu-west-1 was not opened again: eu-west-1 \(d1\S+\) was opened, but/,
    );
    expect(world.events).toContainEqual({
      type: 'warning',
      message: expect.stringContaining('cvs failover open eu-west-1'),
    });
  });

  test('fails where a replica does not have the opening', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(20_000);
    world.replicas.replicationStopped = true;
    world.replicas.refusing.add('eu-west-2');
    const report = await finish(running);
    expect(report).toMatchObject({ outcome: 'failed', reopened: false });
    expect(drillJson(report).failures[0]).toMatch(/The replica in eu-west-2 does not have it: .*not for you/);
  });

  test('does not start while a distribution is closed or drained', async () => {
    world.state.set('d2.cloudfront.net', { open: true, drained: true });
    await expect(finish(runDrill(options()))).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: expect.stringContaining('eu-west-2 (d2.cloudfront.net) is drained'),
    });
    expect(world.streams.requests).toEqual([]);
  });

  test('closes nothing when its viewers cannot play', async () => {
    world.streams.master = '<html>Not here</html>';
    await expect(finish(runDrill(options()))).rejects.toMatchObject({ code: 'VIEWER_NOT_PLAYING' });
    expect(world.state.changes).toEqual([]);
    expect(world.clock.sleeping).toBe(0);
  });
});

describe('a drill that loses its lease', () => {
  /** Held at first; what a renewal is answered is decided by the test. */
  function lease(renewed: () => Promise<boolean>) {
    let released = 0;
    let held = false;
    return {
      lastsMs: 80_000,
      hold: () => {
        if (held) return renewed();
        held = true;
        return Promise.resolve(true);
      },
      release: async () => {
        released += 1;
      },
      released: () => released,
    };
  }

  test('ends, opens what it closed, and says why', async () => {
    const taken = lease(async () => world.state.intent('d1.cloudfront.net').open);
    const report = await finish(runDrill(options({ holdMs: 120_000, lease: taken })));
    expect(report).toMatchObject({ outcome: 'failed', aborted: { type: 'lease-taken' }, reopened: true });
    expect(drillJson(report)).toMatchObject({
      aborted: 'another drill was started',
      failures: ['aborted: another drill was started'],
    });
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
    expect(taken.released()).toBe(1);
    expect(world.clock.sleeping).toBe(0);
  });

  test('goes on while the network fails, for as long as nobody else can have it', async () => {
    const silent = lease(() => Promise.reject(new Error('no answer')));
    const report = await finish(runDrill(options({ holdMs: 300_000, lease: silent })));
    expect(report).toMatchObject({ aborted: { type: 'lease-lapsed', afterMs: 80_000 }, reopened: true });
    const opened = report.timeline.find(({ event }) => event.type === 'opening');
    expect(opened?.atMs).toBeGreaterThanOrEqual(79_000);
    expect(opened?.atMs).toBeLessThan(85_000);
  });

  test('before it has closed anything closes nothing', async () => {
    const taken = lease(async () => false);
    await expect(finish(runDrill(options({ baselineMs: 60_000, lease: taken })))).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: 'Nothing was closed: another drill was started.',
    });
    expect(world.state.changes).toEqual([]);
    expect(world.clock.sleeping).toBe(0);
  });

  test('does not start at all while another drill has it', async () => {
    const other = { ...lease(async () => true), hold: async () => false };
    await expect(finish(runDrill(options({ lease: other })))).rejects.toMatchObject({
      code: 'DRILL_NOT_READY',
      message: 'Another drill is running.',
    });
    expect(other.released()).toBe(0);
    expect(world.streams.requests.length).toBeLessThan(10);
  });
});

describe('a drill that ends while its close is written and not in force yet', () => {
  /** Until the close is written: 12 s of baseline, and most of the time that players get to leave. */
  async function untilWritten(running: Promise<unknown>) {
    running.catch(() => {});
    for (let ms = 0; world.state.intent('d1.cloudfront.net').open; ms += 100) {
      expect(ms).toBeLessThan(60_000);
      await world.clock.advance(100);
    }
    expect(isClosed(world.state.state(), 'd1.cloudfront.net', world.clock.now())).toBe(false);
  }

  test('reports why, and opens the region', async () => {
    const running = runDrill(options({ holdMs: 120_000 }));
    await untilWritten(running);
    world.state.setHealth('d2.cloudfront.net', { fresh: false, observedAtMs: world.clock.now() });
    const report = await finish(running);
    expect(report).toMatchObject({ aborted: { type: 'stale', region: 'eu-west-2' }, reopened: true });
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
  });

  test('by Ctrl-C says nothing of a close that stands: the region is open again', async () => {
    const controller = new AbortController();
    const running = runDrill(options({ signal: controller.signal }));
    await untilWritten(running);
    controller.abort(new Error('Interrupted.'));
    await world.clock.advance(5000);
    await expect(running).rejects.toThrow(/^Interrupted\.$/);
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: true, drained: false });
  });
});

describe('what an operator decides while a drill runs', () => {
  /** Closes a region as `cvs failover close` does. */
  const close = (region: number, closeForS?: number) =>
    closeDistribution({
      cluster: CLUSTER,
      table: world.tableOf('ben@laptop'),
      target: CLUSTER.regions[region] as StreamRegion,
      http: world.streams,
      clock: world.clock,
      report: silent,
      reason: 'the encoder is broken',
      closeForS,
      now: true,
      force: true,
    });

  test.each<[string, number | undefined]>([
    ['without an end', undefined],
    ['with an end of its own', 3600],
  ])('stands: the region that the drill has closed, too, stays closed %s', async (_what, closeForS) => {
    const running = runDrill(options({ holdMs: 120_000 }));
    running.catch(() => {});
    await world.clock.advance(25_000);
    expect(isClosed(world.state.state(), 'd1.cloudfront.net', world.clock.now())).toBe(true);
    close(0, closeForS).catch(() => {});
    const report = await finish(running);
    expect(drillJson(report)).toMatchObject({
      outcome: 'failed',
      aborted: 'ben@laptop closed or drained eu-west-1',
      reopened: false,
      failures: expect.arrayContaining(['eu-west-1 stays as ben@laptop left it']),
    });
    const { open, closedUntilMs = Number.POSITIVE_INFINITY } = world.state.intent('d1.cloudfront.net');
    expect(open).toBe(false);
    expect(closedUntilMs).toBeGreaterThan(world.clock.now() + 600_000);
  });

  test('before the drill closes anything keeps it from closing', async () => {
    const running = runDrill(options());
    running.catch(() => {});
    await world.clock.advance(3000);
    close(0).catch(() => {});
    const report = await finish(running);
    expect(report).toMatchObject({ outcome: 'failed', aborted: { type: 'decided', who: 'ben@laptop' } });
    expect(world.state.changes.filter(({ reason }) => reason === 'drill')).toEqual([]);
    expect(world.state.intent('d1.cloudfront.net')).toMatchObject({ open: false, closedUntilMs: undefined });
  });
});
