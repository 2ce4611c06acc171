import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { cutOffPlaylist, HOSTILE, masterOf, UNSAFE } from '../support/hostile-text.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { startTextServer } from '../support/text-server.js';

let deployed: DeployedSandbox;
let origin: Awaited<ReturnType<typeof startTextServer>>;
let cwd: string;

const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nseg.ts?token=s3cret\n';

/** A master playlist whose names are made to be more than names. */
const NAMES = [
  '#EXTM3U',
  `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English\u202Ehcnerf\u202C\u200B</script>",URI="a.m3u8?token=s3cret"`,
  ...['eu-west-1', 'eu-\u202Etsew-2\u2066'].map(
    (pathway) =>
      `#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1\u202E",AUDIO="a",PATHWAY-ID="${pathway}"\nhttp://user:pass@127.0.0.1:1/v.m3u8?token=s3cret`,
  ),
].join('\n');

beforeAll(async () => {
  deployed = await startDeployedSandbox('hostile');
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeSandboxCluster(deployed.sandbox, 'hostile', cwd);
  origin = await startTextServer({
    '/index.m3u8?token=s3cret': masterOf([
      'cut.m3u8?token=s3cret',
      'long.m3u8',
      `${HOSTILE.replaceAll(/[?#]/g, '')}.m3u8`,
    ]),
    '/cut.m3u8?token=s3cret': cutOffPlaylist(HOSTILE),
    '/long.m3u8': cutOffPlaylist('x'.repeat(300_000)),
    '/media.m3u8': MEDIA,
    '/names.m3u8?token=s3cret': NAMES,
    '/line.m3u8': `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,NAME=${'x'.repeat(300_000)}\u202E\nv.m3u8\n`,
  });
}, 120_000);

afterAll(async () => {
  await origin.close();
  await deployed.close();
  await rm(cwd, { recursive: true, force: true });
}, 60_000);

const run = (...args: string[]): Promise<CvsRun> => cvs(args, { cwd, endpoint: deployed.sandbox.endpoint });

/** What was printed, which is safe: no line of it is more than text, and none holds a secret. */
function printed({ stdout, stderr }: CvsRun): string {
  const all = `${stdout}\n${stderr}`;
  expect(all.split('\n').filter((line) => UNSAFE.test(line))).toEqual([]);
  expect(all).not.toMatch(/s3cret|user:pass/);
  expect(Math.max(...all.split('\n').map((line) => line.length))).toBeLessThan(2000);
  return all;
}

describe('a stream', () => {
  const target = () => origin.url('/index.m3u8?token=s3cret');
  /** The playlists never get a new segment: that is seen after one target duration. */
  const QUICK = ['--duration-multiplier', '1'];

  test('detector check', async () => {
    const found = printed(await run('detector', 'check', target(), ...QUICK));
    expect(found).toContain('it ends with #EXTINF:1,\uFFFD]0;owned\uFFFD\uFFFD[2K');
    expect(found).toMatch(/it ends with #EXTINF:1,x{100,}…/);
  }, 60_000);

  test('detector check --json, which stays exact JSON', async () => {
    const result = await run('detector', 'check', target(), ...QUICK, '--json');
    printed(result);
    const { playlists } = result.json() as { playlists: Record<string, { reason?: string }> };
    expect(Object.keys(playlists)).toHaveLength(3);
    for (const { reason = '' } of Object.values(playlists)) expect(reason).not.toMatch(UNSAFE);
  }, 60_000);

  test.each(['names.m3u8?token=s3cret', 'line.m3u8'])(
    'playlist check of %s',
    async (name) => {
      printed(await run('playlist', 'check', origin.url(`/${name}`)));
      const result = await run('playlist', 'check', origin.url(`/${name}`), '--json');
      printed(result);
      expect(JSON.stringify(result.json())).not.toMatch(UNSAFE);
    },
    60_000,
  );

  test('a server that cannot be reached', async () => {
    for (const command of ['playlist', 'detector']) {
      printed(
        await run(command, 'check', 'http://user:pass@127.0.0.1:1/hdnts=exp=1~hmac=s3cret/x.m3u8?token=s3cret#s3cret'),
      );
    }
  }, 60_000);
});

describe('items of the state table that somebody else wrote', () => {
  const domain = () => deployed.cluster.regions[0]?.distributionDomain ?? '';

  beforeAll(async () => {
    const { DynamoDBClient, PutItemCommand, UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { endpoint, credentials } = deployed.sandbox;
    const client = new DynamoDBClient({ region: 'eu-west-1', endpoint, credentials });
    const long = { S: HOSTILE.repeat(300) };
    const entry = { distribution: { S: domain() }, region: long, action: long, who: long, why: long };
    for (const [at, when] of [long, { S: '2026-01-01T00:00:00Z' }, { N: '1' }].entries()) {
      const domainKey = { S: `history#${domain()}#01ARZ3NDEKTSV4RRFFQ69G5FA${at}` };
      await client.send(new PutItemCommand({ TableName: 'hostile', Item: { domain: domainKey, at: when, ...entry } }));
    }
    await client.send(
      new UpdateItemCommand({
        TableName: 'hostile',
        Key: { domain: { S: domain() } },
        UpdateExpression:
          'SET #a = :false, updated_by = :text, updated_at = :text, reason = :text, closed_until = :late',
        ExpressionAttributeNames: { '#a': 'distro_open' },
        ExpressionAttributeValues: { ':text': long, ':false': { BOOL: false }, ':late': { N: '1e40' } },
      }),
    );
    await client.send(
      new PutItemCommand({
        TableName: 'hostile',
        Item: {
          domain: { S: `health#${domain()}` },
          playlist_fresh: { BOOL: false },
          state: long,
          detail: long,
          region: long,
          observed_at: { N: '1' },
        },
      }),
    );
    client.destroy();
  });

  test('failover history', async () => {
    const shown = printed(await run('failover', 'history'));
    expect(shown).toContain('an unknown time');
    const result = await run('failover', 'history', '--json');
    printed(result);
    expect(JSON.stringify(result.json())).not.toMatch(UNSAFE);
  }, 60_000);

  test('status', async () => {
    const shown = await run('status');
    printed(shown);
    expect(shown.exitCode).toBe(0);
    printed(await run('status', '--json'));
  }, 60_000);

  test('failover open and close', async () => {
    printed(await run('failover', 'close', 'eu-west-1'));
    const opened = await run('failover', 'open', 'eu-west-1', '--force', '--reason', HOSTILE.repeat(3000));
    expect(printed(opened)).toContain('warning: The reason is kept as: \uFFFD]0;owned');
    expect(opened.exitCode).toBe(0);
    const history = await run('failover', 'history', '--json');
    printed(history);
    const { entries } = history.json() as { entries: { action: string; why?: string }[] };
    expect(entries[0]).toMatchObject({ action: 'open', why: expect.stringMatching(/^\uFFFD]0;owned.*…$/) });
    expect(entries[0]?.why?.length).toBeLessThanOrEqual(200);
  }, 120_000);
});

describe('what is typed', () => {
  test.each([
    ['failover', 'close', `eu\u001b[2K\u202E-west-1`],
    ['status', `--\u001b]0;x\u0007`],
    ['status', '--cluster-file', `\u001b]0;x\u0007\u202Elmay.svc`],
    [`\u001b]0;x\u0007`],
    ['failover', 'close', '--for', `\u001b]0;x\u0007`],
    ['playlist', 'check', `\u001b]0;x\u0007\u202E.m3u8`],
  ])(
    '%j',
    async (...args) => {
      printed(await run(...args));
      printed(await run(...args, '--json'));
    },
    60_000,
  );

  test('names in a cluster file', async () => {
    const text = await readFile(join(cwd, 'cvs.yaml'), 'utf8');
    await writeFile(
      join(cwd, 'bad.yaml'),
      text.replace('name: hostile', 'name: "a\\e]0;x\\a\\u202E"\n"\\e[2K\\u202E": 1'),
    );
    printed(await run('status', '--cluster-file', 'bad.yaml'));
  }, 60_000);
});
