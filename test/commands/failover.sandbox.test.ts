import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CvsRun, cvs } from '../support/cvs/cvs.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';

let deployed: DeployedSandbox;
let cwd: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox('refused');
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeSandboxCluster(deployed.sandbox, 'refused', cwd);
}, 120_000);

afterAll(async () => {
  await deployed.close();
  await rm(cwd, { recursive: true, force: true });
}, 60_000);

const failover = (...args: string[]): Promise<CvsRun> =>
  cvs(['failover', ...args], { cwd, endpoint: deployed.sandbox.endpoint });

/** The last lines on the screen: what happened, and what to do. */
function said({ stderr }: CvsRun): string[] {
  const lines = stderr.split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('✖')));
}

describe('what an operator is told when nothing is done', () => {
  test.each<[string[], number, string[]]>([
    [
      ['close', 'eu-wst-1'],
      2,
      [
        '✖ "eu-wst-1" is neither a distribution nor a stream region of the cluster refused.',
        '  → Did you mean eu-west-1?',
        expect.stringMatching(/^ {2}→ Known: \S+ \(eu-west-1\)\.$/) as never,
        expect.stringMatching(/^ {2}→ Known: \S+ \(eu-west-2\)\.$/) as never,
      ],
    ],
    [
      ['close', 'eu-west-1', '--for', 'banana'],
      2,
      ['✖ --for "banana" is not a duration.', '  → Write it as 90s, 15m, 2h or 1h30m.'],
    ],
    [
      ['close', '--all'],
      2,
      ['✖ --all leaves viewers with nothing to watch.', '  → To go off the air on purpose, add --off-air.'],
    ],
    [['open'], 2, ['✖ No distribution was named.', '  → Name a region, or give --all.']],
    [
      ['close', 'eu-west-1', '--force'],
      2,
      ['✖ --force needs a reason, which the history keeps.', expect.stringContaining('--reason') as never],
    ],
  ])('%j', async (args, exitCode, lines) => {
    const run = await failover(...args);
    expect({ exitCode: run.exitCode, lines: said(run) }).toEqual({ exitCode, lines });
  });

  test('the last open distribution stays open; a second close reports who closed it before', async () => {
    const closed = await failover('close', 'eu-west-1', '--now', '--reason', 'encoder lost');
    expect(closed.exitCode).toBe(0);
    expect(closed.stdout).toMatch(
      /^eu-west-1 is closed: \S+ answers 404 after \d+\.\d s\.\n {2}From the start: (?=.*players steered away \d)(?=.*404 seen \d).*\.\n {2}Written in eu-west-1, in eu-west-2 after \d\.\d s\.$/,
    );
    const again = await failover('close', 'eu-west-1', '--now');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(
      /^eu-west-1 is closed already: \S+ answers 404; nothing was written\.\n {2}Closed at \S+ \S+Z by \S+@\S+ \(encoder lost\)\.\n {2}To open it: cvs failover open eu-west-1/,
    );
    for (const verb of ['close', 'drain']) {
      const refused = await failover(verb, 'eu-west-2');
      expect(refused.exitCode).toBe(1);
      expect(said(refused)).toEqual([
        expect.stringMatching(/^✖ \S+ is the last open distribution of the cluster/),
        expect.stringMatching(/^ {2}→ Open another one first: `cvs failover open \S+` \(eu-west-1\)\.$/),
      ]);
    }
    const opened = await failover('open', 'eu-west-1');
    expect(opened.stdout).toMatch(/^eu-west-1 is open: \S+ serves after \d+\.\d s, players may return after/);
    expect((await failover('open', 'eu-west-1')).stdout).toMatch(/is open already .*nothing was written/);
  }, 60_000);

  test('a drill prints sentences in --json, and writes its two reports', async () => {
    const reports = ['--junit', 'drill.xml', '--html', 'drill.html'];
    const hasty = ['--now', '--duration', '1s', '--baseline', '2s', '--viewers', '1', '--max-stall', '10s'];
    await failover('open', '--all');
    const args = ['drill', '--region', 'eu-west-1', ...hasty, ...reports, '--json'];
    const run = await cvs(args, { cwd, endpoint: deployed.sandbox.endpoint });
    const report = JSON.parse(run.stdout);
    expect(report).toMatchObject({
      closedRegion: 'eu-west-1',
      reopened: true,
      timeline: expect.arrayContaining([
        expect.objectContaining({ source: 'drill', what: 'closes eu-west-1' }),
        expect.objectContaining({ source: 'edge eu-west-1', what: 'HTTP 404' }),
      ]),
      // On a busy machine the viewer may stall for longer than is allowed.
      outcome: expect.stringMatching(/^(passed|failed)$/),
      failures: expect.any(Array),
    });
    expect(run.exitCode).toBe(report.outcome === 'passed' ? 0 : 1);
    expect(await readFile(join(cwd, 'drill.xml'), 'utf8')).toContain('<testcase');
    expect(await readFile(join(cwd, 'drill.html'), 'utf8')).toContain('class="shut"');
  }, 120_000);

  test('expired credentials are reported once, also by open --all', async () => {
    const url = new URL(deployed.sandbox.endpoint);
    const sandbox = { cwd, endpoint: deployed.sandbox.endpoint };
    await cvs(['sandbox', 'fault', 'add', 'expired-token', '--endpoint', url.href], sandbox);
    try {
      for (const [action, ...args] of [
        ['BatchGetItem', 'close', 'eu-west-1'],
        ['Scan', 'history'],
        ['BatchGetItem', 'open', '--all'],
      ]) {
        const run = await failover(...args);
        expect(run.exitCode).toBe(1);
        expect(said(run)).toEqual([
          `✖ The AWS credentials have expired: dynamodb:${action} in eu-west-1 was refused.`,
          '  → Renew them (for SSO: `aws sso login`), then run the same command again.',
        ]);
      }
    } finally {
      await cvs(['sandbox', 'fault', 'clear', '--endpoint', url.href], sandbox);
    }
  }, 60_000);

  test('a state table that does not exist is reported with the next step', async () => {
    const text = await readFile(join(cwd, 'cvs.yaml'), 'utf8');
    await writeFile(join(cwd, 'cvs.yaml'), text.replace('name: refused', 'name: elsewhere'));
    try {
      for (const args of [['close', 'eu-west-1'], ['history'], ['open', '--all']]) {
        const run = await failover(...args);
        expect(run.exitCode).toBe(1);
        expect(said(run)).toEqual([
          expect.stringMatching(/^✖ .*state table elsewhere/),
          expect.stringContaining('cvs deploy'),
        ]);
      }
    } finally {
      await writeFile(join(cwd, 'cvs.yaml'), text);
    }
  }, 60_000);
});
