import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { fetchMasters } from '../../../../src/lib/playlist/merge/fetch-masters.js';
import { master } from '../masters.js';
import { CLUSTER } from '../test-cluster.js';

const MASTER = master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8');

let server: Server;
let http: HttpClient;
let root: string;
/** Called when a request came that is never answered. */
let heard = () => {};

beforeEach(async () => {
  server = createServer((request, response) => {
    const answers: Record<string, () => void> = {
      '/plain': () => response.end(MASTER),
      '/moved': () => response.writeHead(302, { location: '/elsewhere/index' }).end(),
      '/elsewhere/index': () => response.end(MASTER),
      '/circle': () => response.writeHead(302, { location: '/circle' }).end(),
      '/gzip': () => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(MASTER)),
      '/bomb': () =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000, 35))),
      '/noise': () => response.end(Buffer.alloc(3_000_000, 'noise ')),
      '/half': () => {
        response.writeHead(200, { 'content-length': MASTER.length * 2 });
        response.write(MASTER);
        setImmediate(() => response.destroy());
      },
      '/silent': () => heard(),
    };
    (answers[request.url ?? ''] ?? (() => response.writeHead(404).end()))();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient();
});

afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The cluster's regions, the second with its playlist at `url`. */
function placesOf(url: string) {
  return CLUSTER.regions.map((region, index) => ({
    ...region,
    distributionPlaylistUrl: index === 0 ? `${root}/plain` : url,
  }));
}

/** The second region is at `path`; no answer is waited for longer than a quarter of a second. */
function fetchWith(path: string) {
  const hasty: HttpClient = { ...http, fetch: (url, options) => http.fetch(url, { ...options, timeoutMs: 250 }) };
  const regions = placesOf(path.includes(':') ? path : `${root}${path}`);
  return fetchMasters({ regions }, path === '/silent' ? hasty : http);
}

test.each([
  ['/gzip', '/gzip'],
  ['/moved', '/elsewhere/index'],
])('%s is read, and relative URIs resolve against %s', async (path, final) => {
  const [, second] = await fetchWith(path);
  expect(second).toEqual({ region: 'eu-west-2', url: `${root}${final}`, text: MASTER });
});

test.each([
  ['/circle', 'PLAYLIST_UNREACHABLE', 'redirected too often'],
  ['/silent', 'PLAYLIST_UNREACHABLE', 'no answer in time'],
  ['/half', 'PLAYLIST_UNREACHABLE', 'the connection failed'],
  ['/bomb', 'PLAYLIST_TOO_LARGE', 'the answer is too long'],
  ['/noise', 'PLAYLIST_NOT_HLS', 'first line is not #EXTM3U'],
  ['file:///etc/hostname', 'PLAYLIST_UNREACHABLE', 'not a URL of http or https'],
])('%s is refused: %s', async (path, code, words) => {
  await expect(fetchWith(path)).rejects.toMatchObject({
    code,
    exitCode: 1,
    message: expect.stringMatching(new RegExp(`eu-west-2.*${words}`)),
  });
});

test('30 s of silence are cut short after 10 s', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
  try {
    let settled = false;
    const asked = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const fetching = fetchMasters({ regions: placesOf(`${root}/silent`) }, http).catch((error: unknown) => error);
    void fetching.finally(() => {
      settled = true;
    });
    await asked;
    jest.advanceTimersByTime(9_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    jest.advanceTimersByTime(1);
    expect(await fetching).toMatchObject({
      code: 'PLAYLIST_UNREACHABLE',
      message: expect.stringMatching(/eu-west-2.*no answer in time/),
    });
  } finally {
    jest.useRealTimers();
  }
});
