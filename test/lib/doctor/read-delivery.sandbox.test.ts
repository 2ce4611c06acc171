import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deliveryOf } from '../../../src/lib/doctor/read-delivery.js';
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

function read(sent: Record<string, string>, sentStatus = 200, atOrigin = false) {
  headers = sent;
  status = sentStatus;
  return deliveryOf(http, url, { atOrigin, signal: new AbortController().signal });
}

describe('how a media playlist is delivered', () => {
  test('is read as a player in a browser would get it', async () => {
    expect(await read({ age: '45', 'cache-control': 'max-age=3' })).toMatchObject({ url, ageS: 45, lifetimeS: 3 });
    expect(playersOrigin).toMatch(/^https:/);
  });

  test('at the origin of a closed distribution it is read as an edge reads it', async () => {
    expect(await read({ age: '45' }, 200, true)).toMatchObject({ url, ageS: 45, atOrigin: true });
    expect(playersOrigin).toBeUndefined();
  });

  test('an error page says nothing of how playlists are delivered', async () => {
    await expect(read({ 'cache-control': 'max-age=3' }, 503)).rejects.toMatchObject({
      code: 'STREAM_UNREADABLE',
      message: `${url} answers 503.`,
    });
  });

  test('nor does a connection that is refused', async () => {
    await expect(
      deliveryOf(http, 'http://127.0.0.1:1/video.m3u8', {
        atOrigin: false,
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({ code: 'STREAM_UNREADABLE' });
  });
});
