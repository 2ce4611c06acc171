import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDelivery } from '../../../src/lib/doctor/read-delivery.js';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';

let server: Server;
let http: HttpClient;
let url: string;
let status = 200;
let headers: Record<string, string> = {};
let playersOrigin: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    playersOrigin = request.headers.origin;
    response.writeHead(status, headers).end('#EXTM3U\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/video.m3u8`;
  http = createHttpClient();
});

afterAll(async () => {
  await http.close();
  await new Promise((resolve) => server.close(resolve));
});

function read(sent: Record<string, string>, sentStatus = 200) {
  headers = sent;
  status = sentStatus;
  return readDelivery(http, url, new AbortController().signal);
}

describe('how a media playlist is delivered', () => {
  test.each([
    [{}, undefined],
    [{ 'cache-control': 'max-age=3' }, 3],
    [{ 'cache-control': 'max-age=3, s-maxage=1' }, 1],
    [{ 'cache-control': 'Max-Age=3, no-store' }, 0],
    [{ 'cache-control': 'private' }, 0],
    [{ 'cache-control': 'public' }, undefined],
    [{ date: 'Thu, 01 Jan 2026 00:00:00 GMT', expires: 'Thu, 01 Jan 2026 00:00:04 GMT' }, 4],
    [{ date: 'Thu, 01 Jan 2026 00:00:00 GMT', expires: 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ expires: '0' }, 0],
  ])('%j is a lifetime of %s s', async (sent, lifetimeS) => {
    expect((await read(sent as Record<string, string>)).lifetimeS).toBe(lifetimeS);
  });

  test.each([
    [{}, undefined],
    [{ age: '0' }, 0],
    [{ age: '45' }, 45],
    [{ age: 'old' }, undefined],
  ])('%j is an age of %s s', async (sent, ageS) => {
    expect((await read(sent as Record<string, string>)).ageS).toBe(ageS);
  });

  test('a server that repeats the player’s site allows every site', async () => {
    expect((await read({})).allowOrigin).toBeUndefined();
    const { allowOrigin } = await read({ 'access-control-allow-origin': playersOrigin ?? '' });
    expect(allowOrigin).toBe('*');
    expect((await read({ 'access-control-allow-origin': 'https://a.example' })).allowOrigin).toBe('https://a.example');
  });

  test('an error page says nothing of how playlists are delivered', async () => {
    await expect(read({ 'cache-control': 'max-age=3' }, 503)).rejects.toMatchObject({
      code: 'STREAM_UNREADABLE',
      message: `${url} answers 503.`,
    });
  });

  test('nor does a connection that is refused', async () => {
    await expect(
      readDelivery(http, 'http://127.0.0.1:1/video.m3u8', new AbortController().signal),
    ).rejects.toMatchObject({ code: 'STREAM_UNREADABLE' });
  });
});
