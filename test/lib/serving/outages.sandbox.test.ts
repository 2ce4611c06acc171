import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { askServes } from '../../../src/lib/failover/ask-serves.js';
import { fetchSteering } from '../../../src/lib/hls/steering-manifest.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { startViewer } from '../../../src/lib/synthetic-viewer/start-viewer.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

/** Short, so that the test is; longer than the copilot and the edge take to notice. */
const HOLD_DOWN_S = 4;

const http = createHttpClient();
let deployed: DeployedSandbox;

beforeAll(async () => {
  deployed = await startDeployedSandbox('outages', {}, (cluster) => ({
    ...cluster,
    failover: { ...cluster.failover, holdDown: HOLD_DOWN_S },
  }));
}, 120_000);

afterAll(async () => {
  await http.close();
  await deployed?.close();
}, 60_000);

const region = (index: number) => deployed.cluster.regions[index] as StreamRegion;
const health = async (one: StreamRegion) => (await deployed.table.read()).state.health.get(one.distributionDomain);
const servesFrom = async (one: StreamRegion) => (await askServes(one, { http }))?.servesFrom;
const preferred = async () => (await fetchSteering(http, deployed.masterUrl, { timeoutMs: 2000 }))[0];

/** A detector whose own polls are late, as on a busy machine, does not look at the other region for a while. */
async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const end = systemClock.monotonic() + 120_000;
  while (!(await reached().catch(() => false))) {
    if (systemClock.monotonic() > end) throw new Error(`not seen in time: ${what}`);
    await systemClock.sleep(100);
  }
}

async function allIsWell(): Promise<void> {
  for (const one of deployed.cluster.regions) {
    // A region that is lost in the first seconds of its detector has said nothing that could be missing.
    for (const { region: replica } of deployed.cluster.regions) {
      await until(`all observe ${one.region}, as ${replica} has it`, async () => {
        const reading = await deployed.table.readFrom(replica);
        const said = 'why' in reading ? [] : (reading.words.get(one.distributionDomain) ?? []);
        return said.filter(({ heartbeatMs }) => heartbeatMs !== undefined).length === 2;
      });
    }
    await until(`${one.region} is fresh, and aligned`, async () => {
      const known = await health(one);
      return known?.fresh === true && known.alignedWith?.length === 1;
    });
    await until(`${one.region} serves itself`, async () => (await servesFrom(one)) === one.region);
  }
  await until('the first region is preferred', async () => (await preferred()) === region(0).region);
}

test('a region that is lost with its detector is rerouted by what the other one sees, and comes back after the hold-down', async () => {
  await allIsWell();
  const [one, two] = [region(0), region(1)];
  const stays = startViewer({ masterUrl: deployed.masterUrl, http, clock: systemClock, steering: false });
  try {
    await until('a viewer plays there', async () => stays.snapshot().pathway === one.region);
    const lost = deployed.sandbox.faults.add({ kind: 'region', region: one.region, how: 'lost' });
    await until('it is rerouted', async () => (await servesFrom(one)) === two.region);
    expect(await health(one)).toMatchObject({ fresh: false, saidBy: [two.region] });
    const { segments } = stays.snapshot();
    await until('the viewer plays on', async () => stays.snapshot().segments > segments + 3);
    expect(stays.snapshot()).toMatchObject({ pathway: one.region, switches: [] });

    const backAtMs = systemClock.now();
    deployed.sandbox.faults.clear(lost);
    await until('the streams are fresh', async () => (await health(one))?.fresh === true);
    // Its own detector never saw it stale, and counts only from when the other one saw it fresh.
    const recoveredAtMs = (await health(one))?.recoveredAtMs ?? Number.NaN;
    expect(recoveredAtMs).toBeGreaterThanOrEqual(backAtMs - 1000);
    await until('its own detector is heard', async () => (await health(one))?.saidBy?.[0] === one.region);
    await until('it serves itself', async () => (await servesFrom(one)) === one.region);
    expect(systemClock.now() - recoveredAtMs).toBeGreaterThanOrEqual(HOLD_DOWN_S * 1000);
  } finally {
    deployed.sandbox.faults.clear();
    await stays.stop();
  }
}, 300_000);

test('a region whose segments have other names does not stand in: players are steered to it', async () => {
  await allIsWell();
  const [one, two] = [region(0), region(1)];
  const viewer = startViewer({ masterUrl: deployed.masterUrl, http, clock: systemClock });
  const asked = new Set<string | undefined>();
  try {
    await until('a viewer plays from the first region', async () => viewer.snapshot().pathway === one.region);
    deployed.sandbox.faults.add({ kind: 'stream', region: two.region, how: 'rename' });
    await until('the detectors see that', async () => (await health(one))?.alignedWith?.length === 0);
    deployed.sandbox.faults.add({ kind: 'stream', region: one.region, how: 'freeze' });
    await until('players are steered away from a stale stream', async () => {
      asked.add(await servesFrom(one));
      return (await health(one))?.fresh === false && (await preferred()) === two.region;
    });
    await until('the viewer has left', async () => {
      asked.add(await servesFrom(one));
      return viewer.snapshot().pathway === two.region;
    });
    expect(await health(one)).toMatchObject({ fresh: false, alignedWith: [] });
    expect([...asked]).toEqual([one.region]);
  } finally {
    deployed.sandbox.faults.clear();
    await viewer.stop();
  }
}, 300_000);
