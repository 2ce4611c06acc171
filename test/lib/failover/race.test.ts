import { describe, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { keepRenewing, renewedClose } from '../../../src/lib/drill/dead-man.js';
import { DRILL_REASON } from '../../../src/lib/drill/decided-by-others.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { drainDistribution } from '../../../src/lib/failover/drain-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import { silent } from '../../../src/lib/progress.js';
import { KNOWLEDGE_AGE_MS, SETTLE_MS } from '../../../src/lib/serving/times.js';
import { RaceWorld } from './race-world.js';

/** The slowest replication, in ms. The rest of the time goes to answers from the table and to polls. */
const REPLICATION_MS = SETTLE_MS - KNOWLEDGE_AGE_MS - 120;

/** How long a run may take, in ms. */
const SPAN_MS = 30_000;

/** After the last write, in ms: by then every copilot knows of it, and its close is in force. */
const KNOWN_MS = 2 * SETTLE_MS;

/** An operator who makes random changes, reaches all or some of the replicas, and may crash between any two writes. */
async function operate(world: RaceWorld, who: string): Promise<void> {
  const { clock, cluster } = world;
  const regions = cluster.regions.map(({ region }) => region);
  const shuffled = regions.toSorted(() => world.random() - 0.5);
  const order = world.random() < 0.3 ? shuffled.slice(0, 1) : shuffled;
  const table = world.table(
    order,
    world.random() < 0.4 ? Math.floor(world.between(0, 5)) : Number.POSITIVE_INFINITY,
    who,
  );
  await clock.sleep(world.random() < 0.5 ? 2000 : world.between(1000, 4000));
  for (let action = 0; action < 3; action += 1) {
    const target = world.pick(cluster.regions) as StreamRegion;
    const context = { cluster, table, target, http: world.http(world.pick(regions)), clock, report: silent };
    const kind = world.random();
    const closeForS = world.random() < 0.3 ? Math.ceil(world.between(1, 10)) : undefined;
    const act =
      kind < 0.5
        ? closeDistribution({ ...context, now: true, closeForS })
        : kind < 0.65
          ? closeDistribution({ ...context, closeForS })
          : kind < 0.95
            ? openDistribution(context)
            : drainDistribution(context);
    // A refusal is an answer, too; an operator who crashed waits for ever.
    await act.catch(() => {});
    await clock.sleep(world.random() < 0.5 ? 0 : world.between(0, 2000));
  }
}

/** When a drill renews its close for the first time, in ms after its guard began (see `keepRenewing`). */
const RENEWED_MS = 20_000;

/**
 * A drill: its close lapses around the moment at which it is renewed, and it may crash before or after. Another operator
 * closes another region around that moment.
 */
async function drill(world: RaceWorld): Promise<void> {
  const { clock, cluster } = world;
  const regions = cluster.regions.map(({ region }) => region);
  const target = world.pick(cluster.regions) as StreamRegion;
  const closeForS = world.between(RENEWED_MS - 4000, RENEWED_MS + 2000) / 1000;
  const lost = world.random() < 0.4 ? Math.floor(world.between(1, 5)) : Number.POSITIVE_INFINITY;
  const table = world.table(
    regions.toSorted(() => world.random() - 0.5),
    lost,
    'drill',
  );
  const context = { cluster, table, target, http: world.http(target.region), clock, report: silent };
  await clock.sleep(1500);
  const renewing = keepRenewing({ ...context, signal: new AbortController().signal }, renewedClose);
  await closeDistribution({ ...context, now: true, closeForS, reason: DRILL_REASON }).catch(() => {});
  await renewing;
}

/** Closes the region that the drill did not close, while the drill's close lapses or is renewed. */
async function meanwhile(world: RaceWorld): Promise<void> {
  const { clock, cluster } = world;
  const regions = cluster.regions.map(({ region }) => region);
  const order = regions.toSorted(() => world.random() - 0.5).slice(0, world.random() < 0.5 ? 1 : 2);
  const table = world.table(order, Number.POSITIVE_INFINITY, 'ann');
  await clock.sleep(world.between(RENEWED_MS - 4000, RENEWED_MS + 4000));
  for (let action = 0; action < 6; action += 1) {
    const target = world.pick(cluster.regions) as StreamRegion;
    const context = { cluster, table, target, http: world.http(world.pick(regions)), clock, report: silent };
    await closeDistribution({ ...context, now: true }).catch(() => {});
    await clock.sleep(world.between(0, 800));
  }
}

/** Changes outside cvs: closes one region, and usually opens it again while an operator closes another. */
async function hand(world: RaceWorld): Promise<void> {
  await world.clock.sleep(world.between(1500, 6000));
  const { region } = world.pick(world.cluster.regions);
  const { distributionDomain } = world.pick(world.cluster.regions);
  world.byHand(region, distributionDomain, false);
  if (world.random() < 0.3) return;
  await world.clock.sleep(world.between(3000, 6000));
  world.byHand(region, distributionDomain, true);
}

/** An operator who closes again and again what may have been opened outside cvs. */
async function persist(world: RaceWorld): Promise<void> {
  const { clock, cluster } = world;
  const regions = cluster.regions.map(({ region }) => region);
  const table = world.table(
    regions.toSorted(() => world.random() - 0.5),
    Number.POSITIVE_INFINITY,
    'ann',
  );
  for (let action = 0; action < 20; action += 1) {
    const target = world.pick(cluster.regions) as StreamRegion;
    const context = { cluster, table, target, http: world.http(world.pick(regions)), clock, report: silent };
    await closeDistribution({ ...context, now: true, closeForS: 1 }).catch(() => {});
    await clock.sleep(world.between(0, 400));
  }
}

/**
 * Lets people act until all of them are done or have crashed, and what they wrote is known.
 *
 * @returns whether operators closed at the same moment, and whether a close began at once
 */
async function survive(
  world: RaceWorld,
  seed: number,
  people: Readonly<Record<string, (world: RaceWorld, who: string) => Promise<void>>>,
): Promise<{ met: boolean; atOnce: boolean }> {
  const busy = new Set(Object.keys(people));
  for (const [who, act] of Object.entries(people)) void act(world, who).then(() => busy.delete(who));
  await world.clock.run(() => {
    const nowMs = world.clock.monotonic();
    if (world.offAir) throw new Error(`seed ${seed}, ${nowMs} ms: off the air\n${world.log.join('\n')}`);
    const acting = [...busy].some((who) => !world.lost.has(who));
    return nowMs < SPAN_MS && (acting || nowMs < world.lastWriteMs + KNOWN_MS);
  });
  for (const { region } of world.cluster.regions) expect(world.serving(region).length).toBeGreaterThan(0);
  const closes = world.log.filter((line) => line.includes('"open":false')).map((line) => line.split(' '));
  const first = new Map(closes.toReversed().map(([atMs, who, , domain]) => [`${who} ${domain}`, Number(atMs)]));
  const moments = [...first.values()].toSorted((a, b) => a - b);
  return {
    met: moments.some((atMs, index) => index > 0 && atMs - (moments[index - 1] as number) < SETTLE_MS),
    atOnce: closes.some(([, , , , intent]) => intent?.includes('closedFromMs') === false),
  };
}

describe('two operators at the same moment, with slow replication and crashes', () => {
  test('never have every distribution answer 404 at one place, in 120 interleavings', async () => {
    let met = 0;
    let atOnce = 0;
    for (let seed = 1; seed <= 120; seed += 1) {
      const world = new RaceWorld({ seed, replicationMs: REPLICATION_MS });
      const lived = await survive(world, seed, { ann: operate, bob: operate });
      if (lived.met) met += 1;
      if (lived.atOnce) atOnce += 1;
    }
    // The runs must contain closes within seconds of each other, and closes that were in force at once.
    expect(met).toBeGreaterThan(10);
    expect(atOnce).toBeGreaterThan(20);
  }, 120_000);

  test('nor where the clocks of their machines are minutes wrong', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const world = new RaceWorld({ seed, replicationMs: REPLICATION_MS, skewMs: 600_000 });
      await survive(world, seed, { ann: operate, bob: operate });
    }
  }, 120_000);

  test('nor do three operators with three regions', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const world = new RaceWorld({ seed, regions: 3, replicationMs: REPLICATION_MS });
      await survive(world, seed, { ann: operate, bob: operate, cyd: operate });
    }
  }, 120_000);

  test('nor with changes outside cvs', async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const world = new RaceWorld({ seed, replicationMs: REPLICATION_MS });
      await survive(world, seed, { ann: seed % 3 === 0 ? operate : persist, hand });
    }
  }, 120_000);

  test('nor with a drill whose close lapses or is renewed at that moment', async () => {
    let renewed = 0;
    for (let seed = 1; seed <= 50; seed += 1) {
      const world = new RaceWorld({ seed, replicationMs: REPLICATION_MS });
      await survive(world, seed, { drill, ann: meanwhile });
      const writes = world.log.filter((line) => line.includes(' drill ')).map((line) => Number(line.split(' ')[0]));
      if (writes.some((atMs) => atMs >= RENEWED_MS)) renewed += 1;
    }
    expect(renewed).toBeGreaterThan(5);
    expect(renewed).toBeLessThan(45);
  }, 120_000);
});
