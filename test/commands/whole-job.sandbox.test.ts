import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { startTestSandbox, streamFlags } from '../support/test-sandbox.js';

// On a busy machine commands take longer, which is not a failure.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<CvsRun> {
  return cvs(args, { cwd: folder, endpoint: sandbox.endpoint });
}

/** What `cvs status` says about each region when everything answered in time. */
async function statusOfAll(): Promise<object[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { regions } = (await run('status', '--json')).json() as { regions: Record<string, { known?: boolean }>[] };
    const answered = regions.every((region) => Object.values(region).every((part) => part?.known !== false));
    if (answered || attempt === 10) return regions;
  }
}

/** Each test continues where the one before it ended. */
describe('from the values to a failover and back', () => {
  test('init writes the cluster file, with the domains that CloudFront says', async () => {
    const flags = ['--name=rehearsal', '--bucket-base-name=cvs-rehearsal', ...streamFlags(sandbox.streams)];
    const result = await run('init', '--yes', ...flags);
    expect(result).toMatchObject({ exitCode: 0 });
    const text = await readFile(join(folder, 'cvs.yaml'), 'utf8');
    for (const stream of sandbox.streams) expect(text).toContain(`distributionDomain: ${stream.distributionDomain}`);
  });

  test('init does not replace a cluster file unasked', async () => {
    const result = await run('init', '--yes', '--name=other');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('cvs.yaml already exists');
  });

  test('status before the first deployment says what is absent', async () => {
    const result = await run('status');
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('ABSENT');
  });

  test('failover before the first deployment says what to do', async () => {
    const result = await run('failover', 'close', 'eu-west-1');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('cvs deploy');
  });

  test('assets build writes both folders', async () => {
    expect(await run('assets', 'build', '--out', 'build')).toMatchObject({ exitCode: 0 });
    expect(await readdir(join(folder, 'build', 'global-s3-assets'))).toContain('copilot.template');
    expect((await readdir(join(folder, 'build', 'regional-s3-assets'))).every((name) => name.endsWith('.zip'))).toBe(
      true,
    );
  });

  test('deploy without buckets names the flag that creates them', async () => {
    const result = await run('deploy', '--yes');
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toContain('--create-buckets');
  });

  test('deploy without a terminal and without --yes changes nothing', async () => {
    const result = await run('deploy');
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain('--yes');
  });

  test('deploy creates six stacks and a master playlist that lists both regions', async () => {
    const result = await run('deploy', '--yes', '--create-buckets', '--json');
    expect(result.exitCode).toBe(0);
    const { stacks, masterPlaylistUrl } = result.json() as { stacks: { status: string }[]; masterPlaylistUrl: string };
    expect(stacks.map((one) => one.status)).toEqual(Array.from({ length: 6 }, () => 'created'));
    expect(masterPlaylistUrl).toMatch(/^http:\/\/d[a-z0-9]+\.cloudfront\.localhost:\d+\/playlist\.m3u8$/);
  });

  test('a second deploy changes nothing', async () => {
    const result = await run('deploy', '--yes', '--json');
    expect(result.exitCode).toBe(0);
    expect(result.json()).toMatchObject({ status: 'unchanged' });
  });

  test('status shows both regions open, the copilot attached and the master playlist current', async () => {
    const regions = await statusOfAll();
    const good = {
      distribution: {
        known: true,
        value: expect.objectContaining({ deployed: true, copilot: 'attached', version: '1' }),
      },
      serving: { known: true, value: expect.objectContaining({ state: 'open' }) },
      masterPlaylist: { known: true, value: expect.objectContaining({ status: 'current' }) },
    };
    expect(regions).toEqual([expect.objectContaining(good), expect.objectContaining(good)]);
  });

  test('playlist build lists the requested region first', async () => {
    const { stdout } = await run('playlist', 'build', '--first', 'eu-west-2');
    const uris = stdout.split('\n').filter((line) => line.startsWith('http'));
    expect(uris[0]).toContain(sandbox.streams[1]?.distributionDomain);
    expect(uris[1]).toContain(sandbox.streams[0]?.distributionDomain);
  });

  test('playlist publish has nothing to do after a deployment', async () => {
    const { objects } = (await run('playlist', 'publish', '--json')).json() as { objects: { status: string }[] };
    expect(new Set(objects.map((one) => one.status))).toEqual(new Set(['unchanged']));
  });

  test('close --now ends when the 404 was seen; closing again writes nothing', async () => {
    const domain = sandbox.streams[0]?.distributionDomain ?? '';
    const result = await run('failover', 'close', domain, '--now', '--json');
    expect(result.exitCode).toBe(0);
    expect(result.json()).toMatchObject({ outcome: 'closed', region: 'eu-west-1', domain });
    expect((await run('failover', 'close', 'eu-west-1', '--json')).json()).toMatchObject({ outcome: 'already-closed' });
  });

  test('the last open distribution is not closed', async () => {
    const result = await run('failover', 'close', 'eu-west-2', '--now', '--json');
    expect(result.exitCode).toBe(1);
    expect(result.json()).toMatchObject({ error: { code: 'LAST_OPEN_DISTRIBUTION' } });
  });

  test('status says what is closed, and by whom', async () => {
    const regions = await statusOfAll();
    expect(regions[0]).toMatchObject({
      serving: { value: { state: 'closed', updatedBy: expect.stringContaining('@') } },
    });
  });

  test('open serves again', async () => {
    expect((await run('failover', 'open', 'eu-west-1', '--json')).json()).toMatchObject({ outcome: 'open' });
  });

  test('drain moves the players and open brings them back', async () => {
    expect((await run('failover', 'drain', 'eu-west-2', '--json')).json()).toMatchObject({ outcome: 'drained' });
    expect((await run('failover', 'open', 'eu-west-2', '--json')).json()).toMatchObject({ outcome: 'open' });
  });

  test('a domain that is not the cluster’s is a usage error that lists those that are', async () => {
    const result = await run('failover', 'close', 'd000000.cloudfront.net');
    expect(result.exitCode).toBe(2);
    for (const stream of sandbox.streams) expect(result.stderr).toContain(stream.distributionDomain);
  });

  test('destroy --delete-data keeps nothing; when nothing is left, destroy says so', async () => {
    const first = await run('destroy', '--yes', '--delete-data', '--json');
    expect(first.exitCode).toBe(0);
    const second = await run('destroy', '--yes', '--json');
    expect(second.exitCode).toBe(1);
    expect(second.json()).toMatchObject({ error: { code: 'NOTHING_DEPLOYED' } });
  });
});
