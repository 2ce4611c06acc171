import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/lib/clock.js';
import type { StreamRegion } from '../../../src/lib/cluster/cluster.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { reroutedIntent } from '../../../src/lib/state/intent.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../support/deployed-sandbox.js';

const http = createHttpClient();
let deployed: DeployedSandbox;

beforeAll(async () => {
  deployed = await startDeployedSandbox('reroute');
}, 60_000);
afterAll(() => deployed?.close());

const region = (index: number) => deployed.cluster.regions[index] as StreamRegion;
const servesFrom = async (one: StreamRegion) => {
  const url = one.distributionPlaylistUrl.replace(/[^/]*$/, 'cvs-serves.json');
  return JSON.parse((await http.fetch(url)).text()).servesFrom as string;
};
const until = async (what: () => Promise<boolean>) => {
  for (const endMs = Date.now() + 20_000; Date.now() < endMs && !(await what()); ) await systemClock.sleep(200);
};

describe('a deployment of two streams that are alike', () => {
  test('serves one region’s stream from the other’s origin as soon as an operator says so', async () => {
    const [one, two] = [region(0), region(1)];
    expect(await servesFrom(one)).toBe(one.region);
    const { table } = deployed;
    await table.change({
      domain: one.distributionDomain,
      action: 'reroute',
      change: (before) => reroutedIntent(before, { to: two.region }),
    });
    await until(async () => (await servesFrom(one)) === two.region);
    expect(await servesFrom(one)).toBe(two.region);
    expect(await servesFrom(two)).toBe(two.region);

    deployed.sandbox.streams[0]?.origin.faults.add({ how: 'refuse' });
    const playlist = one.distributionPlaylistUrl.replace('index.m3u8', 'index_1.m3u8');
    const answer = await http.fetch(playlist);
    expect(answer.status).toBe(200);
    const names = [...answer.text().matchAll(/^index_1_\d+\.mp4$/gm)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(3);
    const newest = await http.fetch(new URL(names.at(-1) as string, playlist).href);
    expect(newest.status).toBe(200);
  });
});
