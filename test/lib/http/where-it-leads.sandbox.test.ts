import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { FetchError } from '../../../src/lib/http/http-client.js';
import type { LookupFunction } from '../../../src/lib/http/localhost.js';
import { onBehalfOf } from '../../../src/lib/http/on-behalf-of.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A server of this machine; it answers `secret` unless told otherwise. @returns its port */
async function serve(listener: RequestListener = (_request, response) => void response.end('secret')): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** A resolver that knows these names; each answer of a name is used once, the last one again and again. */
function names(known: Readonly<Record<string, readonly string[]>>): LookupFunction {
  const left = new Map(Object.entries(known).map(([name, answers]) => [name, [...answers]]));
  return (hostname, _options, callback) => {
    const answers = left.get(hostname);
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    if (answer === undefined) callback(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
    else
      callback(
        null,
        answer.split(' ').map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
}

function client(lookup?: LookupFunction) {
  const http = createHttpClient({ lookup });
  open.unshift(() => http.close());
  return http;
}

const reasonOf = (fetching: Promise<unknown>) =>
  fetching.then(
    () => 'fetched',
    (error: FetchError) => error.reason,
  );

describe('what a playlist of a public host names', () => {
  const root = 'https://origin.example/master.m3u8';
  const lookup = names({
    'origin.example': ['203.0.113.1'],
    'rebound.example': ['127.0.0.1'],
    'metadata.example': ['169.254.169.254'],
    'mixed.example': ['10.0.0.1 ::1'],
  });

  test.each([
    'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
    'http://2130706433:9001/',
    'http://0x7f.1:9001/',
    'http://[::ffff:127.0.0.1]:9001/',
    'http://[::1]:9001/',
    'http://0.0.0.0:9001/',
    'http://localhost:9001/',
    'http://a.localhost:9001/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://169.254.170.2/v2/credentials/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://100.64.0.1/',
    'http://224.0.0.1/',
    'http://rebound.example:9001/',
    'http://metadata.example/',
    'http://mixed.example/',
  ])('%s is not fetched', async (url) => {
    const http = onBehalfOf(
      client((hostname, options, callback) => {
        if (hostname.endsWith('localhost')) callback(null, [{ address: '127.0.0.1', family: 4 }]);
        else lookup(hostname, options, callback);
      }),
      root,
    );
    expect(await reasonOf(http.fetch(url))).toBe('local-address');
  });
});

test('the configured host does not reach another port of this machine by a name of its own', async () => {
  const port = await serve();
  const lookup = names({ 'origin.example': ['127.0.0.1'] });
  const http = onBehalfOf(client(lookup), 'https://origin.example/master.m3u8');
  expect(await reasonOf(http.fetch(`http://origin.example:${port}/`))).toBe('local-address');
});

test('a redirect of a public host does not lead to this machine', async () => {
  const secret = await serve();
  const redirecting = await serve((_request, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${secret}/` }).end();
  });
  // The host that is configured by this name and port may be here; what it names may not.
  const http = client(names({ 'origin.example': ['127.0.0.1'] }));
  expect(await reasonOf(http.fetch(`http://origin.example:${redirecting}/`))).toBe('local-address');
});

describe('a configured host that has no public address', () => {
  test('names others of this machine', async () => {
    const port = await serve();
    const here = onBehalfOf(client(), 'http://127.0.0.1:1/master.m3u8');
    expect((await here.fetch(`http://d1.localhost:${port}/`)).text()).toBe('secret');
    expect((await onBehalfOf(client(), 'http://localhost:1/').fetch(`http://127.0.0.1:${port}/`)).text()).toBe(
      'secret',
    );
  });

  test('does not name those of another kind', async () => {
    const lookup = names({ 'origin.internal': ['10.0.0.1'] });
    for (const root of ['http://origin.internal/master.m3u8', 'http://10.0.0.1/master.m3u8']) {
      const http = onBehalfOf(client(lookup), root);
      expect(await reasonOf(http.fetch('http://127.0.0.1:9001/'))).toBe('local-address');
      expect(await reasonOf(http.fetch('http://169.254.169.254/'))).toBe('local-address');
    }
    const here = onBehalfOf(client(), 'http://127.0.0.1:1/master.m3u8');
    expect(await reasonOf(here.fetch('http://169.254.169.254/'))).toBe('local-address');
    expect(await reasonOf(here.fetch('http://10.0.0.1/'))).toBe('local-address');
  });
});

test('connections of one configured host are not those of another', async () => {
  const port = await serve();
  const http = client(names({ 'origin.example': ['203.0.113.1'] }));
  const url = `http://127.0.0.1:${port}/`;
  expect((await http.fetch(url)).text()).toBe('secret');
  expect(await reasonOf(onBehalfOf(http, 'https://origin.example/').fetch(url))).toBe('local-address');
});

test('other schemes are not fetched, wherever they are named', async () => {
  const port = await serve((request, response) => {
    response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? '') }).end();
  });
  for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', 'data:text/plain,x', 'gopher://127.0.0.1/']) {
    expect(await reasonOf(client().fetch(url))).toBe('invalid-url');
    expect(await reasonOf(client().fetch(`http://127.0.0.1:${port}/${encodeURIComponent(url)}`))).toBe('invalid-url');
  }
});

test('a URL that was found decides nothing for what is found there', async () => {
  const port = await serve();
  const found = onBehalfOf(client(names({ 'origin.example': ['203.0.113.1'] })), 'https://origin.example/master.m3u8');
  const further = onBehalfOf(found, `http://127.0.0.1:${port}/`);
  expect(await reasonOf(further.fetch(`http://127.0.0.1:${port}/`))).toBe('local-address');
});
