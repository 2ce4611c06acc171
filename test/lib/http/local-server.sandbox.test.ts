import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalServer, type LocalServerOptions } from '../../../src/lib/http/local-server.js';

let server: Server | undefined;
const seen: string[] = [];
const listener: RequestListener = (request, response) => {
  seen.push(`${request.method} ${request.url}`);
  response.end('answered');
};

afterEach(async () => {
  seen.length = 0;
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

async function start(options: LocalServerOptions, address = '127.0.0.1'): Promise<number> {
  server = createLocalServer(options, listener);
  await new Promise<void>((resolve) => server?.listen(0, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends lines as they are; undefined: the connection ended without an answer. */
async function send(port: number, lines: string[], address = '127.0.0.1') {
  const socket = connect(port, address);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.write(`${lines.map((line) => line.replaceAll('PORT', String(port))).join('\r\n')}\r\n\r\n`);
    // A server that keeps the connection open has answered by then.
    socket.end();
  });
  const text = Buffer.concat(chunks).toString();
  const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
  return status === undefined ? undefined : { status: Number(status), text };
}

const get = (...headers: string[]) => ['GET /path HTTP/1.1', ...headers];

describe('a server for programs', () => {
  test.each([
    ['127.0.0.1', get('Host: 127.0.0.1:PORT')],
    ['localhost', get('Host: localhost:PORT')],
    ['a name below localhost', get('Host: D1.cloudfront.LOCALHOST:PORT')],
    ['a fetch of Node.js', get('Host: 127.0.0.1:PORT', 'Sec-Fetch-Mode: cors')],
    ['HTTP/1.0 with a Host', ['GET /path HTTP/1.0', 'Host: 127.0.0.1:PORT']],
  ])('answers %s', async (_what, lines) => {
    const port = await start({ pages: 'none' });
    expect(await send(port, lines)).toMatchObject({ status: 200 });
    expect(seen).toEqual(['GET /path']);
  });

  test.each([
    ['another host', get('Host: evil.example:PORT'), 403],
    ['another host without a port', get('Host: evil.example'), 403],
    ['a host that only begins like ours', get('Host: 127.0.0.1.evil.example:PORT'), 403],
    ['a host that only ends like ours', get('Host: evil-localhost:PORT'), 403],
    ['a user before the host', get('Host: evil.example@localhost:PORT'), 403],
    ['another address of the machine', get('Host: 0.0.0.0:PORT'), 403],
    ['another spelling of the address', get('Host: 2130706433:PORT'), 403],
    ['IPv6, where it does not listen', get('Host: [::1]:PORT'), 403],
    ['another port', get('Host: 127.0.0.1:1'), 403],
    ['no port', get('Host: 127.0.0.1'), 403],
    ['a port that is none', get('Host: 127.0.0.1:PORTx'), 403],
    ['an empty host', get('Host: '), 403],
    ['no host', ['GET /path HTTP/1.0'], 400],
    ['two hosts', get('Host: 127.0.0.1:PORT', 'Host: evil.example'), 400],
    ['two hosts, the other first', get('Host: evil.example', 'Host: 127.0.0.1:PORT'), 400],
    ['the absolute form', ['GET http://127.0.0.1:PORT/path HTTP/1.1', 'Host: 127.0.0.1:PORT'], 400],
    ['the absolute form of another host', ['GET http://evil.example/path HTTP/1.1', 'Host: 127.0.0.1:PORT'], 400],
    ['the asterisk form', ['OPTIONS * HTTP/1.1', 'Host: 127.0.0.1:PORT'], 400],
    ['an origin', get('Host: 127.0.0.1:PORT', 'Origin: https://evil.example'), 403],
    ['an origin that is hidden', get('Host: 127.0.0.1:PORT', 'Origin: null'), 403],
    ['an origin of its own', get('Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:PORT'), 403],
    ['an empty origin', get('Host: 127.0.0.1:PORT', 'Origin:'), 403],
    ...['cross-site', 'same-site', 'same-origin', 'none'].map(
      (site) => [`Sec-Fetch-Site: ${site}`, get('Host: 127.0.0.1:PORT', `Sec-Fetch-Site: ${site}`), 403] as const,
    ),
    ['an upgrade of another host', get('Host: evil.example:PORT', 'Connection: Upgrade', 'Upgrade: websocket'), 403],
    [
      'an upgrade of a page',
      get('Host: 127.0.0.1:PORT', 'Origin: https://evil.example', 'Connection: Upgrade', 'Upgrade: websocket'),
      403,
    ],
    ['a tunnel', ['CONNECT 127.0.0.1:PORT HTTP/1.1', 'Host: 127.0.0.1:PORT'], undefined],
    [
      'a body that is announced',
      ['POST /path HTTP/1.1', 'Host: evil.example', 'Content-Length: 5', 'Expect: 100-continue'],
      403,
    ],
  ] as const)('refuses %s', async (_what, lines, status) => {
    const port = await start({ pages: 'none' });
    const answer = await send(port, [...lines]);
    expect(answer?.text.match(/HTTP\/1\.1 (?!100)(\d+)/)?.[1]).toBe(status?.toString());
    expect(seen).toEqual([]);
  });

  test('says why, in few words', async () => {
    const port = await start({ pages: 'none' });
    const { text = '' } = (await send(port, get(`Host: ${'x'.repeat(5000)}`))) ?? {};
    expect(text).toContain(`The host "${'x'.repeat(100)}" is not a name of this server: use 127.0.0.1:${port}`);
    expect(text).toContain('nosniff');
  });

  test('may answer in a protocol of its own', async () => {
    const refuse: LocalServerOptions['refuse'] = ({ message }, _request, response) => void response.end(message);
    const port = await start({ pages: 'none', refuse });
    const answer = await send(port, get('Host: 127.0.0.1:PORT', 'Origin: https://evil.example'));
    expect(answer?.text).toContain('the request has origin: "https://evil.example".');
  });
});

test('a server for a person to look at answers an address that was typed, and no page', async () => {
  const port = await start({ pages: 'typed' });
  const typed = get('Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: none');
  expect(await send(port, typed)).toMatchObject({ status: 200 });
  expect(await send(port, [...typed, 'Origin: http://127.0.0.1:PORT'])).toMatchObject({ status: 403 });
  expect(await send(port, get('Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site'))).toMatchObject({ status: 403 });
});

test('a server for players answers pages of any site, but has no other name', async () => {
  const port = await start({ pages: 'any' });
  const player = ['Origin: https://player.example', 'Sec-Fetch-Site: cross-site'];
  expect(await send(port, get('Host: d1.cloudfront.localhost:PORT', ...player))).toMatchObject({ status: 200 });
  expect(await send(port, get('Host: evil.example:PORT', ...player))).toMatchObject({ status: 403 });
});

test('what a server of ours passes on may have an origin, but its host counts', async () => {
  const port = await start({ pages: 'none', passedOn: ({ headers }) => headers.via === 'edge' });
  const player = ['Origin: https://player.example', 'Via: edge'];
  expect(await send(port, get('Host: origin.localhost:PORT', ...player))).toMatchObject({ status: 200 });
  expect(await send(port, get('Host: evil.example:PORT', ...player))).toMatchObject({ status: 403 });
});

test('a server on an address of the network answers any name, but no page', async () => {
  const port = await start({ pages: 'typed', anyHost: true });
  expect(await send(port, get('Host: detector.internal:9090'))).toMatchObject({ status: 200 });
  expect(await send(port, get('Host: detector.internal', 'Sec-Fetch-Site: cross-site'))).toMatchObject({ status: 403 });
});

test('a server on ::1 has that name too', async () => {
  const port = await start({ pages: 'none' }, '::1').catch(() => undefined);
  // A machine without IPv6.
  if (port === undefined) return;
  expect(await send(port, get('Host: [::1]:PORT'), '::1')).toMatchObject({ status: 200 });
});
