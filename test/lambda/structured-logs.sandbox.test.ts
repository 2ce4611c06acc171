import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleLambdas } from '../../scripts/bundle-lambdas.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-logs-'));
  await bundleLambdas(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

type Line = Record<string, unknown>;

const CONTEXT = {
  functionName: 'function',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:function',
  memoryLimitInMB: '256',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  // What the detector keeps back for its last words, and little more.
  getRemainingTimeInMillis: () => 8100,
};

/** Runs a bundle once as Lambda does, and gives what it wrote to its standard output, a line an event. */
async function linesOf(name: string, settings: Record<string, string>, event: object): Promise<Line[]> {
  let written = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    // Nothing listens there: every call fails at once.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    ...settings,
  };
  const process = Object.create(globalThis.process, {
    env: { value: env },
    stdout: { value: stdout },
    stderr: { value: stdout },
  });
  const module = { exports: {} as { handler: (event: object, context: object) => Promise<void> } };
  const code = await readFile(join(folder, `${name}.js`), 'utf8');
  const load = new Function('module', 'exports', 'require', 'process', code);
  load(module, module.exports, createRequire(import.meta.url), process);
  await module.exports.handler(event, CONTEXT).catch(() => {});
  return written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

/** The keys that a log query can rely on, whichever function wrote the line. */
const event = (service: string, level: string) =>
  expect.objectContaining({
    level,
    message: expect.any(String),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    service,
    function_request_id: CONTEXT.awsRequestId,
    function_name: CONTEXT.functionName,
  });

test('the alert handler logs an event a line, as JSON', async () => {
  const Sns = { Message: 'no message of a detector', MessageId: 'm1', Timestamp: '2026-01-01T00:00:00.000Z' };
  const lines = await linesOf('playlist-alert-handler', { STATE_TABLE: 'spring-final' }, { Records: [{ Sns }] });
  expect(lines).toEqual([event('playlist-alert-handler', 'ERROR')]);
  expect(lines[0]).toMatchObject({ messageId: 'm1' });
});

test('the detector logs an event a line, as JSON, and its metrics by themselves', async () => {
  const settings = {
    SPD_NAME: 'detector',
    SPD_CDN_URL: 'http://127.0.0.1:1/index.m3u8',
    SPD_ORIGIN_URL: 'http://127.0.0.1:1/index.m3u8',
    SPD_SNS_TOPIC: 'arn:aws:sns:eu-west-1:123456789012:topic',
  };
  const lines = await linesOf('stale-playlist-detector', settings, {});
  const events = lines.filter((line) => !('_aws' in line));
  expect(events).toContainEqual(event('stale-playlist-detector', 'ERROR'));
  for (const one of events) expect(one).toEqual(event('stale-playlist-detector', String(one.level)));
  for (const { _aws, ...rest } of lines.filter((line) => '_aws' in line)) expect(rest).not.toHaveProperty('level');
});
