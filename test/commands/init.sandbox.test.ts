import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
      bucketsCreated: ['spring-eu-west-1', 'spring-eu-west-2'],
    });
    const cluster = await loadCluster(join(folder, 'cvs.yaml'));
    expect(cluster.regions).toEqual(sandbox.streams.map(({ origin: _, ...stream }) => expect.objectContaining(stream)));
  });

  // aws-solutions/live-streaming-on-aws, live-streaming.ts: CloudFront alone has the secret of the MediaPackage endpoints.
  test('never writes an origin URL that only CloudFront may read, and doctor fails one by name', async () => {
    const guarded = createServer((_request, response) => response.writeHead(403).end('Access denied'));
    await new Promise<void>((resolve) => guarded.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(guarded.address() as AddressInfo).port}/out/v1/index.m3u8`;
    const streams = sandbox.streams.flatMap((stream, index) => [
      `--region=${stream.region}`,
      `--distribution-id=${stream.distributionId}`,
      `--distribution-playlist-url=${stream.distributionPlaylistUrl}`,
      `--origin-playlist-url=${index === 0 ? origin : stream.originPlaylistUrl}`,
    ]);
    const file = '--cluster-file=guarded.yaml';
    try {
      const result = await init('--name=spring-final', '--bucket-base-name=spring', ...streams, file);
      expect(result.exitCode).toBe(0);
      expect(result.stdout.replace(/\s+/g, ' ')).toContain(
        'eu-west-1: the origin answers 403. The URL of the distribution is written instead: the detectors see an outage later',
      );
      const path = join(folder, 'guarded.yaml');
      const [one, two] = (await loadCluster(path)).regions;
      expect(one?.originPlaylistUrl).toBe(sandbox.streams[0]?.distributionPlaylistUrl);
      expect(two?.originPlaylistUrl).toBe(sandbox.streams[1]?.originPlaylistUrl);

      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace(/originPlaylistUrl: .*/, `originPlaylistUrl: ${origin}`));
      const doctor = await cvs(['doctor', file, '--json'], { cwd: folder, endpoint: sandbox.endpoint });
      const { checks } = doctor.json() as { checks: { id: string; status: string; findings: object[] }[] };
      expect(checks.find(({ id }) => id === 'origins')).toMatchObject({
        status: 'fail',
        findings: [
          { region: 'eu-west-1', id: 'origin-authorized', message: 'the origin answers 403' },
          { region: 'eu-west-2', status: 'pass' },
        ],
      });
    } finally {
      guarded.closeAllConnections();
      await new Promise((resolve) => guarded.close(resolve));
    }
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

  test('a region of another partition is refused before anything is asked', async () => {
    const refused = await init('--name=spring-final', '--region=cn-north-1', '--region=cn-northwest-1', '--yes');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('cn-north-1 is in AWS China') });
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
