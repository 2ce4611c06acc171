import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { momentText } from '../../src/lib/moment.js';
import type { ClusterStatus } from '../../src/lib/status/cluster-status.js';
import { cvs, cvsBin, cvsEnvironment } from '../support/cvs/cvs.js';
import { hasTerminal, openTerminal } from '../support/cvs/terminal.js';
import { type DeployedSandbox, startDeployedSandbox } from '../support/deployed-sandbox.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';

let deployed: DeployedSandbox;
let cwd: string;

beforeAll(async () => {
  deployed = await startDeployedSandbox('watched');
  cwd = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  await writeSandboxCluster(deployed.sandbox, 'watched', cwd);
}, 120_000);

afterAll(async () => {
  await deployed.close();
  await rm(cwd, { recursive: true, force: true });
}, 60_000);

/** Starts a watch without a terminal, and interrupts it as Ctrl-C does once its lines are enough. */
async function watch(args: readonly string[], enough: (lines: readonly string[]) => boolean) {
  const child = execa(process.execPath, [cvsBin, 'status', '--watch', ...args], {
    cwd,
    env: cvsEnvironment({ endpoint: deployed.sandbox.endpoint }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (enough(output.split('\n').slice(0, -1))) child.kill('SIGINT');
  });
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stderr, lines: stdout.split('\n') };
}

/** A change outside cvs, in one region. */
async function byHand(region: string, expression: string, values: object): Promise<void> {
  const client = await deployed.clients.dynamoDb(region);
  const key = deployed.cluster.regions[0]?.distributionDomain ?? '';
  await client.send(
    new UpdateItemCommand({
      TableName: 'watched',
      Key: { domain: { S: key } },
      UpdateExpression: expression,
      ExpressionAttributeValues: values as never,
    }),
  );
}

describe('cvs status', () => {
  test('shows the state of each part of the cluster, and a change outside cvs in any region', async () => {
    const before = (await cvs(['status', '--json'], { cwd, endpoint: deployed.sandbox.endpoint })).json();
    expect(before).toMatchObject({
      steering: { known: true, value: ['eu-west-1', 'eu-west-2'] },
      replicas: [
        { region: 'eu-west-1', answer: { known: true, value: 'current' } },
        { region: 'eu-west-2', answer: { known: true, value: 'current' } },
      ],
      liveEdges: [
        { region: 'eu-west-1', edge: { known: true, value: { lagS: expect.any(Number) } } },
        { region: 'eu-west-2', edge: { known: true, value: { lagS: expect.any(Number) } } },
      ],
    });
    const until = Math.floor(Date.now() / 1000) + 600;
    await byHand('eu-west-2', 'SET distro_open = :no, closed_until = :until', {
      ':no': { BOOL: false },
      ':until': { N: String(until) },
    });
    // The replica that is read receives it from the one that was written to.
    const { lines } = await watch(['--json'], (seen) => seen.at(-1)?.includes('changedOutside') === true);
    const changed = JSON.parse(lines.at(-1) as string) as ClusterStatus;
    expect(changed.regions[0]?.serving).toMatchObject({
      known: true,
      value: { state: 'closed', closedUntil: until, changedOutside: { open: true, drained: false } },
    });
    const { stdout, exitCode } = await cvs(['status'], { cwd, endpoint: deployed.sandbox.endpoint });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`closed until ${momentText(until * 1000)}`);
    expect(stdout).toContain('eu-west-1 was changed outside cvs; cvs had set it to open.');
    // The next change by cvs is in the history again.
    const opened = await cvs(['failover', 'open', 'eu-west-1', '--reason', 'back'], {
      cwd,
      endpoint: deployed.sandbox.endpoint,
    });
    expect(opened.exitCode).toBe(0);
    const after = await cvs(['status'], { cwd, endpoint: deployed.sandbox.endpoint });
    expect(after.stdout).not.toContain('changed outside');
    expect(after.stdout).toMatch(/open +eu-west-1 +closed until \S+ \S+ → drained .*back/);
  }, 60_000);

  test('shows a replica that lacks what another one has as behind', async () => {
    const { dynamodb } = deployed.sandbox.services;
    dynamodb.isolate('eu-west-2', true);
    try {
      // A change through cvs is carried there; one that is made in a console is not.
      await dynamodb.call('eu-west-1', 'UpdateItem', {
        TableName: deployed.cluster.name,
        Key: { domain: { S: deployed.cluster.regions[1]?.distributionDomain ?? '' } },
        UpdateExpression: 'SET drained = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      });
      const status = await cvs(['status', '--json'], { cwd, endpoint: deployed.sandbox.endpoint });
      const words = await cvs(['status'], { cwd, endpoint: deployed.sandbox.endpoint });
      expect(words.stdout).toContain('▲ The replica in eu-west-2 does not say what eu-west-1 says.');
      expect(status.json()).toMatchObject({
        replicas: [{ answer: { known: true, value: 'current' } }, { answer: { known: true, value: 'behind' } }],
      });
    } finally {
      dynamodb.isolate('eu-west-2', false);
      await cvs(['failover', 'open', 'eu-west-2'], { cwd, endpoint: deployed.sandbox.endpoint });
    }
  }, 60_000);
});

describe('cvs status --watch', () => {
  test('without a terminal appends a line a region, and Ctrl-C ends it with 0', async () => {
    const { exitCode, stderr, lines } = await watch([], (seen) => seen.length >= 4);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(lines.slice(0, 4)).toEqual([
      expect.stringMatching(
        /^\S+ \S+Z {2}eu-west-1 {2}open {2}fresh \d+ s {2}#\d+, -?\d+\.\d s behind {2}replica current/,
      ),
      expect.stringMatching(/^\S+ \S+Z {2}eu-west-2 {2}open .* steering eu-west-1>eu-west-2$/),
      expect.stringMatching(/^\S+ \S+Z {2}eu-west-1 /),
      expect.stringMatching(/^\S+ \S+Z {2}eu-west-2 /),
    ]);
  }, 60_000);

  test('with --json prints an object a line, and nothing else', async () => {
    const { exitCode, lines } = await watch(['--json'], (seen) => seen.length >= 2);
    expect(exitCode).toBe(0);
    const seen = lines.map((line) => JSON.parse(line) as ClusterStatus);
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(Date.parse(seen[1]?.at ?? '')).toBeGreaterThan(Date.parse(seen[0]?.at ?? ''));
    for (const status of seen) expect(status.cluster).toBe('watched');
  }, 60_000);

  (hasTerminal ? test : test.skip).each([80, 60])(
    'in a terminal of %i columns it redraws in place, and Ctrl-C leaves the last frame and a whole terminal',
    async (columns) => {
      const terminal = await openTerminal({
        command: `'${process.execPath}' '${cvsBin}' status --watch`,
        cwd,
        env: cvsEnvironment({ endpoint: deployed.sandbox.endpoint }),
        columns,
      });
      try {
        const first = await terminal.waitFor(/Ctrl-C ends[\s\S]*Players are sent to/, 30_000);
        const time = /\d\d:\d\d:\d\dZ {2}Ctrl-C/.exec(first)?.[0] as string;
        await terminal.waitFor(new RegExp(`^watched {2}(?!${time}).*Ctrl-C ends`), 30_000);
        await terminal.press('C-c');
        const last = await terminal.waitFor(/exit code: 0/);
        expect(last.match(/Ctrl-C ends/g)).toHaveLength(1);
        expect(last).toMatch(/eu-west-1 +open/);
        expect(last).toMatch(/eu-west-2 +open/);
        expect(Math.max(...last.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
      } finally {
        await terminal.close();
      }
    },
    90_000,
  );
});
