import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { describeFailure } from '../../../src/lib/http/fetch-failure.js';
import type { FetchError } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client() {
  const http = createHttpClient();
  open.push(() => http.close());
  return http;
}

test('every request says that it is from this package, in this version', async () => {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const base = await serve((request, response) => void response.end(request.headers['user-agent']));
  expect((await client().fetch(base)).text()).toBe(`${name}/${version}`);
});

test('a firewall that refuses requests without a user agent lets ours through', async () => {
  const base = await serve((request, response) => {
    response.writeHead(request.headers['user-agent'] ? 200 : 403).end();
  });
  expect((await client().fetch(base, { method: 'HEAD' })).status).toBe(200);
});

test.each([
  ['GZIP', (body: Buffer) => gzipSync(body)],
  ['Deflate', (body: Buffer) => deflateSync(body)],
  ['deflate', (body: Buffer) => deflateRawSync(body)],
  ['identity, gzip', (body: Buffer) => gzipSync(body)],
  ['deflate, X-GZIP', (body: Buffer) => gzipSync(deflateSync(body))],
])('a body with the content encoding %s is decoded', async (encoding, encode) => {
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(encode(Buffer.from('#EXTM3U\n')));
  });
  expect((await client().fetch(base)).text()).toBe('#EXTM3U\n');
});

test('a request on a connection that was just closed is sent again', async () => {
  let answered = 0;
  const server = createTcpServer((socket) => {
    let requests = 0;
    socket.on('error', () => {});
    socket.on('data', () => {
      requests += 1;
      // The first request of each connection is answered, as if it could be kept; with the second one it is closed.
      if (requests > 1) return void socket.resetAndDestroy();
      answered += 1;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  const http = client();
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let turn = 0; turn < 5; turn += 1) expect((await http.fetch(base)).text()).toBe('ok');
  expect(answered).toBe(5);
});

test('a request whose answer had begun is not sent again', async () => {
  let requests = 0;
  const base = await serve((request, response) => {
    requests += 1;
    response.writeHead(200, { 'content-length': '500' });
    response.write('short', () => request.socket.destroy());
  });
  await expect(client().fetch(base)).rejects.toMatchObject({ reason: 'network' });
  expect(requests).toBe(1);
});

test('what the network said is told', async () => {
  const base = await serve((request) => void request.socket.resetAndDestroy());
  const failure = await client()
    .fetch(base)
    .catch((error: FetchError) => error);
  expect(describeFailure(failure as FetchError)).toMatch(/^the connection failed: .*(ECONNRESET|closed)/);
});

test('a connection is kept after HEAD too', async () => {
  const ports = new Set<number | undefined>();
  const base = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('x');
  });
  const http = client();
  for (let turn = 0; turn < 6; turn += 1) await http.fetch(base, { method: 'HEAD' });
  expect(ports.size).toBeLessThan(4);
});
