import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../../../src/lib/aws/aws-clients.js';
import { systemClock } from '../../../../src/lib/clock.js';
import { comparePublished } from '../../../../src/lib/parts/master-playlist/compare-published.js';
import { publishMasterPlaylist } from '../../../../src/lib/parts/master-playlist/publish-master-playlist.js';
import { type MergedMaster, mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import type { ProgressEvent } from '../../../../src/lib/progress.js';
import { CannedHttp } from '../../playlist/canned-http.js';
import { master, mastersOf, REGION_URLS } from '../../playlist/masters.js';
import { BUCKETS, CLUSTER } from '../../playlist/test-cluster.js';
import { S3Double } from './s3-double.js';

const MASTER = master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8');
const KEYS = ['playlist.eu-west-1.m3u8', 'playlist.eu-west-2.m3u8', 'playlist.m3u8'];

let s3: S3Double;
let clients: AwsClients;
let http: CannedHttp;
let merged: MergedMaster;

beforeEach(async () => {
  s3 = new S3Double();
  const endpoint = await s3.start();
  clients = new AwsClients({ endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  http = new CannedHttp();
  for (const region of CLUSTER.regions) http.answers.set(region.distributionPlaylistUrl, { body: MASTER });
  merged = mergeMasters(mastersOf(MASTER, MASTER), { steering: true });
});

afterEach(async () => {
  await clients.close();
  await s3.stop();
});

const publish = (extra: object = {}) =>
  publishMasterPlaylist({ merged, key: 'playlist.m3u8', buckets: BUCKETS, clients, clock: systemClock, ...extra });
const compare = (extra: object = {}) =>
  comparePublished({ cluster: CLUSTER, buckets: BUCKETS, http, clients, clock: systemClock, ...extra });

describe('publishMasterPlaylist', () => {
  test('puts each region’s copy, and the first region’s as the fallback, into every bucket', async () => {
    const events: ProgressEvent[] = [];
    const result = await publish({ report: (event: ProgressEvent) => events.push(event) });
    expect(result.failedRegions).toEqual([]);
    for (const { bucket } of BUCKETS) {
      expect(result.objects.filter((one) => one.bucket === bucket).map(({ key, status }) => [key, status])).toEqual(
        KEYS.map((key) => [key, 'written']),
      );
      const stored = (key: string) => s3.objects.get(`${bucket}/${key}`);
      expect(stored('playlist.eu-west-2.m3u8')).toEqual({
        body: merged.copies.get('eu-west-2'),
        contentType: 'application/vnd.apple.mpegurl',
        cacheControl: 'max-age=2',
      });
      expect(stored('playlist.m3u8')?.body).toBe(merged.copies.get('eu-west-1'));
    }
    expect(events.at(-1)).toMatchObject({ type: 'activity', done: 6, total: 6 });
  });

  test('writes only what differs, be it the text or how it is cached', async () => {
    await publish();
    s3.requests.length = 0;
    expect((await publish()).objects.map((one) => one.status)).toEqual(Array(6).fill('unchanged'));
    expect(s3.requests.some((request) => request.startsWith('PUT'))).toBe(false);
    const stale = `${BUCKETS[0]?.bucket}/playlist.m3u8`;
    s3.objects.set(stale, {
      ...s3.objects.get(stale),
      body: merged.copies.get('eu-west-1') ?? '',
      cacheControl: 'max-age=86400',
    });
    const written = (await publish()).objects.filter((one) => one.status === 'written');
    expect(written.map(({ bucket, key }) => `${bucket}/${key}`)).toEqual([stale]);
  });

  test('a region whose bucket fails does not hold up the other', async () => {
    s3.denied.add('masters-eu-west-1');
    const result = await publish();
    expect(result.failedRegions).toEqual([
      { region: 'eu-west-1', bucket: 'masters-eu-west-1', message: 's3://masters-eu-west-1: AccessDenied here' },
    ]);
    expect(result.objects.map((one) => one.region)).toEqual(['eu-west-2', 'eu-west-2', 'eu-west-2']);
  });

  test('nothing published anywhere is a failure', async () => {
    for (const { bucket } of BUCKETS) s3.denied.add(bucket);
    await expect(publish()).rejects.toMatchObject({ code: 'PUBLISH_FAILED', exitCode: 1 });
  });

  test('what does not read back as written is a failure', async () => {
    s3.spoil = (body) => body.slice(1);
    await expect(publish()).rejects.toMatchObject({ message: expect.stringContaining('does not read back') });
  });

  test('an unsound merge is not published', async () => {
    const broken = { ...merged, summary: { ...merged.summary, rungs: 2 } };
    await expect(publish({ merged: broken })).rejects.toMatchObject({ code: 'MERGE_UNSOUND' });
    expect(s3.requests).toEqual([]);
  });
});

describe('comparePublished', () => {
  test('missing before, current after', async () => {
    expect(await compare()).toMatchObject({
      status: 'missing',
      regions: [{ status: 'missing' }, { status: 'missing' }],
    });
    await publish();
    expect(await compare()).toMatchObject({
      status: 'current',
      regions: [{ status: 'current' }, { status: 'current' }],
    });
  });

  test('outdated when the streams’ ladder has changed', async () => {
    await publish();
    const changed = master('#EXT-X-STREAM-INF:BANDWIDTH=2', 'v.m3u8');
    for (const region of CLUSTER.regions) http.answers.set(region.distributionPlaylistUrl, { body: changed });
    expect(await compare()).toMatchObject({ status: 'outdated', detail: expect.stringContaining('playlist.m3u8') });
  });

  test('unknown, with the reason, when a stream cannot be read', async () => {
    await publish();
    http.answers.delete(REGION_URLS['eu-west-2'] ?? '');
    expect(await compare()).toMatchObject({ status: 'unknown', detail: expect.stringContaining('eu-west-2') });
  });

  test('a closed region is read at its origin', async () => {
    await publish();
    http.answers.set(REGION_URLS['eu-west-2'] ?? '', { status: 404 });
    http.answers.set(CLUSTER.regions[1]?.originPlaylistUrl ?? '', { body: MASTER });
    expect(await compare({ closedRegions: ['eu-west-2'] })).toMatchObject({ status: 'current' });
  });

  test('a bucket that cannot be read is unknown, the other is judged', async () => {
    await publish();
    s3.denied.add('masters-eu-west-2');
    expect(await compare()).toMatchObject({
      status: 'unknown',
      regions: [{ status: 'current' }, { status: 'unknown' }],
    });
  });
});
