import { describe, expect, test } from '@jest/globals';
import { CvsError } from '../../../../src/lib/errors.js';
import { fetchMasters } from '../../../../src/lib/playlist/merge/fetch-masters.js';
import { type CannedAnswer, CannedHttp } from '../canned-http.js';
import { master, REGION_URLS } from '../masters.js';
import { CLUSTER } from '../test-cluster.js';

const MASTER = master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8');
const [ONE = '', TWO = ''] = Object.values(REGION_URLS);

function http(answers: Record<string, CannedAnswer>): CannedHttp {
  const client = new CannedHttp();
  for (const [url, answer] of Object.entries(answers)) client.answers.set(url, answer);
  return client;
}

test('gives the masters in the cluster file’s order, with the URL they were redirected to', async () => {
  const client = http({ [TWO]: { body: MASTER }, [ONE]: { body: MASTER, url: 'https://d1.example/elsewhere/i.m3u8' } });
  expect(await fetchMasters(CLUSTER, client)).toEqual([
    { region: 'eu-west-1', url: 'https://d1.example/elsewhere/i.m3u8', askedUrl: ONE, text: MASTER },
    { region: 'eu-west-2', url: TWO, text: MASTER },
  ]);
});

describe('what cannot be used is one error that names region and URL', () => {
  test.each([
    ['PLAYLIST_UNREACHABLE', undefined, 'connection was refused'],
    ['PLAYLIST_STATUS', { status: 404 }, 'answers 404'],
    ['PLAYLIST_STATUS', { status: 503, body: MASTER }, 'answers 503'],
    ['PLAYLIST_EMPTY', { body: '' }, 'is empty'],
    ['PLAYLIST_NOT_HLS', { body: '<html></html>' }, 'HTML page'],
    ['PLAYLIST_NOT_HLS', { body: Buffer.from([0x23, 0x45, 0x58, 0x54, 0x4d, 0x33, 0x55, 0x0a, 0xff]) }, 'not UTF-8'],
    ['PLAYLIST_IS_MEDIA', { body: master('#EXTINF:2,', 'a.ts') }, 'media playlist'],
  ])('%s', async (code, answer, words) => {
    const client = http({ [ONE]: { body: MASTER }, ...(answer ? { [TWO]: answer } : {}) });
    const error = await fetchMasters(CLUSTER, client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CvsError);
    const { message, code: thrownCode, exitCode } = error as CvsError;
    expect(thrownCode).toBe(code);
    expect(exitCode).toBe(1);
    expect(message).toContain(words);
    expect(message).toContain('eu-west-2');
    expect(message).toContain(TWO);
  });
});

test('a 404 says how to open a region that is closed', async () => {
  const error = await fetchMasters(CLUSTER, http({ [ONE]: { body: MASTER }, [TWO]: { status: 404 } })).catch((e) => e);
  expect((error as CvsError).suggestions[1]).toBe('If eu-west-2 is closed, open it: cvs failover open eu-west-2');
});

test('what is wrong in each region is told at once', async () => {
  const client = http({ [ONE]: { status: 503 }, [TWO]: { body: '<html></html>' } });
  const error = await fetchMasters(CLUSTER, client).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'PLAYLIST_STATUS',
    message: expect.stringMatching(/eu-west-1.*answers 503.*\n.*eu-west-2.*HTML page/),
  });
  expect((error as CvsError).suggestions).toHaveLength(2);
});

test('a closed region’s master comes from its origin and resolves against its distribution', async () => {
  const client = http({ [ONE]: { body: MASTER }, [CLUSTER.regions[1]?.originPlaylistUrl ?? '']: { body: MASTER } });
  const [, closed] = await fetchMasters(CLUSTER, client, { closedRegions: ['eu-west-2'] });
  expect(closed).toEqual({ region: 'eu-west-2', url: TWO, text: MASTER });
});

test.each([
  ['to another host', 'https://edge7.example/s/9/i.m3u8', 'https://edge7.example/s/9/i.m3u8', TWO],
  ['to another path', '/s/9/i.m3u8', new URL('/s/9/i.m3u8', TWO).href, undefined],
])(
  'a redirect of the origin %s leads a closed region where it leads an open one',
  async (_, location, url, askedUrl) => {
    const origin = CLUSTER.regions[1]?.originPlaylistUrl ?? '';
    const at = (asked: string): CannedAnswer => ({ body: MASTER, url: new URL(location, asked).href });
    const client = http({ [ONE]: { body: MASTER }, [TWO]: at(TWO), [origin]: at(origin) });
    const [, open] = await fetchMasters(CLUSTER, client);
    const [, closed] = await fetchMasters(CLUSTER, client, { closedRegions: ['eu-west-2'] });
    expect(closed).toEqual({ region: 'eu-west-2', text: MASTER, url, askedUrl });
    expect(closed).toEqual(open);
  },
);

test('a region that its copilot closed is found out by the 404’s header and read at its origin', async () => {
  const client = http({
    [ONE]: { body: MASTER },
    [TWO]: { status: 404, headers: { 'x-cvs-distribution': 'closed' } },
    [CLUSTER.regions[1]?.originPlaylistUrl ?? '']: { body: MASTER },
  });
  const [, closed] = await fetchMasters(CLUSTER, client);
  expect(closed).toEqual({ region: 'eu-west-2', url: TWO, text: MASTER });
});

test.each<[string, CannedAnswer | undefined, RegExp]>([
  [
    'cannot be reached',
    undefined,
    /^eu-west-2 is closed, so its origin was asked\. The master playlist of eu-west-2 .* refused/,
  ],
  ['answers with an error', { status: 502 }, /^eu-west-2 is closed, so its origin was asked\. .* answers 502/],
])('the origin of a closed region that %s: the message says why it was asked', async (_, answer, words) => {
  const origin = CLUSTER.regions[1]?.originPlaylistUrl ?? '';
  const client = http({
    [ONE]: { body: MASTER },
    [TWO]: { status: 404, headers: { 'x-cvs-distribution': 'closed' } },
    ...(answer ? { [origin]: answer } : {}),
  });
  const error: unknown = await fetchMasters(CLUSTER, client).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringMatching(words) });
  expect((error as CvsError).message).toContain(origin);
  expect((error as CvsError).suggestions[0]).toBe(
    'Start the stream of eu-west-2, or correct its originPlaylistUrl in the cluster file.',
  );
});

test('an origin that is itself a closed distribution is said to be closed', async () => {
  const closed = { status: 404, headers: { 'x-cvs-distribution': 'closed' } };
  const client = http({
    [ONE]: { body: MASTER },
    [TWO]: closed,
    [CLUSTER.regions[1]?.originPlaylistUrl ?? '']: closed,
  });
  await expect(fetchMasters(CLUSTER, client)).rejects.toMatchObject({
    code: 'DISTRIBUTION_CLOSED',
    suggestions: ['Open it: cvs failover open eu-west-2'],
  });
});

test('an abort is passed on as it is', async () => {
  const reason = new Error('Ctrl-C');
  await expect(fetchMasters(CLUSTER, http({}), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('a second reading is kept beside the first, and nothing where it fails', async () => {
  const client = http({ [ONE]: { body: MASTER }, [TWO]: { body: MASTER } });
  const asked: string[] = [];
  const counting = {
    ...client,
    close: () => client.close(),
    async fetch(url: string) {
      asked.push(url);
      if (asked.filter((one) => one === TWO).length === 2 && url === TWO) return client.fetch('https://gone.example/');
      return client.fetch(url);
    },
  };
  expect(await fetchMasters(CLUSTER, counting, { again: true })).toEqual([
    { region: 'eu-west-1', url: ONE, text: MASTER, again: MASTER },
    { region: 'eu-west-2', url: TWO, text: MASTER },
  ]);
  expect(asked).toHaveLength(4);
});
