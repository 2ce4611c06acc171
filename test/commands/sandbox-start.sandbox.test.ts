import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keepSandboxKey } from '../../src/cli/sandbox-key.js';
import { faultClient } from '../../src/sandbox/faults/fault-client.js';
import { cvs, cvsBin, cvsEnvironment } from '../support/cvs/cvs.js';
import { EXAMPLE_CLUSTER_FILE } from '../support/example-cluster.js';
import { sandboxVariables } from '../support/sandbox-keys.js';

let child: ChildProcess | undefined;
let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'cvs-cache-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(cache, { recursive: true, force: true });
});

/** Starts one, and reads what it prints to be typed in another terminal. */
async function start(...args: string[]) {
  child = spawn(process.execPath, [cvsBin, 'sandbox', 'start', '--port', '0', ...args], {
    env: cvsEnvironment({ env: { XDG_CACHE_HOME: cache } }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let guide = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  await new Promise<void>((resolve, reject) => {
    child?.on('exit', () => reject(new Error(guide)));
    child?.stdout?.on('data', (chunk) => {
      guide += chunk;
      if (guide.includes('destroy --yes')) resolve();
    });
  });
  child.removeAllListeners('exit');
  const exported = (name: string) => new RegExp(`^export ${name}=(\\S+)$`, 'm').exec(guide)?.[1] as string;
  return {
    errors: () => errors,
    endpoint: exported('AWS_ENDPOINT_URL'),
    credentials: { accessKeyId: exported('AWS_ACCESS_KEY_ID'), secretAccessKey: exported('AWS_SECRET_ACCESS_KEY') },
  };
}

async function stop(): Promise<void> {
  child?.kill('SIGINT');
  expect(await once(child as ChildProcess, 'exit')).toEqual([0, null]);
}

test('a sandbox starts with faults, and with another secret than the last one', async () => {
  const faults = [
    'throttle --service sqs --per-second 0',
    'resource --on create --message "Role is invalid" --times 1',
  ];
  const sandbox = await start(...faults.flatMap((fault) => ['--fault', fault]));
  expect(await faultClient(sandbox, fetch).list()).toEqual([
    expect.objectContaining({ kind: 'throttle', service: 'sqs', perSecond: 0, hits: 0 }),
    expect.objectContaining({ kind: 'resource', on: 'create', message: 'Role is invalid', times: 1 }),
  ]);
  await stop();
  const another = await start();
  expect(another.credentials.secretAccessKey).toMatch(/^[0-9a-f]{40}$/);
  expect(another.credentials.secretAccessKey).not.toBe(sandbox.credentials.secretAccessKey);
  await stop();
});

describe('the fault commands', () => {
  const list = (endpoint: string, env: Record<string, string> = {}) =>
    cvs(['sandbox', 'fault', 'list', '--endpoint', endpoint, '--json'], {
      cwd: tmpdir(),
      env: { XDG_CACHE_HOME: cache, ...env },
    });

  test('find the key in a file that only its user can read, and that is gone afterwards', async () => {
    const { endpoint, credentials } = await start();
    const path = join(cache, 'cvs', `sandbox-${new URL(endpoint).port}.json`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cache, 'cvs'))).mode & 0o777).toBe(0o700);
    expect(await readFile(path, 'utf8')).toContain(credentials.secretAccessKey);
    expect((await list(endpoint)).json()).toEqual({ faults: [] });
    await stop();
    expect(await readdir(join(cache, 'cvs'))).toEqual([]);
  });

  test('take the printed variables where there is no file, and say what is missing', async () => {
    const { endpoint, credentials } = await start();
    const elsewhere = { XDG_CACHE_HOME: join(cache, 'elsewhere') };
    const key = sandboxVariables(endpoint, credentials);
    expect((await list(endpoint, { ...elsewhere, ...key })).json()).toEqual({ faults: [] });
    const wrong = await list(endpoint, { ...elsewhere, ...key, AWS_SECRET_ACCESS_KEY: 'sandbox' });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.json()).toMatchObject({
      error: { code: 'SANDBOX_KEY', message: expect.stringContaining('does not accept the key SANDBOX') },
    });
    const none = await list(endpoint, elsewhere);
    expect(none.exitCode).toBe(1);
    expect(none.json()).toMatchObject({
      error: { code: 'SANDBOX_KEY', message: `cvs found no key of the sandbox at ${endpoint}.` },
    });
  });

  test('do not take the file of a sandbox that was killed', async () => {
    const { endpoint } = await start();
    child?.kill('SIGKILL');
    await once(child as ChildProcess, 'exit');
    expect((await list(endpoint)).json()).toMatchObject({ error: { code: 'SANDBOX_KEY' } });
  });

  test('a sandbox starts where the file cannot be written, and says so', async () => {
    await writeFile(join(cache, 'cvs'), 'a file');
    const { errors } = await start();
    expect(errors()).toContain('cvs sandbox fault needs the variables that are printed here.');
    expect(await readFile(join(cache, 'cvs'), 'utf8')).toBe('a file');
    await stop();
  });

  test('a file and a link that are in the way are replaced, and what the link names stays as it is', async () => {
    await mkdir(join(cache, 'cvs'));
    const { endpoint, credentials } = {
      endpoint: 'http://127.0.0.1:4570',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const target = join(cache, 'target');
    await writeFile(target, 'mine', { mode: 0o644 });
    const path = join(cache, 'cvs', 'sandbox-4570.json');
    await symlink(target, path);
    const forget = await keepSandboxKey(join(cache, 'cvs'), { endpoint, credentials }, () => {});
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(target, 'utf8')).toBe('mine');
    await forget();
  });
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

test('a credentials file has a profile for each documented role, for its user alone, and goes with the sandbox', async () => {
  const path = join(cache, 'roles.ini');
  const { endpoint } = await start('--profiles', path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const text = await readFile(path, 'utf8');
  expect([...text.matchAll(/^\[(\w+)\]$/gm)].map(([, name]) => name)).toEqual([
    'viewer',
    'verifier',
    'operator',
    'deployer',
  ]);
  const as = (AWS_PROFILE: string, ...args: string[]) =>
    cvs(args, { cwd: cache, env: { AWS_ENDPOINT_URL: endpoint, AWS_SHARED_CREDENTIALS_FILE: path, AWS_PROFILE } });
  await writeFile(join(cache, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE.replace('elementalrodeo99', 'cvs-rehearsal'));
  const policy = await as('viewer', 'policy', 'viewer');
  expect(policy.stderr).toBe('');
  expect(policy.exitCode).toBe(0);
  const published = await as('viewer', 'assets', 'publish', '--create-buckets');
  expect(published.exitCode).toBe(1);
  expect(published.stderr).toContain('assumed-role/viewer/viewer is not authorized to perform: s3:CreateBucket');
  await stop();
  await expect(stat(path)).rejects.toThrow('ENOENT');
}, 30_000);
