import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../../../src/lib/clock.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { startViewer } from '../../../../src/lib/synthetic-viewer/start-viewer.js';
import type { Viewer } from '../../../../src/lib/synthetic-viewer/viewer.js';
import type { OriginFaults } from '../../../../src/sandbox/origins/stream-faults.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../../support/deployed-sandbox.js';

/** Short, so that the tests are; far longer than the copilot and the edge take to notice. */
const HOLD_DOWN_S = 4;

const http = createHttpClient();
let deployed: DeployedSandbox;
let viewer: Viewer;

beforeAll(async () => {
  deployed = await startDeployedSandbox('faults', {}, (cluster) => ({
    ...cluster,
    failover: { automatic: 'steer', holdDown: HOLD_DOWN_S },
    detector: { ...cluster.detector, durationMultiplier: 2 },
  }));
  viewer = startViewer({ masterUrl: deployed.masterUrl, http, clock: systemClock });
}, 120_000);

afterAll(async () => {
  await viewer?.stop();
  await http.close();
  await deployed?.close();
});

/** What players are told now, best first. */
async function priority(): Promise<string[]> {
  const response = await http.fetch(new URL('/steering.json', deployed.masterUrl).href);
  return (JSON.parse(response.text()) as { 'PATHWAY-PRIORITY': string[] })['PATHWAY-PRIORITY'];
}

async function health(region: string) {
  const { state } = await deployed.table.read();
  const domain = deployed.cluster.regions.find((one) => one.region === region)?.distributionDomain ?? '';
  return state.health.get(domain);
}

async function until(what: string, reached: () => Promise<boolean>, patienceMs = 60_000): Promise<void> {
  const end = systemClock.monotonic() + patienceMs;
  while (!(await reached())) {
    if (systemClock.monotonic() > end) throw new Error(`not seen in time: ${what}`);
    await systemClock.sleep(100);
  }
}

const first = (): OriginFaults => deployed.sandbox.streams[0]?.origin.faults as OriginFaults;

async function allIsWell(): Promise<void> {
  await until('eu-west-1 is preferred', async () => (await priority())[0] === 'eu-west-1');
  for (const region of ['eu-west-1', 'eu-west-2']) {
    await until(`${region} is fresh`, async () => (await health(region))?.fresh === true);
  }
  await until('the viewer plays there', async () => viewer.snapshot().pathway === 'eu-west-1');
}

async function everyoneLeaves(): Promise<void> {
  await until('eu-west-1 comes last', async () => (await priority()).at(-1) === 'eu-west-1');
  await until('the viewer left', async () => viewer.snapshot().pathway === 'eu-west-2');
  expect(await health('eu-west-1')).toMatchObject({ fresh: false });
  expect(await health('eu-west-2')).toMatchObject({ fresh: true });
  expect(viewer.snapshot().state).not.toBe('failed');
}

test.each<[string, () => void]>([
  ['freezes', () => first().add({ how: 'freeze' })],
  ['answers 503', () => first().add({ how: 'status', code: 503 })],
])(
  'an origin that %s is left without an operator, and used again after the hold-down',
  async (_, fault) => {
    await allIsWell();
    fault();
    await everyoneLeaves();
    first().clear();

    await until('the item is fresh again', async () => (await health('eu-west-1'))?.fresh === true);
    // It is fresh, and nevertheless not yet preferred.
    expect(await priority()).toEqual(['eu-west-2', 'eu-west-1']);
    const recoveredAtMs = (await health('eu-west-1'))?.recoveredAtMs ?? Number.NaN;
    await until('eu-west-1 is preferred again', async () => (await priority())[0] === 'eu-west-1');
    expect(systemClock.now() - recoveredAtMs).toBeGreaterThanOrEqual(HOLD_DOWN_S * 1000);
  },
  90_000,
);

test('an origin that takes requests and never answers is left too', async () => {
  await allIsWell();
  first().add({ how: 'hang' });
  await everyoneLeaves();
}, 90_000);

test('a region whose picture is black is left, though its playlists move', async () => {
  const { faults, streams } = deployed.sandbox;
  first().clear();
  await until('eu-west-1 is preferred', async () => (await priority())[0] === 'eu-west-1');
  const black = faults.add({ kind: 'stream', region: streams[0]?.region ?? '', how: 'black' });
  await until('eu-west-2 is preferred', async () => (await priority())[0] === 'eu-west-2');
  expect(await health('eu-west-1')).toMatchObject({ fresh: true, settledQuality: expect.any(Number) });
  faults.clear(black);
  await until('the score is whole', async () => (await health('eu-west-1'))?.quality === 100);
  // Not before it has been so for a minute.
  expect(await priority()).toEqual(['eu-west-2', 'eu-west-1']);
}, 90_000);

test('a region that is lost takes its origin, APIs and functions with it, and is whole again afterwards', async () => {
  await until('eu-west-1 is fresh', async () => (await health('eu-west-1'))?.fresh === true);
  const [{ region, originPlaylistUrl } = { region: '', originPlaylistUrl: '' }] = deployed.sandbox.streams;
  const { faults, endpoint, credentials } = deployed.sandbox;
  const seenAt = async () => {
    const { distributionDomain = '' } = deployed.cluster.regions[0] ?? {};
    const { state } = await deployed.table.read();
    return state.health.get(distributionDomain)?.observedAtMs;
  };
  const lost = faults.add({ kind: 'region', region, how: 'lost' });
  // What was on its way has arrived.
  await systemClock.sleep(1500);
  const before = await seenAt();

  await expect(http.fetch(originPlaylistUrl)).rejects.toMatchObject({ reason: 'network' });
  const client = new DynamoDBClient({
    ...{ region, endpoint, credentials, maxAttempts: 1 },
    requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
  });
  await expect(client.send(new ListTablesCommand({}))).rejects.toThrow(/requestTimeout/);
  client.destroy();
  expect((await http.fetch(deployed.masterUrl)).status).toBe(200);
  expect((await health('eu-west-2'))?.fresh).toBe(true);
  await systemClock.sleep(2000);
  // The region's own detector says nothing any more.
  expect(await seenAt()).toBe(before);

  faults.clear(lost);
  expect((await http.fetch(originPlaylistUrl)).status).toBe(200);
  const back = new DynamoDBClient({ region, endpoint, credentials });
  await back.send(new ListTablesCommand({}));
  back.destroy();
}, 90_000);
