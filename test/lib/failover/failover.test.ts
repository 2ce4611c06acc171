import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import type { Clock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { CvsError } from '../../../src/lib/errors.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { drainDistribution } from '../../../src/lib/failover/drain-distribution.js';
import { everyPlayerKnowsMs } from '../../../src/lib/failover/drain-then-close.js';
import { goOffAir, openAll } from '../../../src/lib/failover/off-air.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import type { CloseOptions } from '../../../src/lib/failover/plan-close.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { ANSWER_BOUND_MS, OPENING_KNOWN_MS, SETTLE_MS } from '../../../src/lib/serving/times.js';
import { type Intent, isClosed, isDrained } from '../../../src/lib/serving/what-to-serve.js';
import { DISTRIBUTION_ITEM, readDistributions, writeItem } from '../../../src/lib/state/state-items.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { changeReport, offAirReport } from '../../../src/lib/ui/report/change-report.js';
import { CLUSTER, fakeWorld } from './fake-cluster.js';

const [ONE, TWO] = CLUSTER.regions as [StreamRegion, StreamRegion];

let world: ReturnType<typeof fakeWorld>;

beforeEach(() => {
  world = fakeWorld();
});

function context(options: Partial<CloseOptions> = {}): CloseOptions {
  const { clock, table, streams, report } = world;
  return { cluster: CLUSTER, target: ONE, table, http: streams, clock, report, ...options };
}

/** The intent of a distribution, as the table has it now. */
function intent(target: StreamRegion) {
  return world.state.intent(target.distributionDomain);
}

function warnings(): string[] {
  return world.events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
}

/** Runs `act` once, when the close of the first region is written. */
function whenClosed(act: () => void): void {
  world.replicas.written = (_, item) => {
    if (item.domain?.S !== ONE.distributionDomain || item.distro_open?.BOOL !== false) return;
    world.replicas.written = () => {};
    act();
  };
}

/** Lets time pass for as long as work takes, and returns what came of it. */
async function finish<T>(work: Promise<T>, ms = 120_000): Promise<T> {
  work.catch(() => {});
  await world.clock.advance(ms);
  return work;
}

describe('close', () => {
  test('drains, waits two steering TTLs, closes, and sees the 404', async () => {
    const closing = closeDistribution(context({ reason: 'encoder lost' }));
    await world.clock.advance(4_799);
    expect(intent(ONE)).toMatchObject({ open: true, drained: true });
    await world.clock.advance(5_200);
    expect(isClosed(world.state.state(), ONE.distributionDomain, world.clock.now())).toBe(false);
    const result = await finish(closing);
    expect(result).toEqual({
      outcome: 'closed',
      domain: 'd1.cloudfront.net',
      region: 'eu-west-1',
      replica: 'eu-west-1',
      replicas: [{ region: 'eu-west-2', seenMs: 0 }],
      drainedMs: 20,
      closedMs: 4_820,
      effectiveMs: 10_240,
      lastSeen: 'HTTP 404',
    });
    expect(world.state.changes).toEqual([
      {
        domain: ONE.distributionDomain,
        action: 'drain',
        reason: 'encoder lost',
        after: { open: true, drained: true, closedUntilMs: Date.UTC(2026, 0, 1) + 71_000 },
      },
      {
        domain: ONE.distributionDomain,
        action: 'close',
        reason: 'encoder lost',
        after: { open: false, drained: true, closedFromMs: Date.UTC(2026, 0, 1) + 10_199 },
      },
    ]);
    expect(world.events.filter(({ type }) => type === 'step').at(-1)).toMatchObject({
      id: 'confirm',
      status: 'succeeded',
    });
  });

  test('closes at once with --now', async () => {
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({
      outcome: 'closed',
      closedMs: 20,
      effectiveMs: 40,
      replicas: [{ region: 'eu-west-2', seenMs: 0 }],
    });
    expect(result).toHaveProperty('drainedMs', undefined);
    expect(intent(ONE)).toMatchObject({ open: false, drained: true });
  });

  test('is not confirmed where a replica that answers does not take it', async () => {
    world.replicas.replicationStopped = true;
    world.replicas.refusing.add('eu-west-2');
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({
      outcome: 'unconfirmed',
      lastSeen: 'HTTP 404',
      against: {
        what: 'eu-west-1 is closed, but not everywhere: d1.cloudfront.net answers 404 here.',
        why: [expect.stringMatching(/^The replica in eu-west-2 does not have it: .*not for you\.$/)],
      },
    });
    // A close of the other distribution may be on its way.
    expect(result.effectiveMs).toBeGreaterThanOrEqual(SETTLE_MS);
    expect(result.effectiveMs).toBeLessThan(SETTLE_MS + 1200);
  });

  test('is written to a replica that the replication does not reach', async () => {
    world.replicas.replicationStopped = true;
    expect(await finish(closeDistribution(context()))).toMatchObject({ outcome: 'closed' });
    expect(world.state.intent(ONE.distributionDomain, 'eu-west-2')).toEqual(intent(ONE));
  });

  test.each([
    ['in no format that is known', 'yesterday'],
    ['years from now, by a clock that was wrong', '2036-01-01T00:00:00.000Z'],
  ])('is written to a replica that was changed %s', async (_, updatedAt) => {
    world.replicas.replicationStopped = true;
    const drained = { open: true, drained: true };
    const { distributionDomain: domain } = ONE;
    const other = writeItem(DISTRIBUTION_ITEM, { domain, ...drained, written: drained, updatedAt, updatedBy: 'bob' });
    world.replicas.put('eu-west-2', other);
    await expect(finish(closeDistribution(context()))).resolves.toMatchObject({ outcome: 'closed' });
    expect(world.state.intent(domain, 'eu-west-2')).toMatchObject({ open: false });
  });

  test('repeated, makes it so where a replica does not have it', async () => {
    world.replicas.replicationStopped = true;
    world.state.setOutside(ONE.distributionDomain, { open: false, drained: true }, 'eu-west-1');
    const result = await finish(closeDistribution(context()));
    expect(result).toMatchObject({ outcome: 'closed', replicas: [{ region: 'eu-west-2' }] });
    await expect(finish(closeDistribution(context()))).resolves.toMatchObject({ outcome: 'already-closed' });
    expect(world.state.intent(ONE.distributionDomain, 'eu-west-2')).toMatchObject({ open: false });
  });

  test('repeated where the other one is closed as well, says so and by whom', async () => {
    for (const { distributionDomain } of [ONE, TWO]) {
      world.state.set(
        distributionDomain,
        { open: false, drained: true },
        { updatedBy: 'bob@desk', updatedAt: '2026-01-01T00:00:00.000Z', reason: 'fire' },
      );
    }
    const result = await finish(closeDistribution(context()));
    expect(result).toMatchObject({
      outcome: 'unconfirmed',
      lastSeen: 'HTTP 200',
      against: {
        why: ['eu-west-2 is closed as well, by bob@desk at 2026-01-01T00:00:00.000Z (fire): so both serve.'],
        suggestions: ['cvs failover open eu-west-2'],
      },
    });
    expect(world.state.changes).toEqual([]);
  });

  test.each<[string, Partial<CloseOptions>]>([
    ['with a drain', {}],
    ['at once', { now: true }],
  ])('reports when players are sent elsewhere, %s, during the close', async (_, options) => {
    const findMasterUrl = async () => 'http://master.test/playlist.m3u8';
    // The steering manifest is cached, and made from what a copilot remembers.
    const { before: follow } = world.streams;
    const startMs = world.clock.monotonic();
    world.streams.before = () => {
      follow();
      if (world.clock.monotonic() - startMs < 900) world.streams.steering.priority = ['eu-west-1', 'eu-west-2'];
    };
    world.replicas.gone.add('eu-west-2');
    const { steeredMs = 0, effectiveMs = 0 } = await finish(closeDistribution(context({ ...options, findMasterUrl })));
    expect(steeredMs).toBeGreaterThanOrEqual(900);
    expect(steeredMs).toBeLessThan(1200);
    expect(steeredMs).toBeLessThan(effectiveMs);
    const note = `Players are sent to eu-west-2: seen ${(steeredMs / 1000).toFixed(1)} s after the start.`;
    expect(world.events).toContainEqual({ type: 'note', message: note });
    expect(world.clock.sleeping).toBe(0);
  });

  test("closes even when the master playlist's URL cannot be found", async () => {
    const findMasterUrl = async () => {
      throw new Error('unreachable');
    };
    expect(await finish(closeDistribution(context({ now: true, findMasterUrl })))).toMatchObject({ outcome: 'closed' });
  });

  test('does not wait for players that it cannot steer', async () => {
    const cluster = { ...CLUSTER, masterPlaylist: { key: 'playlist.m3u8', steering: false } };
    const result = await finish(closeDistribution(context({ cluster })));
    expect(result).toMatchObject({ outcome: 'closed', closedMs: 20 });
  });

  test('carries its end from the drain on, and lapses then', async () => {
    const { clock } = world;
    const result = await finish(closeDistribution(context({ closeForS: 900 })), 30_000);
    // Closed 10 s after the start (and the 20 ms that a look at the other region took), for 900 s.
    expect(result.closedUntil).toBe(Date.UTC(2026, 0, 1) / 1000 + 911);
    expect(world.state.changes[0]?.after.closedUntilMs).toBe(Date.UTC(2026, 0, 1) + 911_000);
    await clock.advance(900_000);
    const { status } = await finish(world.streams.fetch(ONE.distributionPlaylistUrl), 100);
    expect(status).toBe(200);
  });

  test('drains again when the last close has lapsed: viewers are there', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true, closedUntilMs: 1000 });
    const closing = closeDistribution(context());
    await world.clock.advance(4_000);
    expect(intent(ONE)).toMatchObject({ open: true, drained: true, closedFromMs: undefined });
    await expect(finish(closing)).resolves.toMatchObject({ outcome: 'closed', closedMs: 4_820 });
  });

  test('does nothing when it is closed already', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    await expect(finish(closeDistribution(context()))).resolves.toMatchObject({ outcome: 'already-closed' });
    expect(world.state.changes).toEqual([]);
  });

  test('changes the end of a close without draining again', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    const result = await finish(closeDistribution(context({ closeForS: 60 })));
    expect(result).toMatchObject({ outcome: 'closed', closedMs: 0, effectiveMs: 20 });
    expect(world.state.changes.map(({ action }) => action)).toEqual(['close']);
  });

  test('is refused for the last open distribution, before anything is written', async () => {
    world.state.set(TWO.distributionDomain, { open: false, drained: true });
    await expect(finish(closeDistribution(context()))).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    expect(world.state.changes).toEqual([]);
    expect(world.events.at(-1)).toMatchObject({ type: 'step', id: 'drain', status: 'failed' });
  });

  test('is refused when the other one is closed while players leave', async () => {
    const closing = closeDistribution(context());
    closing.catch(() => {});
    await world.clock.advance(4_000);
    world.state.set(TWO.distributionDomain, { open: false, drained: false });
    await world.clock.advance(10_000);
    await expect(closing).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });

  test('of what must be open leaves a close alone that somebody else made meanwhile', async () => {
    const closing = closeDistribution(context({ onlyOpen: true, closeForS: 60 }));
    closing.catch(() => {});
    await world.clock.advance(3_000);
    world.state.set(ONE.distributionDomain, { open: false, drained: false });
    await expect(finish(closing)).rejects.toMatchObject({
      code: 'STATE_CHANGED_MEANWHILE',
      message: 'eu-west-1 was not closed: somebody closed it meanwhile.',
    });
    expect(intent(ONE)).toEqual({ open: false, drained: false });
  });

  test('is not made where somebody opened it while players were leaving', async () => {
    const closing = closeDistribution(context());
    closing.catch(() => {});
    await world.clock.advance(3_000);
    await finish(openDistribution(context({ table: world.tableOf('bob@desk') })), 1_500);
    await expect(finish(closing)).rejects.toMatchObject({ code: 'STATE_CHANGED_MEANWHILE' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });

  test('is unconfirmed when the 404 does not come', async () => {
    world.streams.before = () => {};
    await expect(finish(closeDistribution(context({ now: true })))).resolves.toMatchObject({
      outcome: 'unconfirmed',
      lastSeen: 'HTTP 200',
      effectiveMs: undefined,
    });
  });

  test('is refused when viewers would go to a stale stream, unless it is forced; that is recorded', async () => {
    world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: world.clock.now() });
    await expect(finish(closeDistribution(context({ now: true })))).rejects.toMatchObject({
      code: 'DESTINATION_UNHEALTHY',
      message: expect.stringContaining('d2.cloudfront.net (eu-west-2), and its stream is stale'),
    });
    expect(world.state.changes).toEqual([]);
    const nowMs = world.clock.now();
    world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: nowMs });
    const result = await finish(closeDistribution(context({ now: true, force: true, reason: 'fire' })));
    expect(result).toMatchObject({ outcome: 'closed', forced: 'd2.cloudfront.net (eu-west-2): its stream is stale' });
    expect(world.state.changes[0]).toMatchObject({ forced: true, reason: 'fire' });
    expect(warnings()).toEqual([expect.stringContaining('although its stream is stale')]);
  });

  test('waits until every player knows of the other one, where that was opened moments ago', async () => {
    await finish(closeDistribution(context({ now: true })));
    await finish(openDistribution(context()), 4000);
    const openedAtMs = intent(ONE).openFromMs as number;
    const beganAtMs = world.clock.now();
    expect(beganAtMs).toBeLessThan(openedAtMs);
    const result = await finish(closeDistribution(context({ now: true, target: TWO })));
    expect(result).toMatchObject({ outcome: 'closed' });
    expect(beganAtMs + (result.effectiveMs as number)).toBeGreaterThanOrEqual(openedAtMs);
    expect(warnings()).toContainEqual(expect.stringMatching(/d1.cloudfront.net \(eu-west-1\) was opened moments ago/));
  });

  test('forced to a stale stream, it closes without a drain: no player is steered there', async () => {
    world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: world.clock.now() });
    const result = await finish(closeDistribution(context({ force: true, reason: 'black picture' })));
    expect(result).toMatchObject({ outcome: 'closed', drainedMs: undefined });
    expect(warnings()).toContainEqual(expect.stringContaining('eu-west-1 closes without a drain'));
  });

  test('forced to a stale stream, it drains where automatic failover is off', async () => {
    world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: world.clock.now() });
    const off = { ...CLUSTER, failover: { ...CLUSTER.failover, automatic: 'off' as const } };
    const result = await finish(closeDistribution(context({ force: true, cluster: off })));
    expect(result).toMatchObject({ outcome: 'closed', drainedMs: expect.any(Number) });
  });

  test.each<['failing' | 'hanging', string]>([
    ['failing', 'HTTP 503'],
    ['hanging', 'no answer'],
  ])('is refused when viewers would go to a %s stream', async (behaviour, why) => {
    world.streams.behaviour[TWO.region] = behaviour;
    world.streams.before = () => {};
    await expect(finish(closeDistribution(context()))).rejects.toMatchObject({
      code: 'DESTINATION_UNHEALTHY',
      message: expect.stringContaining(why),
    });
    expect(world.state.changes).toEqual([]);
  });

  test.each<[string, Partial<CloseOptions>]>([
    ['without a drain', { now: true }],
    ['with a drain, which hls.js does not follow', {}],
  ])('warns before a close %s that follows a close --now of the other region', async (_, options) => {
    const { clock, state } = world;
    await finish(closeDistribution(context({ target: TWO, now: true })));
    await finish(openDistribution(context({ target: TWO })));
    world.events.length = 0;
    const agoS = Math.round((clock.now() - (state.item(TWO.distributionDomain).closedUndrainedAtMs as number)) / 1000);
    await finish(closeDistribution(context(options)));
    expect(warnings()).toEqual([
      expect.stringMatching(
        new RegExp(
          `eu-west-2\\) was closed without a drain ${agoS} s ago.*300 s.*\`cvs failover drain d1\\S+\` now, and close it in ${310 - agoS} s`,
        ),
      ),
    ]);
  });

  test('warns before a close --now that follows a drained close, whose 404 some player may have met', async () => {
    const closedAtMs = world.clock.now() - 40_000;
    world.state.set(TWO.distributionDomain, { open: true, drained: false }, { closedAtMs });
    await finish(closeDistribution(context({ now: true })));
    expect(warnings()).toEqual([expect.stringMatching(/eu-west-2\) was closed 40 s ago.*300 s/)]);
  });

  test.each<[string, Partial<CloseOptions>, 'closedAtMs' | 'closedUndrainedAtMs', number]>([
    ['with a drain after a close with a drain', {}, 'closedAtMs', 40],
    ['without a drain, when the players that met a 404 have forgotten it', { now: true }, 'closedUndrainedAtMs', 310],
    ['with a drain, when they have forgotten it', {}, 'closedUndrainedAtMs', 310],
  ])('does not warn before a close %s', async (_, options, moment, agoS) => {
    const more = { [moment]: world.clock.now() - agoS * 1000 };
    world.state.set(TWO.distributionDomain, { open: true, drained: false }, more);
    await finish(closeDistribution(context(options)));
    expect(warnings()).toEqual([]);
  });

  test('does not warn when the other one is still closed: the close is refused', async () => {
    await finish(closeDistribution(context({ target: TWO, now: true })));
    await expect(finish(closeDistribution(context()))).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    expect(warnings()).toEqual([]);
  });

  test('names the replicas that do not answer', async () => {
    world.replicas.gone.add('eu-west-1');
    world.follows('eu-west-2');
    const result = await finish(closeDistribution(context({ now: true })));
    expect(warnings()).toEqual([expect.stringContaining('The replica in eu-west-1 did not answer')]);
    // Another close may be on its way: this one begins when that would have been noticed.
    expect(result).toMatchObject({
      outcome: 'closed',
      replicas: [{ region: 'eu-west-1', why: expect.stringMatching(/^no answer within \d\.\d s$/) }],
    });
    expect(result.effectiveMs).toBeGreaterThanOrEqual(SETTLE_MS + 500);
    expect(result.effectiveMs).toBeLessThan(SETTLE_MS + 1200);
  });

  test('is taken back when the other one was closed at the same moment, a little earlier', async () => {
    // Accepted by another replica, and seen only after this one was written.
    whenClosed(() => {
      const closedFromMs = world.clock.now() + SETTLE_MS - 100;
      const closedAtMs = world.clock.now() - 1000;
      world.state.set(TWO.distributionDomain, { open: false, drained: true, closedFromMs }, { closedAtMs });
    });
    await expect(finish(closeDistribution(context()))).rejects.toMatchObject({ code: 'CLOSED_AT_ONCE' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
    expect(intent(TWO)).toMatchObject({ open: false });
  });

  test('a close --now is taken back when the other one was closed outside cvs at the same moment', async () => {
    whenClosed(() => world.state.setOutside(TWO.distributionDomain, { open: false }));
    await expect(finish(closeDistribution(context({ now: true })))).rejects.toMatchObject({ code: 'CLOSED_AT_ONCE' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });

  test('begins later where the other one was opened outside cvs: some player may not know of it yet', async () => {
    const { distributionDomain } = TWO;
    world.state.set(distributionDomain, { open: false, drained: true });
    await world.clock.advance(1000);
    world.state.setOutside(distributionDomain, { open: true });
    await world.clock.advance(1000);
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result.effectiveMs).toBeGreaterThanOrEqual(OPENING_KNOWN_MS);
    expect(result.effectiveMs).toBeLessThan(OPENING_KNOWN_MS + 1500);
    expect(warnings()).toEqual([expect.stringContaining('was opened outside cvs, and since when is not known')]);
  });

  test('takes the drain back when it is interrupted', async () => {
    const controller = new AbortController();
    const closing = closeDistribution(context({ signal: controller.signal }));
    await world.clock.advance(4_000);
    controller.abort(new Error('Interrupted.'));
    await expect(finish(closing)).rejects.toThrow('Interrupted.');
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });

  test('keeps what another operator decided while players left', async () => {
    const controller = new AbortController();
    const closing = closeDistribution(context({ signal: controller.signal }));
    await world.clock.advance(4_000);
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    controller.abort(new Error('Interrupted.'));
    await expect(finish(closing)).rejects.toThrow('Interrupted.');
    expect(intent(ONE)).toMatchObject({ open: false, drained: true });
  });

  test('keeps a drain that was there before', async () => {
    world.state.set(ONE.distributionDomain, { open: true, drained: true });
    const controller = new AbortController();
    const closing = closeDistribution(context({ signal: controller.signal }));
    await world.clock.advance(4_000);
    controller.abort(new Error('Interrupted.'));
    await expect(finish(closing)).rejects.toThrow('Interrupted.');
    expect(intent(ONE)).toMatchObject({ open: true, drained: true });
  });
});

describe('a 404', () => {
  /** The copilot is not attached to the first region, and the origin has no playlist. */
  function originGone(): HttpClient {
    world.streams.before = () => {};
    const fetch: HttpClient['fetch'] = async (url, options) => {
      const answer = await world.streams.fetch(url, options);
      return url === ONE.distributionPlaylistUrl ? { ...answer, status: 404, headers: new Headers() } : answer;
    };
    return { fetch, close: async () => {} };
  }

  test('of the origin does not show that the distribution is closed', async () => {
    const result = await finish(closeDistribution(context({ now: true, http: originGone() })));
    expect(result).toMatchObject({
      outcome: 'unconfirmed',
      effectiveMs: undefined,
      against: {
        what: 'eu-west-1 is closed in the state table, but d1.cloudfront.net still answers: HTTP 404 of the origin.',
      },
    });
  });

  test('that cannot be seen, since nothing answers, is not taken for an answer', async () => {
    world.streams.behaviour[ONE.region] = 'hanging';
    world.streams.before = () => {};
    expect((await finish(closeDistribution(context({ now: true })))).against).toEqual({
      what: 'eu-west-1 is closed in the state table, but the 404 was not seen: no answer.',
      why: ['d1.cloudfront.net does not answer here.'],
      suggestions: ['cvs status'],
    });
  });

  test('off the air, names the replica that does not have it', async () => {
    world.replicas.replicationStopped = true;
    world.replicas.refusing.add('eu-west-2');
    const { target: _, ...all } = context();
    const result = await finish(goOffAir(all));
    expect(result.outcome).toBe('unconfirmed');
    expect(offAirReport(result, 1000)).toMatch(/^eu-west-1 is off the air: .*\n.*not yet in eu-west-2 \(.*not for you/);
  });
});

describe('open', () => {
  test('serves, is seen to serve, and only then lets players come back', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true, closedUntilMs: 4_000_000_000_000 });
    const result = await finish(openDistribution(context({ reason: 'encoder back' })));
    expect(result).toMatchObject({ outcome: 'open', openedMs: 0, effectiveMs: 20, undrainedMs: 20 });
    // It counts as open for the close of the other one only when every copilot and every player knows of it.
    const [opened, undrained] = world.state.changes.map(({ after }) => after);
    expect(opened).toMatchObject({ open: true, drained: true });
    expect(undrained).toMatchObject({ open: true, drained: false });
    // Before the write is answered it may land late, and a replica tells whole seconds only.
    const openedAtMs = Date.UTC(2026, 0, 1);
    expect(opened?.openFromMs).toBeGreaterThanOrEqual(openedAtMs + ANSWER_BOUND_MS + OPENING_KNOWN_MS);
    expect(undrained?.openFromMs).toBeGreaterThanOrEqual(openedAtMs + OPENING_KNOWN_MS);
    expect(undrained?.openFromMs).toBeLessThan(openedAtMs + 1100 + ANSWER_BOUND_MS + OPENING_KNOWN_MS);
  });

  test('ends a drain', async () => {
    world.state.set(ONE.distributionDomain, { open: true, drained: true });
    await expect(finish(openDistribution(context()))).resolves.toMatchObject({ outcome: 'open' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });

  test('sends no player to a distribution that does not serve', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: false });
    world.streams.behaviour[ONE.region] = 'failing';
    world.streams.before = () => {};
    await expect(finish(openDistribution(context()))).rejects.toMatchObject({
      code: 'NOT_SERVING',
      message: expect.stringContaining('HTTP 503'),
    });
    expect(intent(ONE)).toMatchObject({ open: true, drained: true });
  });

  test('lets no player return to a stale stream, unless it is forced', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    const stale = () =>
      world.state.setHealth(ONE.distributionDomain, { fresh: false, observedAtMs: world.clock.now() });
    stale();
    await expect(finish(openDistribution(context()), 100)).rejects.toMatchObject({ code: 'NOT_FRESH' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: true });
    stale();
    const result = await finish(openDistribution(context({ force: true, reason: 'better than nothing' })));
    expect(result).toMatchObject({ outcome: 'open', forced: 'd1.cloudfront.net (eu-west-1): its stream is stale' });
    expect(world.state.changes.at(-1)).toMatchObject({ forced: true, reason: 'better than nothing' });
  });

  test('names the replica where the write has not arrived', async () => {
    world.state.set(ONE.distributionDomain, { open: true, drained: true });
    world.replicas.gone.add('eu-west-2');
    await expect(finish(openDistribution(context()))).resolves.toMatchObject({
      replica: 'eu-west-1',
      replicas: [{ region: 'eu-west-2', why: expect.stringMatching(/^no answer within \d\.\d s$/) }],
    });
  });

  test('does nothing when it is open', async () => {
    await expect(finish(openDistribution(context()))).resolves.toMatchObject({ outcome: 'already-open' });
    expect(world.state.changes).toEqual([]);
  });
});

describe('drain', () => {
  test('steers players away and goes on serving', async () => {
    await expect(finish(drainDistribution(context()))).resolves.toEqual({
      outcome: 'drained',
      domain: 'd1.cloudfront.net',
      region: 'eu-west-1',
      replica: 'eu-west-1',
      replicas: [{ region: 'eu-west-2', seenMs: 0 }],
    });
    expect(intent(ONE)).toMatchObject({ open: true, drained: true });
    await expect(finish(drainDistribution(context()))).resolves.toMatchObject({ outcome: 'already-drained' });
  });

  test('does not say that players are steered away where they are not', async () => {
    world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: world.clock.now() });
    const cluster = { ...CLUSTER, masterPlaylist: { ...CLUSTER.masterPlaylist, steering: false } };
    for (const options of [{ force: true }, { force: true, cluster }]) {
      const result = await finish(drainDistribution(context(options)));
      expect(changeReport(result)).toMatch(/^eu-west-1 is drained \(d1\S+\), and players stay there for now\./);
    }
  });

  test('does not open what is closed', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: false });
    const result = await finish(drainDistribution(context()));
    expect(intent(ONE)).toMatchObject({ open: false, drained: true });
    expect(changeReport(result)).toMatch(/^eu-west-1 is closed \(d1\S+\): there are no players to steer away/);
  });

  test('is refused where there is no other distribution to go to', async () => {
    world.state.set(TWO.distributionDomain, { open: false, drained: true });
    await expect(finish(drainDistribution(context()))).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
  });
});

describe('off the air', () => {
  test('closes every distribution, and opening all brings them back', async () => {
    const { target: _, ...all } = context({ reason: 'end of the event' });
    await expect(finish(goOffAir(all), 10_000)).resolves.toMatchObject({
      outcome: 'off-air',
      distributions: [
        { region: 'eu-west-1', effectiveMs: 20, lastSeen: 'HTTP 404' },
        { region: 'eu-west-2', effectiveMs: 20, lastSeen: 'HTTP 404' },
      ],
    });
    await expect(finish(openAll(all))).resolves.toMatchObject({
      outcome: 'open',
      distributions: [{ outcome: 'open' }, { outcome: 'open' }],
    });
    for (const target of [ONE, TWO]) {
      expect(intent(target)).toMatchObject({ open: true, drained: false });
      expect(intent(target).offAir).toBeUndefined();
    }
  });

  test('one that does not serve does not keep another one closed', async () => {
    const { target: _, ...all } = context();
    await finish(goOffAir(all), 10_000);
    const { before: follow } = world.streams;
    world.streams.before = () => {
      follow();
      world.streams.behaviour[ONE.region] = 'failing';
    };
    await expect(finish(openAll(all))).resolves.toMatchObject({
      outcome: 'failed',
      distributions: [{ outcome: 'failed', why: expect.stringContaining('HTTP 503') }, { outcome: 'open' }],
    });
  });

  test('what keeps every one of them closed is thrown once, whatever its sentences', async () => {
    const { target: _, ...all } = context();
    await finish(goOffAir(all), 10_000);
    let reads = 0;
    world.table.read = async () => {
      reads += 1;
      throw new CvsError({ code: 'STATE_TABLE_UNREACHABLE', message: `No replica answered: read ${reads}.` });
    };
    await expect(finish(openAll(all))).rejects.toMatchObject({ code: 'STATE_TABLE_UNREACHABLE' });
  });

  test('what keeps each of them from serving is reported for each, also where the sentences are the same', async () => {
    const { target: _, ...all } = context();
    await finish(goOffAir(all), 10_000);
    world.table.change = async () => {
      throw new CvsError({
        code: 'STATE_CHANGED_MEANWHILE',
        message: 'Changed meanwhile.',
        suggestions: ['Try again.'],
      });
    };
    const failure = { outcome: 'failed', why: 'Changed meanwhile.', suggestions: ['Try again.'] };
    await expect(finish(openAll(all))).resolves.toMatchObject({
      outcome: 'failed',
      distributions: [
        { ...failure, region: 'eu-west-1' },
        { ...failure, region: 'eu-west-2' },
      ],
    });
  });
});

describe("an operator's clock that is wrong", () => {
  test.each([
    ['ahead', 600_000],
    ['behind', -600_000],
  ])('by ten minutes, %s: stamps are those of the replicas, and the operator is told', async (word, aheadMs) => {
    const table = world.tableOf('ann@laptop', aheadMs);
    const result = await finish(closeDistribution(context({ table, closeForS: 60 })));
    expect(result).toMatchObject({ outcome: 'closed' });
    expect(result.effectiveMs).toBeLessThan(11_500);
    const atMs = Date.UTC(2026, 0, 1) + 10_000;
    expect(result.closedUntil).toBeGreaterThanOrEqual(atMs / 1000 + 60);
    expect(result.closedUntil).toBeLessThan(atMs / 1000 + 62);
    const wrong = /^The clock of this machine is (10 min|600|599|9 min)\S* .*(ahead|behind)/;
    expect(warnings()).toEqual([expect.stringMatching(wrong)]);
    expect(warnings()[0]).toContain(word);
    await finish(openDistribution(context({ table })));
    const { openFromMs = 0 } = intent(ONE);
    expect(openFromMs).toBeLessThan(world.clock.now() + OPENING_KNOWN_MS);
  });

  test('by a second is not told', async () => {
    await finish(closeDistribution(context({ table: world.tableOf('ann@laptop', 1400), now: true })));
    expect(warnings()).toEqual([]);
  });

  test('of earlier: an opening that counts from ten minutes on holds up no close', async () => {
    const openFromMs = world.clock.now() + 609_000;
    world.state.set(TWO.distributionDomain, { open: true, drained: false, openFromMs });
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({ outcome: 'closed' });
    expect(result.effectiveMs).toBeLessThan(OPENING_KNOWN_MS + 1500);
  });
});

describe('a close that begins an hour from now, by a clock that was wrong', () => {
  test.each<[string, Partial<CloseOptions>]>([
    ['with a drain', {}],
    ['at once', { now: true }],
  ])('begins now where it is closed again, %s', async (_, options) => {
    const closedFromMs = world.clock.now() + 3_600_000;
    world.state.set(ONE.distributionDomain, { open: false, drained: true, closedFromMs });
    await expect(finish(closeDistribution(context(options)), 20_000)).resolves.toMatchObject({ outcome: 'closed' });
  });

  test('does not keep the command waiting', async () => {
    const { clock, replicas } = world;
    replicas.gone.add('eu-west-2');
    let jumpMs = 0;
    const own: Clock = {
      now: () => clock.now() + jumpMs,
      monotonic: () => clock.monotonic(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    };
    const table = new StateTable(CLUSTER, { clients: replicas.clients(), clock: own, identity: 'ann@laptop' });
    // The clock is set after the last answer before the close is stamped.
    const read = table.read.bind(table);
    table.read = async (signal) => {
      const reading = await read(signal);
      if (clock.monotonic() > 4000) jumpMs = 3_600_000;
      return reading;
    };
    const result = await finish(closeDistribution(context({ table, closeForS: 86_400 })), 80_000);
    expect(result).toMatchObject({
      outcome: 'unconfirmed',
      against: { suggestions: ['cvs failover close eu-west-1'] },
    });
  });
});

describe('what is left of an earlier change', () => {
  test('a drain whose machine was lost before the close lapses', async () => {
    void closeDistribution(context()).catch(() => {});
    await world.clock.advance(2_000);
    for (const region of ['eu-west-1', 'eu-west-2']) world.replicas.gone.add(region);
    await world.clock.advance(75_000);
    expect(isDrained(intent(ONE), world.clock.now())).toBe(false);
  });

  test('a close that has lapsed is no close any more after the next change', async () => {
    const closedUntilMs = world.clock.now() - 20_000;
    world.state.set(TWO.distributionDomain, { open: false, drained: true, closedUntilMs });
    await finish(closeDistribution(context({ now: true })));
    expect(intent(TWO)).toMatchObject({ open: true, drained: false });
  });

  test.each<[string, Partial<Intent>]>([
    ['an end that has passed', { closedUntilMs: Date.UTC(2025, 0, 1) }],
    ['a beginning that is yet to come', { closedFromMs: Date.UTC(2027, 0, 1) }],
  ])('%s does not change what a close outside cvs means', async (_, left) => {
    world.state.set(ONE.distributionDomain, { open: true, drained: true, ...left });
    world.state.setOutside(ONE.distributionDomain, { open: false });
    expect(isClosed(world.state.state(), ONE.distributionDomain, world.clock.now())).toBe(true);
  });

  test('having been off the air does not let two closes outside cvs take all off the air', async () => {
    for (const { distributionDomain } of [ONE, TWO]) {
      world.state.set(distributionDomain, { open: true, drained: false, offAir: true });
      world.state.setOutside(distributionDomain, { open: false });
    }
    const closed = [ONE, TWO].filter((one) => isClosed(world.state.state(), one.distributionDomain, world.clock.now()));
    expect(closed).toEqual([]);
  });
});

describe('an interrupt', () => {
  test.each<[string, Partial<CloseOptions>, number, RegExp]>([
    ['while a drained close is pending', {}, 6_000, /^Interrupted\. The close of eu-west-1 .* answers 404 in \d s\.$/],
    ['while the 404 of a close --now is awaited', { now: true }, 30, /answers 404 now\.$/],
  ])('%s says that the close stands, and how to undo it', async (_, options, ms, message) => {
    world.streams.before = () => {};
    const controller = new AbortController();
    const closing = closeDistribution(context({ ...options, signal: controller.signal }));
    closing.catch(() => {});
    await world.clock.advance(ms);
    controller.abort(new Error('Interrupted.'));
    await expect(finish(closing)).rejects.toMatchObject({
      code: 'INTERRUPTED',
      exitCode: 130,
      message: expect.stringMatching(message),
      suggestions: ['To undo it: `cvs failover open eu-west-1`.'],
    });
    expect(intent(ONE)).toMatchObject({ open: false });
  });

  test('of an opening says what was opened', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    world.streams.before = () => {};
    world.streams.behaviour[ONE.region] = 'failing';
    const controller = new AbortController();
    const opening = openDistribution(context({ signal: controller.signal }));
    opening.catch(() => {});
    await world.clock.advance(1000);
    controller.abort(new Error('Interrupted.'));
    await expect(finish(opening)).rejects.toMatchObject({
      code: 'INTERRUPTED',
      message: 'Interrupted. eu-west-1 is open, and players are steered away from it.',
    });
  });
});

describe('what an interrupt says is what the state table says', () => {
  /** Interrupts a command after a while. @returns the message */
  async function cut(ms: number, run: (options: CloseOptions) => Promise<unknown>): Promise<string> {
    const controller = new AbortController();
    const work = run(context({ signal: controller.signal }));
    work.catch(() => {});
    await world.clock.advance(ms);
    controller.abort(new Error('Interrupted.'));
    return finish(work).then(
      () => 'done',
      ({ message }: Error) => message,
    );
  }

  test('of an opening whose drain is lifted already', async () => {
    world.state.set(ONE.distributionDomain, { open: false, drained: true });
    world.replicas.gone.add('eu-west-2');
    expect(await cut(700, openDistribution)).toBe('Interrupted. eu-west-1 is open.');
  });

  test('of a drain', async () => {
    world.replicas.gone.add('eu-west-2');
    const message = 'Interrupted. eu-west-1 is open, and players are steered away from it.';
    expect(await cut(1000, drainDistribution)).toBe(message);
  });

  test('of going off the air, and of opening all', async () => {
    world.streams.before = () => {};
    const closed = 'The close of eu-west-\\d is written and stands: d\\d.cloudfront.net answers 404 now\\.';
    expect(await cut(1000, goOffAir)).toMatch(new RegExp(`^Interrupted\\. ${closed} ${closed}$`));
    const open = 'eu-west-\\d is open, and players are steered away from it\\.';
    for (const { region } of [ONE, TWO]) world.streams.behaviour[region] = 'failing';
    expect(await cut(1000, openAll)).toMatch(new RegExp(`^Interrupted\\. ${open} ${open}$`));
  });

  test('of a close that begins when players know of the other one', async () => {
    await finish(closeDistribution(context({ target: TWO, now: true })), 5000);
    await finish(openDistribution(context({ target: TWO })), 200);
    const message = await cut(1500, (options) => closeDistribution({ ...options, now: true }));
    expect(message).toMatch(/answers 404 in \d+ s\.$/);
  });

  test('of a close that does not hold, since the other one is closed as well', async () => {
    for (const { distributionDomain } of [ONE, TWO])
      world.state.set(distributionDomain, { open: false, drained: true });
    expect(await cut(1500, closeDistribution)).toMatch(
      /d1.cloudfront.net serves until another distribution is open\.$/,
    );
  });

  test.each<[string, Partial<CloseOptions>]>([
    ['close --now', { now: true }],
    ['drained close', {}],
  ])('of a %s whose write was under way', async (_, options) => {
    const { clock, replicas } = world;
    const lateMs = options.now ? 0 : 4800;
    const clients = replicas.clients({ writing: () => clock.sleep(clock.monotonic() < lateMs ? 0 : 1000) });
    // The SDK gives a call up at once when its signal aborts. The write lands nevertheless.
    const dynamoDb: typeof clients.dynamoDb = async (region) => {
      const client = await clients.dynamoDb(region);
      const send = (command: never, { abortSignal }: { abortSignal: AbortSignal }) =>
        Promise.race([
          client.send(command, { abortSignal }),
          new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(abortSignal.reason))),
        ]);
      return Object.assign(Object.create(client), { send });
    };
    const table = new StateTable(CLUSTER, { clients: { dynamoDb } as AwsClients, clock, identity: 'ann@laptop' });
    const message = await cut(lateMs + 500, (more) => closeDistribution({ ...more, ...options, table }));
    expect(message).toMatch(intent(ONE).open ? /eu-west-1 is open\.$/ : /is written and stands/);
  });
});

describe('a write that is not answered', () => {
  test('and that landed is found by the next attempt', async () => {
    world.replicas.unanswered.add('eu-west-1');
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({ outcome: 'closed' });
    expect(world.state.changes.filter(({ action }) => action === 'close')).toHaveLength(1);
  });

  test('does not stand where the close is refused after it', async () => {
    world.replicas.unanswered.add('eu-west-1');
    whenClosed(() => world.state.set(TWO.distributionDomain, { open: false, drained: true }));
    const closing = finish(closeDistribution(context({ now: true })));
    await expect(closing).rejects.toMatchObject({ code: 'CLOSED_AT_ONCE' });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false });
  });
});

describe('a replica that refuses', () => {
  test('does not end the command: the next one is read, and written', async () => {
    world.replicas.denying.add('eu-west-1');
    world.follows('eu-west-2');
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({ outcome: 'closed', replica: 'eu-west-2' });
    expect(warnings()).toEqual([expect.stringMatching(/^The replica in eu-west-1 did not answer \(.*security token/)]);
  });

  test('only writes, is read, and the next one is written', async () => {
    world.replicas.refusing.add('eu-west-1');
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({ outcome: 'closed', replica: 'eu-west-2' });
  });

  test('is believed when every other one refuses too', async () => {
    for (const region of ['eu-west-1', 'eu-west-2']) world.replicas.refusing.add(region);
    const closing = finish(closeDistribution(context({ now: true })));
    await expect(closing).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringMatching(/not for you/),
    });
    for (const region of ['eu-west-1', 'eu-west-2']) world.replicas.denying.add(region);
    const again = finish(closeDistribution(context({ now: true })));
    await expect(again).rejects.toMatchObject({ code: 'CREDENTIALS_INVALID' });
  });
});

describe('an opening outside cvs', () => {
  test.each<[string, (options: CloseOptions) => Promise<unknown>]>([
    ['drain', drainDistribution],
    ['open', openDistribution],
  ])('is no older after `cvs failover %s`: the close of another one waits for the players', async (_, change) => {
    const { clock, state } = world;
    state.set(TWO.distributionDomain, { open: false, drained: true });
    await clock.advance(1000);
    state.setOutside(TWO.distributionDomain, { open: true });
    const openedMs = clock.now();
    await finish(change(context({ target: TWO })), 300);
    const beganMs = clock.now();
    const { effectiveMs = 0 } = await finish(closeDistribution(context({ now: true })));
    expect(beganMs + effectiveMs - openedMs).toBeGreaterThanOrEqual(OPENING_KNOWN_MS);
  });

  test('does not count for a close where a third distribution was opened moments ago', () => {
    const now = { nowMs: 20_000, earliestMs: 20_000, latestMs: 20_999 };
    const items = readDistributions([
      writeItem(DISTRIBUTION_ITEM, { domain: 'd2', open: true, written: { open: false } }),
      writeItem(DISTRIBUTION_ITEM, {
        domain: 'd3',
        open: true,
        openFromMs: 25_000,
        written: { open: true, openFromMs: 25_000 },
      }),
    ]);
    const distributions = [
      { domain: 'd1', region: 'eu-west-1', open: true, drained: false },
      { domain: 'd2', region: 'eu-west-2', open: true, drained: false },
      { domain: 'd3', region: 'eu-west-3', open: true, drained: false, openFromMs: 25_000 },
    ];
    const reading = {
      state: { distributions, health: new Map() },
      words: new Map(),
      items,
      replica: 'eu-west-1',
      nowMs: 20_000,
      unanswered: [],
    };
    expect(everyPlayerKnowsMs(reading, 'd1', now)).toBe(25_000);
  });
});
