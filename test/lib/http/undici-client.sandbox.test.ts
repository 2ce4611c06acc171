import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import type { FetchError, HttpClient } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { heldBy } from '../../support/held-by.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(): HttpClient {
  const http = createHttpClient();
  open.unshift(() => http.close());
  return http;
}

async function failure(promise: Promise<unknown>): Promise<FetchError> {
  return promise.then(
    () => {
      throw new Error('expected the fetch to fail');
    },
    (error: FetchError) => error,
  );
}

test('any status is a response, with headers and body', async () => {
  const base = await serve((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('nicht hier: ü');
  });
  const response = await client().fetch(`${base}/a?b=c#d`);
  expect(response.status).toBe(404);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.text()).toBe('nicht hier: ü');
  expect(response.url).toBe(`${base}/a?b=c`);
});

test('names below localhost reach this machine', async () => {
  const base = await serve((request, response) => void response.end(request.headers.host));
  const port = new URL(base).port;
  const response = await client().fetch(`http://d1abc.cloudfront.localhost:${port}/`);
  expect(response.text()).toBe(`d1abc.cloudfront.localhost:${port}`);
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
])('a %s body is decompressed', async (encoding, compress) => {
  const base = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(compress(Buffer.from('#EXTM3U\n')));
  });
  expect((await client().fetch(base)).text()).toBe('#EXTM3U\n');
});

test('the answer to HEAD has no body to decompress', async () => {
  const base = await serve((_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end());
  expect((await client().fetch(base, { method: 'HEAD' })).body).toHaveLength(0);
});

test('redirects are followed, and the response has the final URL', async () => {
  const base = await serve((request, response) => {
    if (request.url === '/start') response.writeHead(302, { location: 'next/' }).end('moved');
    else if (request.url === '/next/') response.writeHead(308, { location: '/end.m3u8' }).end();
    else response.end(request.url);
  });
  const response = await client().fetch(`${base}/start`);
  expect(response.url).toBe(`${base}/end.m3u8`);
  expect(response.text()).toBe('/end.m3u8');
});

test('a circle of redirects and a chain too long both end', async () => {
  const base = await serve((request, response) => {
    const url = request.url as string;
    const location = url === '/a' ? '/b' : url === '/b' ? '/a' : `/n${Number(url.slice(2)) + 1}`;
    response.writeHead(302, { location }).end();
  });
  const http = client();
  expect(await failure(http.fetch(`${base}/a`))).toMatchObject({ reason: 'redirect-loop', url: `${base}/a` });
  const chain = await failure(http.fetch(`${base}/n0`, { maxRedirects: 3 }));
  expect(chain.reason).toBe('redirect-loop');
  expect(chain.message).toContain('more than 3 redirects');
});

test('credentials do not follow a redirect to another origin', async () => {
  const other = await serve((request, response) => void response.end(JSON.stringify(request.headers)));
  const base = await serve((_request, response) => void response.writeHead(302, { location: other }).end());
  const headers = { Authorization: 'Bearer secret', 'x-tag': 'kept' };
  const seen = JSON.parse((await client().fetch(base, { headers })).text());
  expect(seen['x-tag']).toBe('kept');
  expect(seen.authorization).toBeUndefined();
});

test('the size limit counts decompressed bytes', async () => {
  const base = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200_000)));
  });
  const http = client();
  expect((await failure(http.fetch(base, { maxBytes: 199_999 }))).reason).toBe('too-large');
  expect((await http.fetch(base, { maxBytes: 200_000 })).body).toHaveLength(200_000);
});

test.each(['x'.repeat(20_000), Array.from({ length: 3000 }, () => 'x').join('')])(
  'headers have 16 KiB at most',
  async (value) => {
    const base = await serve((_request, response) => {
      response
        .writeHead(200, Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`x-${index}`, value])))
        .end();
    });
    expect((await failure(client().fetch(base))).reason).toBe('network');
  },
);

test('a redirect with a body without end is refused, and so is a location that is no URL', async () => {
  const base = await serve((request, response) => {
    if (request.url === '/end') response.end('end');
    else if (request.url === '/bad') response.writeHead(302, { location: 'http://[' }).end();
    else {
      response.writeHead(302, { location: '/end' });
      const more = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
      response.on('close', () => clearInterval(more));
    }
  });
  expect((await failure(client().fetch(`${base}/`, { maxBytes: 1_000_000 }))).reason).toBe('too-large');
  expect((await failure(client().fetch(`${base}/bad`))).reason).toBe('invalid-url');
});

test('the timeout covers the body too', async () => {
  const base = await serve((_request, response) => {
    response.writeHead(200);
    response.write('never');
  });
  const error = await failure(client().fetch(base, { timeoutMs: 60 }));
  expect(error.reason).toBe('timeout');
  expect(error.message).toContain('60 ms');
});

test('an abort is told apart from a timeout', async () => {
  const base = await serve(() => {});
  const stop = new AbortController();
  const fetching = failure(client().fetch(base, { signal: stop.signal }));
  stop.abort();
  expect((await fetching).reason).toBe('aborted');
});

test.each(['ftp://example.com/a', 'file:///etc/passwd', 'not a url', ''])('%p is refused', async (url) => {
  expect((await failure(client().fetch(url))).reason).toBe('invalid-url');
});

test('a redirect to another scheme is refused', async () => {
  const base = await serve((_request, response) => void response.writeHead(302, { location: 'file:///a' }).end());
  expect((await failure(client().fetch(base))).reason).toBe('invalid-url');
});

test('a closed port, a server without TLS and a cut connection are told apart', async () => {
  const tcp = createTcpServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const cut = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
  const plain = await serve((_request, response) => void response.end());
  const http = client();
  expect((await failure(http.fetch(cut))).reason).toBe('network');
  await new Promise((resolve) => tcp.close(resolve));
  expect((await failure(http.fetch(cut))).reason).toBe('refused');
  expect((await failure(http.fetch(plain.replace('http:', 'https:')))).reason).toBe('tls');
});

test('connections are kept alive', async () => {
  const ports = new Set<number | undefined>();
  const base = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('x');
  });
  const http = client();
  for (let turn = 0; turn < 8; turn += 1) await http.fetch(base);
  expect(ports.size).toBeLessThan(4);
});

test('no more connections to one origin than are allowed; the rest wait for one', async () => {
  const ports = new Set<number | undefined>();
  const base = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    setTimeout(() => response.end('x'), 5);
  });
  const http = createHttpClient({ connections: 2 });
  open.unshift(() => http.close());
  const answers = await Promise.all(Array.from({ length: 10 }, () => http.fetch(base)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
  expect(ports.size).toBe(2);
});

test('a connection that silently stopped is closed with the request that timed out', async () => {
  const server = createServer((_request, response) => void response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const alive = new Set<Socket>();
  const proxy = createTcpServer((near) => {
    alive.add(near);
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
    near.on('data', (data) => void (alive.has(near) && far.write(data)));
    far.on('data', (data) => void near.write(data));
    near.on('error', () => {}).on('close', () => far.destroy());
    far.on('error', () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  open.push(async () => {
    proxy.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
  const http = client();
  expect((await http.fetch(url)).text()).toBe('here');
  await new Promise((resolve) => setImmediate(resolve));
  alive.clear();
  expect((await failure(http.fetch(url, { timeoutMs: 200 }))).reason).toBe('timeout');
  expect((await http.fetch(url)).text()).toBe('here');
});

test('a signal that lives longer than its requests holds nothing of them', async () => {
  const base = await serve((request, response) => void (request.url === '/cut' ? response.destroy() : response.end()));
  const http = client();
  const { signal } = new AbortController();
  for (const path of ['/', '/', '/cut', '/']) await http.fetch(`${base}${path}`, { signal }).catch(() => {});
  expect(heldBy(signal)).toBe(0);
});

test('long bodies wait for room, and the time that they wait counts for none of them', async () => {
  const BYTES = 32 * 1024 * 1024;
  const body = Buffer.alloc(BYTES - 1);
  let held = 0;
  let most = 0;
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-length': String(BYTES) });
    // Only a reader that has room takes more than the sockets hold.
    response.write(body, () => {
      held += 1;
      most = Math.max(most, held);
      setTimeout(() => {
        held -= 1;
        response.end('.');
      }, 400);
    });
  });
  const http = createHttpClient({ maxBodiesBytes: BYTES });
  open.unshift(() => http.close());
  const options = { maxBytes: BYTES, timeoutMs: 1500 };
  const all = await Promise.all(Array.from({ length: 5 }, () => http.fetch(base, options)));
  expect(all.map((one) => one.body.length)).toEqual(Array(5).fill(BYTES));
  expect(most).toBe(1);
});

test('a short body that is decoded to a long one waits for room too', async () => {
  const zipped = gzipSync(Buffer.alloc(4 * 1024 * 1024, 'a'));
  const base = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped);
  });
  const http = createHttpClient({ maxBodiesBytes: 4 * 1024 * 1024 });
  open.unshift(() => http.close());
  const all = await Promise.all(Array.from({ length: 8 }, () => http.fetch(base)));
  expect(all.map((one) => one.body.length)).toEqual(Array(8).fill(4 * 1024 * 1024));
});
