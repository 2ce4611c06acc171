import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { afterEach, expect, test } from '@jest/globals';
import { faultClient } from '../../src/sandbox/faults/fault-client.js';
import { cvs, cvsBin, cvsEnvironment } from '../support/cvs.js';

let child: ChildProcess | undefined;

afterEach(async () => {
  if (!child || child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('a sandbox starts with faults', async () => {
  const args = ['sandbox', 'start', '--port', '0'];
  const faults = [
    'throttle --service sqs --per-second 0',
    'resource --on create --message "Role is invalid" --times 1',
  ];
  child = spawn(process.execPath, [cvsBin, ...args, ...faults.flatMap((fault) => ['--fault', fault])], {
    env: cvsEnvironment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let guide = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    child?.on('exit', () => reject(new Error(guide)));
    child?.stdout?.on('data', (chunk) => {
      guide += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(guide) ?? [];
      if (url) resolve(url);
    });
  });
  expect(await faultClient(endpoint, fetch).list()).toEqual([
    expect.objectContaining({ kind: 'throttle', service: 'sqs', perSecond: 0, hits: 0 }),
    expect.objectContaining({ kind: 'resource', on: 'create', message: 'Role is invalid', times: 1 }),
  ]);
  child.removeAllListeners('exit');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  ['regin --region eu-west-1', /regin/],
  ['region --region eu-west-1', /how/],
  ['throttle --service sqs --per-second 1 --how hang', /how/],
  ['resource --message "it', /not closed/],
])('%s is not a valid fault: exit 2, and nothing is started', async (fault, reason) => {
  const run = await cvs(['sandbox', 'start', '--port', '0', '--json', '--fault', fault], { cwd: tmpdir() });
  expect(run.exitCode).toBe(2);
  expect(run.json()).toMatchObject({
    error: { code: 'FAULT_FLAGS', message: expect.stringMatching(reason), exitCode: 2 },
  });
});
