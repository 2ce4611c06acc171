import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatCluster } from '../../src/lib/cluster/format.js';
import { cvs, cvsBin, cvsEnvironment } from '../support/cvs/cvs.js';
import { hasTerminal, openTerminal } from '../support/cvs/terminal.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { sandboxVariables } from '../support/sandbox-keys.js';

let deployed: DeployedSandbox;
let folder: string;
let below: string;
let endpoint: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox();
  endpoint = deployed.sandbox.endpoint;
  folder = await mkdtemp(join(tmpdir(), 'cvs-surroundings-'));
  below = join(folder, 'graphics/logos');
  await mkdir(below, { recursive: true });
  await writeFile(join(folder, 'cvs.yaml'), formatCluster(deployed.cluster, 'schema.json'));
});

afterAll(async () => {
  await deployed.close();
  await rm(folder, { recursive: true, force: true });
});

describe('--plain', () => {
  test.each([
    [['assets', 'build', '--out', 'assets']],
    [['plan']],
    [['deploy', '--yes']],
    [['outputs']],
    [['doctor']],
    [['playlist', 'publish']],
    [['playlist', 'build', '--output', 'merged.m3u8']],
    [['playlist', 'check', 'merged.m3u8']],
    [['failover', 'close', 'eu-west-1', '--now', '--for', '1h', '--reason', 'rehearsal']],
    [['failover', 'close', 'eu-west-2']],
    [['status']],
    [['failover', 'history']],
    [['failover', 'open', '--all']],
    [['sandbox', 'fault', 'add', 'throttle', '--service', 'sns', '--per-second', '900']],
    [['sandbox', 'fault', 'list']],
    [['init', '--yes']],
    [['destroy']],
  ])('of %j is ASCII, without control characters', async (args) => {
    const { stdout, stderr } = await cvs([...args, '--plain'], { cwd: folder, endpoint });
    const text = `${stdout}${stderr}`;
    expect(text).not.toBe('');
    expect(text).not.toMatch(/^ +at /m);
    expect(text).not.toMatch(/[^\p{ASCII}]|[^\P{Cc}\n]/u);
  });

  test.each([
    ['1', /^failed: /],
    ['0', /^✖ /],
  ])('by the environment: CVS_PLAIN=%s', async (value, beginning) => {
    const run = await cvs(['failover', 'clsoe'], { cwd: folder, env: { CVS_PLAIN: value } });
    expect(run.stderr).toMatch(beginning);
  });
});

describe('--debug', () => {
  let secrets: Record<string, string>;
  beforeAll(() => {
    const { AWS_ENDPOINT_URL: _public, ...key } = sandboxVariables(endpoint, deployed.sandbox.keys.session());
    secrets = key;
  });

  function expectNoSecret(text: string): void {
    expect(text).toContain('[debug]');
    for (const secret of [...Object.values(secrets), 'hdnts-of-a-viewer']) expect(text).not.toContain(secret);
  }

  test('logs every call, but no access key, session token or viewer’s token', async () => {
    const text = formatCluster(deployed.cluster, 'schema.json').replaceAll(
      'index.m3u8',
      'index.m3u8?t=hdnts-of-a-viewer',
    );
    await writeFile(join(folder, 'signed.yaml'), text);
    const run = await cvs(['doctor', '--debug', '--cluster-file', 'signed.yaml'], {
      cwd: folder,
      endpoint,
      env: secrets,
    });
    expectNoSecret(run.stderr);
    expect(run.stderr).toMatch(/\[debug\] GET http\S+index\.m3u8\?t=… 200 \d+ ms/);
  });

  test('also when AWS refuses, with the error and where it came from', async () => {
    const add = ['sandbox', 'fault', 'add', 'expired-token', '--after', '0'];
    expect((await cvs(add, { cwd: folder, endpoint })).exitCode).toBe(0);
    try {
      const run = await cvs(['outputs', '--debug'], { cwd: folder, endpoint, env: secrets });
      expect(run.exitCode).toBe(1);
      expectNoSecret(run.stderr);
      expect(run.stderr).toMatch(/\[debug\] .*\n\s+at /);
    } finally {
      await cvs(['sandbox', 'fault', 'clear'], { cwd: folder, endpoint });
    }
  });
});

describe('where cvs looks and writes', () => {
  test('the cluster file is found from a folder below', async () => {
    const run = await cvs(['failover', 'close', 'us-west-2'], { cwd: below });
    expect(run.stderr).toContain('of the cluster rehearsal');
  });

  test('nothing is left at home or in the folders of XDG', async () => {
    const home = await mkdtemp(join(tmpdir(), 'cvs-home-'));
    const env = {
      HOME: home,
      ...Object.fromEntries(
        ['CONFIG', 'CACHE', 'DATA', 'STATE'].map((name) => [`XDG_${name}_HOME`, join(home, name.toLowerCase())]),
      ),
    };
    expect((await cvs(['status'], { cwd: below, endpoint, env })).exitCode).toBe(0);
    await cvs(['no-such-command'], { cwd: below, env });
    await cvs(['help'], { cwd: below, env });
    expect(await readdir(home)).toEqual([]);
    await rm(home, { recursive: true });
  });
});

(hasTerminal ? describe : describe.skip)('in a terminal', () => {
  test.each([
    ['has colours', { NO_COLOR: '' }, '', true],
    ['has none with NO_COLOR', { NO_COLOR: '1' }, '', false],
    ['has none with --plain', { NO_COLOR: '' }, '--plain', false],
  ])('%s', async (_what, settings, flag, coloured) => {
    const { CI: _ci, ...withoutCi } = cvsEnvironment({});
    const terminal = await openTerminal({
      command: `'${process.execPath}' '${cvsBin}' failover close us-west-2 ${flag}`,
      cwd: folder,
      // With CI set, chalk treats a terminal as a log.
      env: { ...withoutCi, ...settings },
    });
    try {
      await terminal.waitFor(/exit code: 2/);
      expect((await terminal.coloured()).includes('\u001b[31m')).toBe(coloured);
    } finally {
      await terminal.close();
    }
  });

  test('of 40 columns, what is shown stays within it', async () => {
    const variables = { AWS_REGION: 'eu-west-1', ...sandboxVariables(endpoint) };
    const settings = Object.entries(variables)
      .map(([name, value]) => `${name}='${value}'`)
      .join(' ');
    const terminal = await openTerminal({
      command: `env ${settings} '${process.execPath}' '${cvsBin}' status`,
      cwd: folder,
      env: cvsEnvironment({}),
      columns: 40,
    });
    try {
      const shown = await terminal.waitFor(/exit code: 0/);
      expect(shown).toMatch(/^ {2}state {11}open$/m);
      expect(shown).toMatch(/^ {2}copilot {9}attached v\d+$/m);
      expect(shown).not.toMatch(/REGION +DISTRIBUTION/);
    } finally {
      await terminal.close();
    }
  });
});
