import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsClients } from '../../src/lib/aws/aws-clients.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { EXAMPLE_CLUSTER_FILE } from '../support/example-cluster.js';
import { sandboxVariables } from '../support/sandbox-keys.js';
import { startTestSandbox } from '../support/test-sandbox.js';
import { startTextServer } from '../support/text-server.js';

const master = (...heights: number[]) =>
  [
    '#EXTM3U',
    ...heights.flatMap((height) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${height * 1000},RESOLUTION=${(height * 16) / 9}x${height},CODECS="avc1.4d401f"`,
      `${height}.m3u8`,
    ]),
    '',
  ].join('\n');

const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.ts\n';

const TEXTS = {
  '/good/index.m3u8': master(360, 720),
  '/good/360.m3u8': MEDIA,
  '/other/index.m3u8': master(360, 1080),
  '/other/360.m3u8': MEDIA,
  '/html/index.m3u8': '<!DOCTYPE html><html><body>Bad gateway</body></html>',
  '/empty/index.m3u8': '',
  '/media/index.m3u8': MEDIA,
};

let sandbox: Sandbox;
let server: Awaited<ReturnType<typeof startTextServer>>;
let folder: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  server = await startTextServer(TEXTS);
  const clients = new AwsClients({ endpoint: sandbox.endpoint, credentials: sandbox.credentials });
  const cloudFront = await clients.cloudFront();
  for (const [index, { distributionId: Id }] of sandbox.streams.entries()) {
    const { DistributionConfig, ETag } = await cloudFront.send(new GetDistributionConfigCommand({ Id }));
    const aliased = {
      ...(DistributionConfig as DistributionConfig),
      // The URLs of a distribution's playlists have a name of the distribution.
      Aliases: { Quantity: 1, Items: [new URL(index === 0 ? server.url('/') : secondUrl('/')).host] },
      // No certificate of ACM has a name with a port.
      ViewerCertificate: { IAMCertificateId: 'ASCAEXAMPLE', SSLSupportMethod: 'sni-only' as const },
    };
    await cloudFront.send(new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig: aliased }));
  }
  await clients.close();
});

/** The same server by the name of the second distribution: a name belongs to one distribution. */
function secondUrl(path: string): string {
  return server.url(path).replace('127.0.0.1', 'localhost');
}

afterAll(async () => {
  await sandbox.close();
  await server.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** One clear error: the exit code, no stack trace, and nothing left in the folder. */
async function expectRefusal(run: CvsRun, exitCode: number, ...texts: string[]): Promise<void> {
  expect(run.stderr).not.toMatch(/^\s+at /m);
  for (const text of texts) expect(run.stderr).toContain(text);
  expect(run.exitCode).toBe(exitCode);
}

describe('a cluster file', () => {
  test('that is absent', async () => {
    const run = await cvs(['status'], { cwd: folder });
    await expectRefusal(run, 2, 'There is no cluster file at', 'cvs init');
  });

  test('that is malformed', async () => {
    await writeFile(join(folder, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE.replace('region: eu-west-2', 'region: Ireland'));
    const run = await cvs(['deploy', '--yes'], { cwd: folder });
    await expectRefusal(run, 2, 'cvs.yaml:8:13', 'Ireland');
  });

  // Only root may give a file away.
  (process.getuid?.() === 0 ? test : test.skip)('of somebody else is used only where it is named', async () => {
    await writeFile(join(folder, 'cvs.yaml'), 'not: a cluster');
    await chown(join(folder, 'cvs.yaml'), 12345, 12345);
    for (const args of [['status'], ['init', '--yes', '--force']]) {
      const found = await cvs(args, { cwd: folder });
      await expectRefusal(found, 2, 'cvs.yaml belongs to the user with the id 12345', '--cluster-file cvs.yaml');
    }
    const typed = await cvs(['status', '--cluster-file', 'cvs.yaml', '--json'], { cwd: folder });
    expect(typed.json()).toMatchObject({ error: { code: 'CLUSTER_FILE_INVALID' } });
    const set = await cvs(['status', '--json'], { cwd: folder, env: { CVS_CLUSTER_FILE: 'cvs.yaml' } });
    expect(set.json()).toMatchObject({ error: { code: 'CLUSTER_FILE_INVALID' } });
  });

  test('is reported in JSON too, with the same exit code', async () => {
    const run = await cvs(['status', '--json'], { cwd: folder });
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'CLUSTER_FILE_MISSING', exitCode: 2 } });
  });
});

test('variables take nothing off the air: without a typed flag they are ignored, and that is told once', async () => {
  await writeFile(join(folder, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE);
  const env = { CVS_ALL: '1', CVS_OFF_AIR: '1', CVS_YES: '1' };
  const run = await cvs(['failover', 'close'], { cwd: folder, env });
  await expectRefusal(run, 2, 'CVS_ALL, CVS_OFF_AIR, CVS_YES are ignored', 'No distribution was named.');
  expect(run.stderr.split('ignored')).toHaveLength(2);
  const json = await cvs(['failover', 'close', '--json'], { cwd: folder, env });
  expect(json.stderr).toContain('CVS_ALL, CVS_OFF_AIR, CVS_YES are ignored');
  expect(json.json()).toMatchObject({ error: { code: 'ALL_OR_ONE' } });
});

describe('credentials', () => {
  beforeEach(() => writeFile(join(folder, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE));

  test('that are absent', async () => {
    const run = await cvs(['deploy', '--yes'], { cwd: folder });
    await expectRefusal(run, 1, 'credentials');
  });

  test('that have expired', async () => {
    const env = sandboxVariables(sandbox.endpoint, sandbox.keys.session({ expiresAtMs: 0 }));
    const run = await cvs(['deploy', '--yes'], { cwd: folder, endpoint: sandbox.endpoint, env });
    await expectRefusal(run, 1, 'expired');
  });

  test('are not asked for when the endpoint does not answer', async () => {
    const run = await cvs(['failover', 'close', 'eu-west-1'], { cwd: folder, endpoint: 'http://127.0.0.1:1' });
    await expectRefusal(run, 1, 'eu-west-1');
  });
});

describe('init', () => {
  const flags = (overrides: { id?: string; first?: string; second?: string }) => {
    const [one, two] = sandbox.streams;
    return [
      ...['init', '--yes', '--name=rehearsal', '--bucket-base-name=cvs-rehearsal'],
      ...['--region=eu-west-1', `--distribution-id=${overrides.id ?? one?.distributionId}`],
      `--distribution-playlist-url=${server.url(overrides.first ?? '/good/index.m3u8')}`,
      `--origin-playlist-url=${server.url('/good/index.m3u8')}`,
      ...['--region=eu-west-2', `--distribution-id=${two?.distributionId}`],
      `--distribution-playlist-url=${secondUrl(overrides.second ?? '/good/index.m3u8?2')}`,
      `--origin-playlist-url=${server.url('/good/index.m3u8')}`,
    ];
  };

  test.each([
    ['a distribution that does not exist', { id: 'E0000000000000' }, 1, ['E0000000000000']],
    ['a playlist that is not there', { first: '/none.m3u8' }, 1, ['/none.m3u8', '404']],
    ['an HTML error page', { first: '/html/index.m3u8' }, 1, ['/html/index.m3u8', 'HTML']],
    ['an empty body', { first: '/empty/index.m3u8' }, 1, ['/empty/index.m3u8', 'empty']],
    ['a media playlist', { first: '/media/index.m3u8' }, 1, ['/media/index.m3u8', 'media playlist']],
    ['two regions with different ladders', { second: '/other/index.m3u8' }, 1, ['1280x720', '1920x1080']],
  ])('%s: refused, and no cluster file is written', async (_what, overrides, exitCode, texts) => {
    const run = await cvs(flags(overrides), { cwd: folder, endpoint: sandbox.endpoint });
    await expectRefusal(run, exitCode, ...texts);
    expect(await readdir(folder)).toEqual([]);
  });

  test('without a terminal names every flag that is missing', async () => {
    const run = await cvs(['init'], { cwd: folder, endpoint: sandbox.endpoint });
    await expectRefusal(run, 2, '--name', '--bucket-base-name', '--region', '--origin-playlist-url');
  });
});
