import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../../src/lib/clock.js';
import type { Cluster } from '../../../../src/lib/cluster/cluster.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { comparePublished } from '../../../../src/lib/parts/master-playlist/compare-published.js';
import { type PublishClusterInput, publishCluster } from '../../../../src/lib/parts/master-playlist/publish-cluster.js';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import type { ProgressEvent } from '../../../../src/lib/progress.js';
import { type DeployedSandbox, startDeployedSandbox } from '../../../support/deployed-sandbox.js';
import { startTextServer } from '../../../support/text-server.js';
import { master } from '../../playlist/masters.js';

let deployed: DeployedSandbox;
let http: HttpClient;

beforeAll(async () => {
  http = createHttpClient();
  deployed = await startDeployedSandbox('publishing');
});

afterAll(async () => {
  await http.close();
  await deployed.close();
});

const publish = (changes: Partial<PublishClusterInput> = {}) =>
  publishCluster({
    cluster: deployed.cluster,
    clients: deployed.clients,
    http,
    clock: systemClock,
    random: () => 0.5,
    ...changes,
  });

/** One service of one region does not answer; everything else does. */
class Without extends AwsClients {
  constructor(
    readonly service: 'bucket' | 'stacks',
    readonly region: string,
  ) {
    super({ endpoint: deployed.sandbox.endpoint, credentials: deployed.sandbox.credentials });
  }

  override s3(region: string): ReturnType<AwsClients['s3']> {
    return this.#lost('bucket', region) ?? super.s3(region);
  }

  override cloudFormation(region: string): ReturnType<AwsClients['cloudFormation']> {
    return this.#lost('stacks', region) ?? super.cloudFormation(region);
  }

  #lost(service: string, region: string): Promise<never> | undefined {
    if (service !== this.service || region !== this.region) return undefined;
    return Promise.reject(new Error('connect ETIMEDOUT'));
  }
}

async function statusNow(cluster: Cluster, buckets: { region: string; bucket: string }[]): Promise<string> {
  return (await comparePublished({ cluster, buckets, http, clients: deployed.clients, clock: systemClock })).status;
}

test('after a deployment there is nothing to write, and viewers get it', async () => {
  const { objects, failedRegions, served } = await publish();
  expect(objects.map((one) => one.status)).toEqual(Array(6).fill('unchanged'));
  expect(failedRegions).toEqual([]);
  expect(served).toEqual({ url: deployed.masterUrl, status: 'current', invalidated: [] });
});

test('nothing is wrong with what a deployment publishes, nor with what is behind it', async () => {
  const { findings, mediaPlaylists } = await checkPlaylist({ target: deployed.masterUrl, http });
  expect(findings).toEqual([]);
  expect(mediaPlaylists).toBe(8);
});

test('a ladder that changed is outdated until it is published, and viewers get the new one', async () => {
  const ladder = (name: string) => master('#EXT-X-STREAM-INF:BANDWIDTH=42000', `${name}.m3u8`);
  const origins = await startTextServer({ '/one.m3u8': ladder('a'), '/two.m3u8': ladder('b') });
  const paths = ['/one.m3u8', '/two.m3u8'];
  const cluster = {
    ...deployed.cluster,
    regions: deployed.cluster.regions.map((region, index) => ({
      ...region,
      distributionPlaylistUrl: origins.url(paths[index] ?? ''),
    })),
  };
  try {
    const buckets = [
      ...new Map((await publish()).objects.map(({ region, bucket }) => [region, { region, bucket }])).values(),
    ];
    expect(await statusNow(cluster, buckets)).toBe('outdated');
    const { objects, served } = await publish({ cluster });
    expect(objects.map((one) => one.status)).toEqual(Array(6).fill('written'));
    expect(served).toMatchObject({ status: 'current', invalidated: [] });
    expect((await http.fetch(deployed.masterUrl)).text()).toContain('BANDWIDTH=42000');
    expect(await statusNow(cluster, buckets)).toBe('current');
    expect(await statusNow(deployed.cluster, buckets)).toBe('outdated');
  } finally {
    await origins.close();
  }
});

test('while a stream cannot be read nothing is written, and it is said what viewers get', async () => {
  const [first, second] = deployed.cluster.regions as [
    (typeof deployed.cluster.regions)[0],
    (typeof deployed.cluster.regions)[0],
  ];
  const gone = { ...second, distributionPlaylistUrl: 'http://localhost:1/index.m3u8' };
  await expect(publish({ cluster: { ...deployed.cluster, regions: [first, gone] } })).rejects.toMatchObject({
    code: 'PLAYLIST_UNREACHABLE',
    suggestions: expect.arrayContaining([expect.stringMatching(/^Viewers keep the playlist that was published last/)]),
  });
});

test('what a region lacks is left out where the cluster file says so, and status, publish and deploy agree', async () => {
  const rung = (bandwidth: number) => [`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth}`, `${bandwidth}.m3u8`];
  const origins = await startTextServer({
    '/one.m3u8': master(...rung(9), ...rung(500)),
    '/two.m3u8': master(...rung(9)),
  });
  const differing = {
    ...deployed.cluster,
    regions: deployed.cluster.regions.map((region, index) => ({
      ...region,
      distributionPlaylistUrl: origins
        .url(index === 0 ? '/one.m3u8' : '/two.m3u8')
        .replace('127.0.0.1', index === 0 ? '127.0.0.1' : 'localhost'),
    })),
  };
  const partial = { ...differing, masterPlaylist: { ...differing.masterPlaylist, allowPartial: true } };
  const warnings: string[] = [];
  const report = (event: ProgressEvent) => {
    if (event.type === 'warning') warnings.push(event.message);
  };
  try {
    const events: ProgressEvent[] = [];
    await expect(publish({ cluster: differing, report: (event) => events.push(event) })).rejects.toMatchObject({
      code: 'LADDERS_DIFFER',
      suggestions: [expect.any(String), expect.stringContaining('masterPlaylist.allowPartial: true')],
    });
    expect(events.at(-1)).toMatchObject({ type: 'step', status: 'failed', detail: 'nothing was written' });
    const once = await publish({ cluster: differing, allowPartial: true, report });
    expect(once.summary).toMatchObject({ rungs: 1, leftOut: 1 });
    expect(warnings).toEqual([
      expect.stringMatching(/^left out: .*500 bit\/s/),
      expect.stringMatching(/^left out for this run only: /),
    ]);
    warnings.length = 0;
    const { objects } = await publish({ cluster: partial, report });
    expect(objects.map((one) => one.status)).toEqual(Array(6).fill('unchanged'));
    expect(warnings).toHaveLength(1);
    const buckets = [...new Map(objects.map(({ region, bucket }) => [region, { region, bucket }])).values()];
    expect(await statusNow(partial, buckets)).toBe('current');
    expect(await statusNow(differing, buckets)).toBe('unknown');
  } finally {
    await origins.close();
  }
});

test('while a region is closed, its master is read at its origin', async () => {
  const [one] = deployed.cluster.regions;
  const domain = one?.distributionDomain ?? '';
  await deployed.table.change({ domain, action: 'close', change: (before) => ({ ...before, open: false }) });
  try {
    while ((await http.fetch(one?.distributionPlaylistUrl ?? '')).status !== 404) await systemClock.sleep(200);
    const { objects, served, summary } = await publish();
    expect(objects.map((object) => object.status)).toEqual(Array(6).fill('written'));
    expect(served.status).toBe('current');
    expect(summary.pathways).toEqual(deployed.cluster.regions.map(({ region }) => region));
    const { findings } = await checkPlaylist({ target: deployed.masterUrl, http });
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      `region-closed: ${one?.region} is closed`,
    ]);
  } finally {
    await deployed.table.change({ domain, action: 'open', change: (before) => ({ ...before, open: true }) });
  }
});

test('what edges hold for long is invalidated, as another edge than ours may hold it', async () => {
  const { objects } = await publish();
  const spoilt = objects.filter(({ key }) => key === 'playlist.eu-west-2.m3u8');
  for (const { region, bucket, key } of spoilt) {
    const s3 = await deployed.clients.s3(region);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'old', CacheControl: 'max-age=86400' }));
  }
  const root = new URL('/playlist.eu-west-2.m3u8', deployed.masterUrl).href;
  while ((await http.fetch(root)).text() !== 'old') await systemClock.sleep(100);
  const { served } = await publish();
  expect(served).toEqual({
    url: deployed.masterUrl,
    status: 'current',
    invalidated: ['/playlist.eu-west-1.m3u8', '/playlist.eu-west-2.m3u8', '/playlist.m3u8'],
  });
  expect((await http.fetch(root)).text()).not.toBe('old');
});

test.each(['bucket', 'stacks'] as const)(
  'a region whose %s cannot be reached is named, and the other gets it',
  async (service) => {
    const clients = new Without(service, 'eu-west-2');
    try {
      const { objects, failedRegions, served } = await publish({ clients });
      expect(objects.map((one) => one.region)).toEqual(Array(3).fill('eu-west-1'));
      expect(failedRegions).toEqual([
        expect.objectContaining({ region: 'eu-west-2', message: expect.stringContaining('ETIMEDOUT') }),
      ]);
      expect(served.status).toBe('current');
    } finally {
      await clients.close();
    }
  },
);

test('players of any site may read what is published, and may send any header, Authorization too', async () => {
  for (const url of [deployed.masterUrl, new URL('/steering.json', deployed.masterUrl).href]) {
    const origin = 'https://site.example';
    const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    const read = await http.fetch(url, { headers: { origin } });
    expect(read.headers.get('access-control-allow-origin')).toBe('*');
    expect(read.headers.has('access-control-allow-credentials')).toBe(false);
    const preflight = await http.fetch(url, { method: 'OPTIONS', headers: { origin, ...asked } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('*, Authorization');
  }
});
