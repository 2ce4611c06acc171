import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadCluster } from '../../src/lib/cluster/load.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { createSolutionStacks } from '../support/solution-stack.js';
import { startTestSandbox } from '../support/test-sandbox.js';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  folder = await mkdtemp(join(tmpdir(), 'cvs-init-'));
  await createSolutionStacks(sandbox);
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function init(...args: string[]): Promise<CvsRun> {
  return cvs(['init', '--yes', ...args], { cwd: folder, endpoint: sandbox.endpoint });
}

const regions = ['--region=eu-west-1', '--region=eu-west-2'];

describe('init without a terminal', () => {
  test('names every flag that is missing, at once', async () => {
    const result = await init('--region=eu-west-1', '--cluster-file=none.yaml');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain(
      'Missing: --name, --bucket-base-name, --region (1 of 2 given), --distribution-id (0 of 2 given), --distribution-playlist-url (0 of 2 given), --origin-playlist-url (0 of 2 given).',
    );
  });

  test('takes the values of Live Streaming on AWS stacks, and creates buckets on request', async () => {
    const flags = ['--name=spring-final', '--bucket-base-name=spring', ...regions, '--from-stack=live-streaming'];
    const result = await init(...flags, '--create-buckets', '--json');
    expect(result.exitCode).toBe(0);
    expect(result.json()).toMatchObject({
      bucketsCreated: ['spring-eu-west-1', 'spring-eu-west-2', 'spring-us-east-1'],
    });
    const cluster = await loadCluster(join(folder, 'cvs.yaml'));
    expect(cluster.regions).toEqual(sandbox.streams.map(({ origin: _, ...stream }) => expect.objectContaining(stream)));
  });

  test('says which stack does not exist', async () => {
    const flags = ['--name=other', '--bucket-base-name=spring', ...regions, '--cluster-file=other.yaml'];
    const result = await init(...flags, '--from-stack=live-streaming', '--from-stack=dead-streaming');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('There is no stack dead-streaming in eu-west-2.');
  });

  test('edits an existing file only with --force, and keeps the rest of it', async () => {
    const path = join(folder, 'cvs.yaml');
    const written = await readFile(path, 'utf8');
    const text = written.replace('durationMultiplier: 3', 'durationMultiplier: 4 # slow packager');
    await writeFile(path, text);
    expect((await init('--bucket-base-name=summer')).exitCode).toBe(2);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect((await init('--bucket-base-name=summer', '--force')).exitCode).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(text.replace('bucketBaseName: spring', 'bucketBaseName: summer'));
  });

  test('a file that is not valid is reported; only --force replaces it', async () => {
    const broken = join(folder, 'broken.yaml');
    await writeFile(broken, 'name: [');
    const flags = ['--name=spring-final', '--bucket-base-name=spring', ...regions, '--from-stack=live-streaming'];
    const refused = await init(...flags, '--cluster-file=broken.yaml');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('broken.yaml:1:') });
    expect((await init(...flags, '--cluster-file=broken.yaml', '--force')).exitCode).toBe(0);
    expect((await loadCluster(broken)).name).toBe('spring-final');
  });
});
