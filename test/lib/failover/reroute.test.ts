import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import type { CloseOptions } from '../../../src/lib/failover/plan-close.js';
import { type RerouteOptions, rerouteDistribution } from '../../../src/lib/failover/reroute-distribution.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { servesFrom } from '../../../src/lib/serving/serves-from.js';
import { changeReport } from '../../../src/lib/ui/report/change-report.js';
import { CLUSTER, fakeWorld } from './fake-cluster.js';

const [ONE, TWO] = CLUSTER.regions as [StreamRegion, StreamRegion];
const REROUTES = { [ONE.region]: [TWO.region], [TWO.region]: [ONE.region] };

let world: ReturnType<typeof fakeWorld>;
/** The mappings that the copilots were deployed with. */
let reroutes: Record<string, string[]>;

beforeEach(() => {
  world = fakeWorld();
  reroutes = REROUTES;
});

/** The streams, with copilots that say from where they serve. */
const http: HttpClient = {
  close: async () => {},
  fetch: async (url, options) => {
    const answer = await world.streams.fetch(url, options);
    const one = CLUSTER.regions.find(({ distributionPlaylistUrl: own }) => new URL(own).host === new URL(url).host);
    if (!one || !url.endsWith('/cvs-serves.json') || answer.status !== 200) return answer;
    const { region, distributionDomain } = one;
    const from = servesFrom(world.state.state(), distributionDomain, world.clock.now(), { reroutes });
    const said = JSON.stringify({ region, servesFrom: from, canServeFrom: reroutes[region] ?? [] });
    return { ...answer, text: () => said };
  },
};

function context(options: Partial<CloseOptions & RerouteOptions> = {}): CloseOptions & RerouteOptions {
  const { clock, table, report } = world;
  return { cluster: CLUSTER, target: ONE, table, http, clock, report, ...options };
}

async function finish<T>(work: Promise<T>, ms = 120_000): Promise<T> {
  work.catch(() => {});
  await world.clock.advance(ms);
  return work;
}

const intent = (target: StreamRegion) => world.state.intent(target.distributionDomain);

describe('reroute', () => {
  test('is written, carried into every replica, and seen', async () => {
    const result = await finish(rerouteDistribution(context({ reason: 'black picture', rerouteForS: 900 })));
    expect(result).toMatchObject({ outcome: 'rerouted', to: TWO.region, region: ONE.region });
    expect(intent(ONE)).toMatchObject({ open: true, drained: false, reroutedTo: TWO.region });
    const endsInS = (result.reroutedUntil ?? 0) - (world.clock.now() - 120_000) / 1000;
    expect(endsInS).toBeGreaterThanOrEqual(900);
    expect(endsInS).toBeLessThan(905);
    expect(world.state.changes).toMatchObject([{ action: 'reroute', reason: 'black picture' }]);
    expect(changeReport(result, 200)).toContain('To end it: cvs failover open eu-west-1');
  });

  test('open ends it', async () => {
    await finish(rerouteDistribution(context()));
    expect(await finish(openDistribution(context()))).toMatchObject({ outcome: 'open' });
    expect(intent(ONE)).toEqual({ open: true, drained: false });
  });

  test('is seen to be so already', async () => {
    await finish(rerouteDistribution(context()));
    expect(await finish(rerouteDistribution(context()))).toMatchObject({ outcome: 'already-rerouted' });
  });

  test.each<[string, () => void, RegExp]>([
    [
      'no way was deployed',
      () => {
        reroutes = {};
      },
      /no way to its origin/,
    ],
    [
      'the other one is closed',
      () => world.state.set(TWO.distributionDomain, { open: false, drained: true }),
      /is closed/,
    ],
    [
      'the other one is stale',
      () => world.state.setHealth(TWO.distributionDomain, { fresh: false, observedAtMs: world.clock.now() }),
      /stale stream/,
    ],
    [
      'the other one is rerouted',
      () => world.state.set(TWO.distributionDomain, { open: true, drained: false, reroutedTo: ONE.region }),
      /is rerouted itself/,
    ],
    [
      'it is closed itself',
      () => world.state.set(ONE.distributionDomain, { open: false, drained: true }),
      /eu-west-1 is closed/,
    ],
  ])('is refused where %s', async (_, arrange, why) => {
    arrange();
    await expect(finish(rerouteDistribution(context()))).rejects.toThrow(why);
    expect(world.state.changes).toEqual([]);
  });

  test.each(['mars', 'eu-west-1'])('to %s is a usage error', async (to) => {
    await expect(finish(rerouteDistribution(context({ to })))).rejects.toMatchObject({ code: 'UNKNOWN_TARGET' });
  });

  test('of a distribution that does not answer is written, and said not to be seen', async () => {
    world.streams.behaviour[ONE.region] = 'failing';
    const result = await finish(rerouteDistribution(context()));
    expect(result).toMatchObject({ outcome: 'unconfirmed', to: TWO.region });
    expect(result.against?.what).toContain('was not seen to serve from there');
  });
});

describe('close --now', () => {
  test('serves from the other origin and drains in one write, and closes when players have left', async () => {
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result).toMatchObject({ outcome: 'closed', reroutedTo: TWO.region });
    const [drain, close] = world.state.changes;
    expect(drain).toMatchObject({ action: 'drain', after: { open: true, drained: true, reroutedTo: TWO.region } });
    expect(close).toMatchObject({ action: 'close', after: { open: false } });
    expect((result.closedMs ?? 0) - (result.drainedMs ?? 0)).toBeGreaterThan(4000);
    expect(result.effectiveMs).toBeGreaterThanOrEqual(10_000);
    expect(world.state.item(ONE.distributionDomain).closedUndrainedAtMs).toBeUndefined();
  });

  test('--hard answers 404 at once', async () => {
    const result = await finish(closeDistribution(context({ now: true, hard: true })));
    expect(result).toMatchObject({ outcome: 'closed', drainedMs: undefined, reroutedTo: undefined });
    expect(result.effectiveMs).toBeLessThan(3000);
  });

  test('where no region can stand in it closes at once, and says so', async () => {
    reroutes = {};
    const result = await finish(closeDistribution(context({ now: true })));
    expect(result.drainedMs).toBeUndefined();
    const notes = world.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes.join()).toMatch(/answers 404 at once, and players meet it: eu-west-2 cannot stand in/);
  });

  test('a close that is refused takes the reroute back with the drain', async () => {
    const closing = closeDistribution(context({ now: true }));
    closing.catch(() => {});
    await world.clock.advance(3000);
    expect(intent(ONE).reroutedTo).toBe(TWO.region);
    world.state.set(TWO.distributionDomain, { open: false, drained: true });
    await expect(finish(closing)).rejects.toMatchObject({ code: 'LAST_OPEN_DISTRIBUTION' });
    expect(intent(ONE)).toEqual({ open: true, drained: false });
  });
});
