import { beforeAll, expect, test } from '@jest/globals';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { drillCluster } from '../../../src/lib/drill/drill-cluster.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { drainDistribution } from '../../../src/lib/failover/drain-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import { silent } from '../../../src/lib/progress.js';
import { STEERING_TTL_S } from '../../../src/lib/serving/times.js';
import { isClosed, preference } from '../../../src/lib/serving/what-to-serve.js';
import { readState } from '../../../src/lib/state/cluster-state.js';
import { recordMasterUrl } from '../../../src/lib/state/master-url.js';
import { readHistory } from '../../../src/lib/state/read-history.js';
import { StateTable } from '../../../src/lib/state/state-table.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeStreams } from '../synthetic-viewer/fake-streams.js';
import { CLUSTER, REGIONS } from './fake-cluster.js';
import { FakeReplicas } from './fake-replicas.js';

const TARGET = CLUSTER.regions[0] as StreamRegion;
const MEMBERS = CLUSTER.regions.map(({ region, distributionDomain: domain }) => ({ region, domain }));

/** Imported before: that takes longer than the fake clock waits for. */
beforeAll(async () => {
  await import('@aws-sdk/client-dynamodb');
});

/** A new world, in which the first replica may be unreachable. */
function world(firstGone: boolean) {
  const clock = new FakeClock();
  const replicas = new FakeReplicas(clock, REGIONS);
  if (firstGone) replicas.gone.add(REGIONS[0]);
  const streams = new FakeStreams(clock);
  // The edges read the nearest replica that answers.
  const nearest = firstGone ? REGIONS[1] : REGIONS[0];
  streams.before = () => {
    const nowMs = clock.now();
    const state = readState(MEMBERS, replicas.items(nearest), nowMs);
    for (const { domain, region } of MEMBERS) {
      streams.behaviour[region] = isClosed(state, domain, nowMs) ? 'closed' : 'open';
    }
    streams.steering = { priority: preference(state, nowMs).map(({ region }) => region) };
  };
  /** How long a command takes with a new table object, as in a new process, in ms. */
  const time = async (work: (context: ReturnType<typeof contextOf>) => Promise<unknown>): Promise<number> => {
    const began = clock.monotonic();
    let tookMs = Number.NaN;
    const working = work(contextOf()).then(() => {
      tookMs = clock.monotonic() - began;
    });
    working.catch(() => {});
    for (let waitedMs = 0; Number.isNaN(tookMs) && waitedMs < 120_000; waitedMs += 100) await clock.advance(100);
    await working;
    // What was written arrives everywhere before the next command is given.
    await clock.advance(2000);
    return tookMs;
  };
  const contextOf = () => {
    const table = new StateTable(CLUSTER, { clients: replicas.clients(), clock, identity: 'ann@laptop' });
    const clients = replicas.clients();
    return { cluster: CLUSTER, clients, table, target: TARGET, http: streams, clock, report: silent };
  };
  return { replicas, time };
}

/** Records the master playlist's URL as a deployment does: a drill finds it nowhere else here. */
async function record(context: { table: Parameters<typeof recordMasterUrl>[0] }): Promise<void> {
  await recordMasterUrl(context.table, 'http://master.test/playlist.m3u8');
}

async function failOver(firstGone: boolean): Promise<{ tookMs: Record<string, number>; calls: readonly string[] }> {
  const { replicas, time } = world(firstGone);
  await time(record);
  const tookMs = {
    drain: await time((context) => drainDistribution(context)),
    undrain: await time((context) => openDistribution(context)),
    'close --now': await time((context) => closeDistribution({ ...context, now: true })),
    open: await time((context) => openDistribution(context)),
    close: await time((context) => closeDistribution(context)),
    history: await time(({ table }) => readHistory(table, { limit: 20 })),
    'open again': await time((context) => openDistribution(context)),
    drill: await time((context) => drillCluster({ ...context, baselineMs: 2000, holdMs: 2000, viewers: 1 })),
  };
  return { tookMs, calls: replicas.calls };
}

test('without control planes and the first replica, each command takes at most 3.5 s longer than without control planes', async () => {
  const usual = await failOver(false);
  const without = await failOver(true);
  // A close --now is written to every replica; every other change only where the replication does not bring it.
  expect(usual.calls.filter((call) => call.startsWith('eu-west-2 Transact'))).toHaveLength(2);
  expect(without.calls.filter((call) => call.startsWith('eu-west-2 Transact')).length).toBeGreaterThan(5);
  const longerMs = Object.entries(without.tookMs).map(([what, ms]) => {
    // A drill ends when its viewer is back, at any moment of the steering manifest's TTL.
    const moment = what === 'drill' ? STEERING_TTL_S * 1000 : 0;
    return [what, ms - (usual.tookMs[what] as number) - moment] as const;
  });
  for (const [what, ms] of longerMs) expect({ what, ms: Math.max(3500, ms) }).toEqual({ what, ms: 3500 });
});
