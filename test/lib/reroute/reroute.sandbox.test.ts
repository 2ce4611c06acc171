import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { closeDistribution } from '../../../src/lib/failover/close-distribution.js';
import { openDistribution } from '../../../src/lib/failover/open-distribution.js';
import { rerouteDistribution } from '../../../src/lib/failover/reroute-distribution.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { silent } from '../../../src/lib/progress.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

const http = createHttpClient();
let deployed: DeployedSandbox;

beforeAll(async () => {
  // What operators do is looked at, not what detectors see meanwhile.
  deployed = await startDeployedSandbox('reroute', {}, (cluster) => ({
    ...cluster,
    failover: { ...cluster.failover, automatic: 'off' },
  }));
}, 60_000);
afterAll(() => deployed?.close());

const region = (index: number) => deployed.cluster.regions[index] as StreamRegion;
const servesFrom = async (one: StreamRegion) => {
  const url = one.distributionPlaylistUrl.replace(/[^/]*$/, 'cvs-serves.json');
  return JSON.parse((await http.fetch(url)).text()).servesFrom as string;
};
const context = (target: StreamRegion) => ({
  ...{ cluster: deployed.cluster, table: deployed.table, clients: deployed.clients },
  ...{ target, http, clock: systemClock, report: silent },
});

test('an operator reroutes a region whose origin is gone: it plays on, and its newest segment is there', async () => {
  const [one, two] = [region(0), region(1)];
  const end = deployed.sandbox.streams[0]?.origin.faults.add({ how: 'refuse' });
  const result = await rerouteDistribution({ ...context(one), rerouteForS: 600, reason: 'encoder lost' });
  expect(result).toMatchObject({ outcome: 'rerouted', to: two.region, replica: one.region });
  expect(await servesFrom(one)).toBe(two.region);
  expect(await servesFrom(two)).toBe(two.region);

  const playlist = one.distributionPlaylistUrl.replace('index.m3u8', 'index_1.m3u8');
  const answer = await http.fetch(playlist);
  expect(answer.status).toBe(200);
  const names = [...answer.text().matchAll(/^index_1_\d+\.mp4$/gm)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(3);
  expect((await http.fetch(new URL(names.at(-1) as string, playlist).href)).status).toBe(200);
  // The next one is waited for: no player meets a 404 because the other region is behind.
  const next = (names.at(-1) as string).replace(/\d+(?=\.mp4)/, (sequence) => String(Number(sequence) + 1));
  expect((await http.fetch(new URL(next, playlist).href)).status).toBe(200);

  expect(await rerouteDistribution({ ...context(one), to: two.region })).toMatchObject({ outcome: 'rerouted' });
  await expect(rerouteDistribution({ ...context(two) })).rejects.toThrow(/eu-west-1 is rerouted itself/);
  end?.();
  // The detectors may have seen the fault meanwhile.
  expect(await openDistribution({ ...context(one), force: true, reason: 'tested' })).toMatchObject({ outcome: 'open' });
  // A copilot remembers what it knew.
  while ((await servesFrom(one)) !== one.region) await systemClock.sleep(100);
}, 60_000);

test('a close --now serves from the other origin until players have left, and answers 404 then', async () => {
  const one = region(0);
  const end = deployed.sandbox.streams[0]?.origin.faults.add({ how: 'refuse' });
  const statuses: number[] = [];
  let done = false;
  const watched = (async () => {
    const playlist = one.distributionPlaylistUrl.replace('index.m3u8', 'index_1.m3u8');
    while (!done) {
      statuses.push((await http.fetch(playlist)).status);
      await systemClock.sleep(300);
    }
  })();
  const result = await closeDistribution({ ...context(one), now: true });
  done = true;
  await watched;
  end?.();
  expect(result).toMatchObject({ outcome: 'closed', reroutedTo: region(1).region });
  // What the edge keeps of the moment before the reroute ends within its error caching; then nothing but 200 until the 404.
  const served = statuses.slice(statuses.indexOf(200));
  expect(served.lastIndexOf(200)).toBeGreaterThan(10);
  expect(served.filter((status) => status !== 200 && status !== 404)).toEqual([]);
  expect(served.lastIndexOf(200)).toBeLessThan(served.indexOf(404) >>> 0);
  // The edge keeps a playlist for a second.
  const playlist = one.distributionPlaylistUrl.replace('index.m3u8', 'index_1.m3u8');
  while ((await http.fetch(playlist)).status !== 404) await systemClock.sleep(100);
}, 60_000);
