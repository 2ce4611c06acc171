import { describe, expect, test } from '@jest/globals';
import type { AwsClients } from '../../../src/lib/aws/aws-clients.js';
import { initCluster } from '../../../src/lib/init/init-cluster.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type CannedAnswer, CannedHttp } from '../playlist/canned-http.js';
import { master } from '../playlist/masters.js';

const LOW = ['#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360', 'low.m3u8'];
const HIGH = ['#EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080', 'high.m3u8'];
const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:6,\n7.ts\n#EXTINF:6,\n8.ts\n';

/** Two distributions, the second of which has one rung less. */
function differingStreams() {
  const http = new CannedHttp();
  const streams = ['eu-west-1', 'eu-west-2'].map((region, index) => {
    const base = `https://d${index}.cloudfront.net/live/`;
    http.answers.set(`${base}index.m3u8`, { body: master(...LOW, ...(index === 0 ? HIGH : [])) });
    http.answers.set(`${base}low.m3u8`, { body: MEDIA });
    return {
      region,
      distributionId: `E1A2B3C4D5E6F${index}`,
      distributionPlaylistUrl: `${base}index.m3u8`,
      originPlaylistUrl: `https://origin.${region}.example.com/live/index.m3u8`,
    };
  });
  const cloudFront = {
    send: async ({ input }: { input: { Id: string } }) => ({
      Distribution: { DomainName: `d${input.Id.at(-1)}.cloudfront.net` },
    }),
  };
  return {
    http,
    clock: new FakeClock(),
    clients: { cloudFront: async () => cloudFront } as unknown as AwsClients,
    answers: { name: 'spring-final', bucketBaseName: 'assets', project: 'cvs', version: '1.0.0', streams },
  };
}

test('ladders that differ are refused, with the flag that allows them', async () => {
  await expect(initCluster(differingStreams())).rejects.toMatchObject({
    code: 'LADDERS_DIFFER',
    suggestions: [expect.any(String), expect.stringContaining('cvs init --allow-partial')],
  });
});

test('the cluster keeps allowPartial, and the summary lists what is left out', async () => {
  const { cluster, summary } = await initCluster({ ...differingStreams(), allowPartial: true });
  expect(cluster.masterPlaylist.allowPartial).toBe(true);
  expect(summary.at(-1)).toMatch(/▲ left out: 1920x1080 5000000 bit\/s, which is not in eu-west-2/);
  const again = await initCluster({ ...differingStreams(), existing: cluster });
  expect(again.cluster.masterPlaylist.allowPartial).toBe(true);
});

test.each([
  ['a new cluster’s name that is too long', { name: 'championship-of-the-spring-2026' }, 'CLUSTER_NAME'],
  ['a new cluster’s name that stacks end in', { name: 'final-copilot' }, 'CLUSTER_NAME'],
])('%s is refused', async (_, changes, code) => {
  const input = differingStreams();
  const answers = { ...input.answers, ...changes };
  await expect(initCluster({ ...input, allowPartial: true, answers })).rejects.toMatchObject({ code, exitCode: 2 });
});

test('the name of a cluster that exists is kept, however long it is', async () => {
  const input = differingStreams();
  const { cluster } = await initCluster({ ...input, allowPartial: true });
  const existing = { ...cluster, name: 'championship-of-the-spring-2026' };
  const answers = { ...input.answers, name: existing.name };
  expect((await initCluster({ ...input, allowPartial: true, answers, existing })).cluster.name).toBe(existing.name);
});

test('a URL whose host is no name of the distribution is refused', async () => {
  const input = differingStreams();
  const streams = input.answers.streams.map((one) => ({
    ...one,
    distributionPlaylistUrl: `https://live.example.com/${one.region}.m3u8`,
  }));
  const answers = { ...input.answers, streams };
  await expect(initCluster({ ...input, answers })).rejects.toMatchObject({
    code: 'PLAYLIST_HOST',
    message: expect.stringContaining('that is d0.cloudfront.net; it has no alias'),
  });
});

test('tokens in the answers, and what an origin refuses, are told before anything is written', async () => {
  const input = differingStreams();
  const secret = 'sEcReT0123456789';
  const [first, second] = input.answers.streams;
  if (!first || !second) throw new Error('no streams');
  const query = `?Expires=1&Signature=${secret}&Key-Pair-Id=${secret}`;
  const known = input.http.answers.get(first.distributionPlaylistUrl);
  input.http.answers.set(first.distributionPlaylistUrl + query, { ...known });
  input.http.answers.set(second.originPlaylistUrl, { status: 403 });
  const streams = [{ ...first, distributionPlaylistUrl: first.distributionPlaylistUrl + query }, second];
  const { summary } = await initCluster({ ...input, allowPartial: true, answers: { ...input.answers, streams } });
  const warnings = summary.filter((line) => /▲ eu-/.test(line));
  expect(warnings).toEqual([
    expect.stringMatching(/eu-west-1: the origin does not answer/),
    expect.stringMatching(/eu-west-2: the origin answers 403\. The URL of the distribution is written instead/),
    expect.stringMatching(
      /eu-west-1: https:\S+ has a signature of CloudFront in the query .*: .*hand it to all viewers.*Use the URLs without/,
    ),
  ]);
  expect(summary.join()).not.toContain(secret);
});

test('a token in the URLs of a master playlist is told once, and without its value', async () => {
  const input = differingStreams();
  const secret = 'sEcReT0123456789';
  for (const { distributionPlaylistUrl: url } of input.answers.streams) {
    const media = url.replace('index.m3u8', 'low.m3u8');
    const known = input.http.answers.get(media);
    input.http.answers.set(`${media}?hdnts=${secret}`, { ...known });
    input.http.answers.set(url, { body: master(LOW[0] ?? '', `low.m3u8?hdnts=${secret}`) });
  }
  const { summary } = await initCluster(input);
  expect(summary.filter((line) => line.includes('hdnts'))).toEqual(
    ['eu-west-1', 'eu-west-2'].map((region) => expect.stringContaining(`▲ ${region}: https://`)),
  );
  expect(summary.join()).not.toContain(secret);
});

test('a distribution that demands signatures is refused by what it demands', async () => {
  const input = differingStreams();
  const url = input.answers.streams[0]?.distributionPlaylistUrl ?? '';
  input.http.answers.set(url, { status: 403, body: '<Error><Code>MissingKey</Code></Error>' });
  await expect(initCluster({ ...input, allowPartial: true })).rejects.toMatchObject({
    code: 'PLAYLIST_STATUS',
    message: expect.stringContaining('answers 403: CloudFront demands a signed URL or signed cookies'),
    suggestions: expect.arrayContaining([expect.stringContaining('Restrict viewer access')]),
  });
});

describe('an origin that only CloudFront may read', () => {
  const origins = (...headers: string[]) => ({
    Quantity: 1,
    Items: [
      {
        DomainName: 'origin.eu-west-1.example.com',
        CustomHeaders: { Quantity: headers.length, Items: headers.map((HeaderName) => ({ HeaderName })) },
      },
    ],
  });
  const initWith = (answers: Record<string, CannedAnswer>, ...headers: string[]) => {
    const input = differingStreams();
    for (const [url, answer] of Object.entries(answers)) input.http.answers.set(url, answer);
    const cloudFront = {
      send: async ({ input: { Id } }: { input: { Id: string } }) => ({
        Distribution: {
          DomainName: `d${Id.at(-1)}.cloudfront.net`,
          DistributionConfig: { Origins: origins(...headers) },
        },
      }),
    };
    return initCluster({
      ...input,
      allowPartial: true,
      clients: { cloudFront: async () => cloudFront } as unknown as AwsClients,
    });
  };
  const ONE = 'https://origin.eu-west-1.example.com/live/index.m3u8';
  const TWO = 'https://origin.eu-west-2.example.com/live/index.m3u8';
  const PLAYLIST = { body: '#EXTM3U\n' };

  test('is not written: the distribution’s URL is, and what follows is said', async () => {
    const { cluster, summary } = await initWith({ [ONE]: { status: 403 }, [TWO]: PLAYLIST });
    expect(cluster.regions.map(({ originPlaylistUrl }) => originPlaylistUrl)).toEqual([
      'https://d0.cloudfront.net/live/index.m3u8',
      TWO,
    ]);
    const [told, ...others] = summary.filter((line) => line.includes('the origin'));
    expect(told).toBe(
      '  ▲ eu-west-1: the origin answers 403. The URL of the distribution is written instead: the detectors see an outage later, when cached playlists have expired, and do not see the stream while its region is closed',
    );
    expect(others).toEqual([]);
  });

  test('is known by the headers that CloudFront sends it, where it answers 404 to others', async () => {
    const { cluster, summary } = await initWith({ [ONE]: { status: 404 }, [TWO]: PLAYLIST }, 'X-Secret');
    expect(cluster.regions[0]?.originPlaylistUrl).toBe('https://d0.cloudfront.net/live/index.m3u8');
    expect(summary.join('\n')).toContain('answers 404, and CloudFront sends it the header X-Secret');
  });

  test('an origin that cannot be read at all is kept, and told', async () => {
    const { cluster, summary } = await initWith({ [ONE]: { status: 404 }, [TWO]: PLAYLIST });
    expect(cluster.regions[0]?.originPlaylistUrl).toBe(ONE);
    expect(summary).toContain(
      '  ▲ eu-west-1: the origin answers 404: correct its URL, or the detectors take the stream for stale',
    );
  });
});
