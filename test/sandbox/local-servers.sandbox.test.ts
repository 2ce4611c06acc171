import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseMetricsAddress, startMetricsServer } from '../../src/lib/detector/reporting/metrics-server.js';
import { EDGE_VIA } from '../../src/sandbox/edge-via.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import type { SandboxStream } from '../../src/sandbox/streams.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { startTestSandbox } from '../support/test-sandbox.js';

type Kind = 'control' | 'edge' | 'origin' | 'metrics' | 'metrics elsewhere';

let sandbox: Sandbox;
let metrics: Awaited<ReturnType<typeof startMetricsServer>>;
const places = new Map<Kind, { port: number; path: string }>();

beforeAll(async () => {
  sandbox = await startTestSandbox({ regions: ['eu-west-1'] });
  metrics = await startMetricsServer(parseMetricsAddress('127.0.0.1:0/metrics'), () => 'metrics');
  const { distributionPlaylistUrl, originPlaylistUrl } = sandbox.streams[0] as SandboxStream;
  const place = (kind: Kind, url: string) =>
    places.set(kind, { port: Number(new URL(url).port), path: new URL(url).pathname });
  place('control', `${sandbox.endpoint}/`);
  place('edge', distributionPlaylistUrl);
  place('origin', originPlaylistUrl);
  place('metrics', `http://127.0.0.1:${metrics.port}/metrics`);
});
afterAll(async () => {
  await metrics.close();
  await sandbox.close();
});

function ask(kind: Kind, headers: Record<string, string>, method = 'GET'): Promise<{ status: number; text: string }> {
  const { port, path } = places.get(kind) as { port: number; path: string };
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]);
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        headers: { host: `127.0.0.1:${port}`, ...Object.fromEntries(sent) },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    )
      .once('error', reject)
      .end();
  });
}

const KINDS: readonly Kind[] = ['control', 'edge', 'origin', 'metrics'];

describe.each(KINDS)('%s', (kind) => {
  test.each(['127.0.0.1:PORT', 'localhost:PORT', 'd1.cloudfront.localhost:PORT'])('is %s', async (host) => {
    const { status, text } = await ask(kind, { host });
    // The control plane has nothing to say to who does not sign.
    // An origin refuses requests for another host: an edge that asks it names it.
    const refuses = kind === 'control' || (kind === 'origin' && host.includes('cloudfront'));
    expect(status).toBe(refuses ? 403 : 200);
    if (kind === 'control') expect(text).toContain('MissingAuthenticationToken');
  });

  test.each(['evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
    'is not %s',
    async (host) => {
      const { status, text } = await ask(kind, { host });
      expect(status).toBe(403);
      expect(text).toContain('is not a name of this server');
    },
  );
});

test.each<[Kind, string, number[]]>([
  // Of an origin of a page, of a request of a page without one, and of an address that was typed.
  ['control', 'nothing', [403, 403, 403]],
  ['origin', 'nothing', [403, 403, 403]],
  ['metrics', 'an address that was typed', [403, 403, 200]],
  ['edge', 'all', [200, 200, 200]],
])('of a browser, %s answers %s', async (kind, _what, statuses) => {
  const marks: Record<string, string>[] = [
    { origin: 'https://player.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ];
  const answers = await Promise.all(marks.map((headers) => ask(kind, headers)));
  expect(answers.map(({ status }) => status)).toEqual(statuses);
  if (kind === 'control') for (const { text } of answers) expect(text).toContain('<Code>RequestRefused</Code>');
});

test.each([
  ['0x7f.0.0.1:0', 403],
  ['127.1:0', 403],
  ['0.0.0.0:0', 200],
])('metrics at %s answer a name that is not theirs with %d', async (address, expected) => {
  const server = await startMetricsServer(parseMetricsAddress(address), () => 'metrics');
  places.set('metrics elsewhere', { port: server.port, path: '/metrics' });
  const { status } = await ask('metrics elsewhere', { host: 'evil.example:PORT' });
  await server.close();
  expect(status).toBe(expected);
});

test('an origin answers what an edge passes on of a page', async () => {
  const player = { origin: 'https://player.example', via: EDGE_VIA };
  expect(await ask('origin', player)).toMatchObject({ status: 200 });
  expect(await ask('origin', { ...player, host: 'evil.example:PORT' })).toMatchObject({ status: 403 });
});

test('the control plane tells SDKs of each protocol why', async () => {
  const { status, text } = await ask(
    'control',
    { host: 'evil.example', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    'POST',
  );
  expect(status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({
    __type: 'RequestRefused',
    message: expect.stringContaining('use 127.0.0.1:'),
  });
});

test('faults are taken from who has a key', async () => {
  const headers = { 'content-type': 'application/json' };
  const url = `${sandbox.endpoint}/_sandbox/faults`;
  for (const method of ['GET', 'DELETE', 'POST']) {
    expect(
      (await fetch(url, { method, headers, body: method === 'POST' ? '{"kind":"expired-token"}' : null })).status,
    ).toBe(403);
  }
  expect(sandbox.faults.list()).toEqual([]);
});

test('every server of ours looks at its requests: nothing else makes one', async () => {
  const folders = ['src', 'lambda'].map((folder) => join(packageRoot, folder));
  const files = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })));
  const makers: string[] = [];
  for (const file of files.flat().filter(({ name }) => name.endsWith('.ts'))) {
    const text = await readFile(join(file.parentPath, file.name), 'utf8');
    if (/\bcreate(Secure)?Server\b|new (Http)?Server\(/.test(text)) makers.push(file.name);
  }
  expect(makers).toEqual(['local-server.ts']);
});
