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
/** Of what is not there. */
let errorHeaders: Record<string, string> = {};

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url !== '/video.m3u8') {
      response.writeHead(404, errorHeaders).end();
      return;
    }
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

  test.each([
    ['nothing', {}, {}, 'Access-Control-Allow-Origin'],
    ['every site', {}, { 'access-control-allow-origin': '*' }, undefined],
    [
      'every site, where players send credentials',
      { 'access-control-allow-credentials': 'true' },
      { 'access-control-allow-origin': '*' },
      'Access-Control-Allow-Credentials, which its playlists have',
    ],
    [
      'one site with credentials, as its playlists do',
      { 'access-control-allow-credentials': 'true' },
      { 'access-control-allow-origin': 'https://site.example', 'access-control-allow-credentials': 'true' },
      undefined,
    ],
  ])('an error answer allows %s', async (_, sent, onErrors, lacking) => {
    errorHeaders = onErrors;
    const { errorsLack } = await read(sent);
    if (lacking === undefined) expect(errorsLack).toBeUndefined();
    else expect(errorsLack).toContain(`HTTP 404 comes without ${lacking}: http://127.0.0.1:`);
  });

  test('of a closed distribution, its own answer is looked at', async () => {
    errorHeaders = {};
    const closedUrl = url.replace('video', 'closed');
    const { errorsLack } = await deliveryOf(http, url, {
      atOrigin: true,
      closedUrl,
      signal: new AbortController().signal,
    });
    expect(errorsLack).toBe(`HTTP 404 comes without Access-Control-Allow-Origin: ${closedUrl}`);
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
