import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { poll } from '../../../../src/lib/detector/polling/poll.js';
import { readWholeMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';
import { listen } from '../../../../src/lib/http/listen.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';

const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\ns7.ts\n';
const http = createHttpClient();
const conditions: (string | undefined)[] = [];
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '/';
    conditions.push(request.headers['if-none-match']);
    if (path === '/hang') return;
    if (path === '/reset') return void request.socket.destroy();
    if (path === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
    if (path === '/moved') return void response.writeHead(302, { location: '/live.m3u8' }).end();
    if (path === '/page') return void response.end('<html></html>');
    if (path === '/cut') return void response.end(`${MEDIA}#EXTINF:2,\n`);
    if (path === '/closed') return void response.writeHead(404, { 'x-cvs-distribution': 'closed' }).end();
    if (path === '/gone') return void response.writeHead(404).end();
    if (path === '/short')
      return void response.writeHead(200, { 'content-length': '500' }).write(MEDIA, () => request.socket.destroy());
    if (request.headers['if-none-match'] === '"one"') return void response.writeHead(304, { age: '3' }).end();
    response.writeHead(200, { etag: '"one"', age: '1', 'cache-control': 'public, max-age=9, s-maxage=2' }).end(MEDIA);
  });
  base = `http://127.0.0.1:${await listen(server, 0)}`;
});

afterAll(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const look = (path: string, known?: Parameters<typeof poll<ReturnType<typeof readWholeMediaPlaylist>>>[2]['known']) =>
  poll(
    http,
    path.startsWith('http') ? path : base + path,
    { timeoutMs: 400, signal: new AbortController().signal, known },
    readWholeMediaPlaylist,
  );

test.each([
  ['/hang', 'timeout'],
  ['/reset', 'network'],
  ['/short', 'network'],
  ['/loop', 'redirect-loop'],
  ['/gone', 'http-status'],
  ['/page', 'not-hls'],
  ['/cut', 'truncated'],
  ['http://127.0.0.1:1/', 'refused'],
  ['http://nobody.invalid/', 'dns'],
])('%s fails as %s', async (path, check) => {
  expect(await look(path)).toMatchObject({ kind: 'failed', check });
});

test('a 404 that the copilot marks is a closed distribution', async () => {
  expect(await look('/closed')).toEqual({ kind: 'closed' });
});

test('a redirect is followed, and URIs are relative to where it led', async () => {
  const outcome = await look('/moved');
  expect(outcome).toMatchObject({ kind: 'read', known: { value: { lastSegment: `${base}/s7.ts` } } });
});

test('what is known is asked for on condition, and a 304 is the same playlist', async () => {
  const first = await look('/live.m3u8');
  if (first.kind !== 'read') throw new Error(first.kind);
  expect(first).toMatchObject({ unchanged: false, ageS: 1, lifetimeS: 2 });
  const second = await look('/live.m3u8', first.known);
  expect(conditions.at(-1)).toBe('"one"');
  expect(second).toMatchObject({ kind: 'read', known: first.known, unchanged: true, ageS: 3 });
});

test('a stopped request is not a failure of the stream', async () => {
  const stop = new AbortController();
  const outcome = poll(http, `${base}/hang`, { timeoutMs: 5000, signal: stop.signal }, readWholeMediaPlaylist);
  stop.abort();
  expect(await outcome).toEqual({ kind: 'aborted' });
});
