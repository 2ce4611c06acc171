import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudFrontRequestEvent } from 'aws-lambda';
import { bundleLambdas, LAMBDAS } from '../../scripts/bundle-lambdas.js';
import { CONFIG, ONE, originRequest, TWO } from './copilot/events.js';

let folder: string;
const bundles = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-bundles-'));
  await bundleLambdas(folder);
  for (const name of LAMBDAS) bundles.set(name, await readFile(join(folder, `${name}.js`), 'utf8'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the copilot is under 28 KB, carries no SDK, and is plain ASCII', () => {
  const code = bundles.get('copilot') ?? '';
  expect(Buffer.byteLength(code)).toBeLessThan(28_000);
  expect(code).not.toContain('smithy');
  expect(Buffer.byteLength(code)).toBe(code.length);
});

test('every bundle needs nothing but Node.js', () => {
  // The SDK tries this one for SigV4A, and does without.
  const optional = new Set(['@aws-sdk/signature-v4-crt']);
  for (const code of bundles.values()) {
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] as string);
    expect(required.filter((name) => !name.startsWith('node:') && !isBuiltin(name) && !optional.has(name))).toEqual([]);
  }
});

test('bundling twice gives the same bytes', async () => {
  const again = await mkdtemp(join(tmpdir(), 'cvs-bundles-'));
  try {
    await bundleLambdas(again);
    for (const name of LAMBDAS) {
      expect(await readFile(join(again, `${name}.js`), 'utf8')).toBe(bundles.get(name));
    }
  } finally {
    await rm(again, { recursive: true, force: true });
  }
});

describe('the copilot as its template puts it together', () => {
  /** Runs the module as Lambda does: CommonJS, config line first. */
  function load(endpoint: string): (event: CloudFrontRequestEvent) => Promise<{ status?: string; uri?: string }> {
    const module = { exports: {} as { handler: never } };
    const process = {
      env: {
        AWS_REGION: 'eu-west-2',
        AWS_ACCESS_KEY_ID: 'AKID',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL: endpoint,
      },
    };
    const code = `const copilotConfig=${JSON.stringify(CONFIG)};\n${bundles.get('copilot')}`;
    const require = (name: string) => globalThis.process.getBuiltinModule(name);
    new Function('module', 'exports', 'require', 'process', code)(module, module.exports, require, process);
    return module.exports.handler;
  }

  test('it reads the nearest replica over the wire, and closes what is closed there', async () => {
    const authorizations: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      const items = [{ domain: { S: TWO }, distro_open: { BOOL: false } }];
      response.setHeader('connection', 'close');
      response.end(JSON.stringify({ Responses: { 'spring-final': items }, UnprocessedKeys: {} }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const handler = load(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      expect(await handler(originRequest(TWO, '/a.m3u8'))).toMatchObject({ status: '404' });
      expect(await handler(originRequest(ONE, '/a.m3u8'))).toMatchObject({ uri: '/a.m3u8' });
      expect(authorizations).toEqual([expect.stringContaining('/eu-west-2/dynamodb/aws4_request')]);
    } finally {
      await new Promise((closed) => server.close(closed));
    }
  });
});
