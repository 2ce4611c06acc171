import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';
import { hasTerminal, openTerminal, type Terminal } from '../support/cvs/terminal.js';
import { takeInventory } from '../support/inventory.js';
import { writeSandboxCluster } from '../support/sandbox-cluster.js';
import { startTestSandbox } from '../support/test-sandbox.js';

// Each starts a process and waits for what it shows, and the machine may be busy.
jest.setTimeout(120_000);
const PATIENCE_MS = 60_000;

let sandbox: Sandbox;
let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  sandbox = await startTestSandbox({ speed: 500 });
  folder = await mkdtemp(join(tmpdir(), 'cvs-terminal-'));
  await writeSandboxCluster(sandbox, 'cup', folder);
});

afterEach(() => terminal?.close());

afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

/** As in a person's terminal: CI is not set. */
async function deploy(columns: number, args = ''): Promise<Terminal> {
  const { CI: _none, ...env } = cvsEnvironment({ endpoint: sandbox.endpoint });
  const command = `'${process.execPath}' '${join(packageRoot, 'bin/run.js')}' deploy ${args}`;
  return openTerminal({ command, cwd: folder, columns, env });
}

const shows = (pattern: RegExp) => terminal.waitFor(pattern, PATIENCE_MS);

/** Without line breaks and the blanks around them. */
const dense = (text: string) => text.replaceAll(/\s+/g, '');

// Without tmux there is no terminal to drive: apt-get install tmux.
const describeWithTerminal = hasTerminal ? describe : describe.skip;

/** Each test continues where the one before it ended. */
describeWithTerminal('a deployment in a terminal (needs tmux)', () => {
  test('shows the plan, names account, caller and regions in its question; no changes nothing', async () => {
    terminal = await deploy(130, '--create-buckets');
    const asked = await shows(/\(y\/N\)/);
    expect(asked).toContain('+ eu-west-1 Stack cup-clustered-video-stream  create');
    expect(asked).toContain('+ MasterPlaylistDistribution AWS::CloudFront::Distribution');
    expect(asked).toContain('11 of 13 steps will change something.');
    expect(dense(asked)).toContain(
      dense(
        '? Deploy cup to account 123456789012 (eu-west-1, eu-west-2, us-east-1) as arn:aws:iam::123456789012:user/sandbox? (y/N)',
      ),
    );
    await terminal.type('n');
    await terminal.press('Enter');
    expect(await shows(/exit code: \d+/)).toMatch(/✖ Nothing was changed\.\nexit code: 3/);
    const { stacks, counts } = await takeInventory(sandbox, 'cup');
    expect({ stacks, buckets: counts.buckets }).toEqual({ stacks: [], buckets: 0 });
  });

  test('yes runs it, also in forty columns; Ctrl-C says what AWS continues', async () => {
    sandbox.faults.add({ kind: 'resource', resource: 'MasterPlaylistDistribution', on: 'create', delaySeconds: 2000 });
    terminal = await deploy(40, '--create-buckets');
    await shows(/\(y\/N\)/);
    await terminal.type('y');
    await terminal.press('Enter');
    const running = await shows(/\d\/5\s+CREATE_IN_PROGRESS\s+MasterPlaylistDistribution/);
    expect(running).not.toContain('Warning');
    // A line of a step is as wide as the terminal and breaks between words; a number keeps its unit.
    expect(running).toMatch(/^✔ us-east-1 Stack cup-copilot:\s+created\s+\(\d+\.\d.s\)$/m);
    expect(running).not.toMatch(/^\s*s$/m);
    await terminal.press('C-c');
    const ended = dense(await shows(/exit code: \d+/));
    expect(ended).toContain(
      dense('Deployment of cup was interrupted during: eu-west-1 Stack cup-clustered-video-stream'),
    );
    expect(ended).toContain(
      dense(
        '→ Watch it: aws cloudformation describe-stack-events --region eu-west-1 --stack-name cup-clustered-video-stream',
      ),
    );
    expect(ended).toContain(dense('→ Resume: `cvs deploy`.'));
    expect(ended).toContain(dense('exit code: 130'));
  });

  test('the last screen lists every step with its time, once, and the six stacks', async () => {
    terminal = await deploy(130, '--yes');
    const screen = await shows(/exit code: \d+/);
    expect(screen).toContain('exit code: 0');
    const steps = screen.split('\n').filter((line) => line.startsWith('✔ ') && line.includes(' Stack cup-'));
    expect(steps.map((line) => line.replace(/\d+\.\d.s\)$/, '<time>)'))).toEqual([
      '✔ eu-west-1 Stack cup-stale-playlist-detector: unchanged (<time>)',
      '✔ eu-west-2 Stack cup-stale-playlist-detector: unchanged (<time>)',
      '✔ us-east-1 Stack cup-copilot: unchanged (<time>)',
      '✔ eu-west-1 Stack cup-clustered-video-stream-instance: unchanged (<time>)',
      '✔ eu-west-2 Stack cup-clustered-video-stream-instance: unchanged (<time>)',
      expect.stringMatching(/^✔ eu-west-1 Stack cup-clustered-video-stream: (created|updated|unchanged) \(<time>\)$/),
    ]);
    const [heading, ...rows] = screen.split('\n').slice(screen.split('\n').findIndex((line) => /^STACK\b/.test(line)));
    expect(heading).toMatch(/^STACK\s+REGION\s+STATUS\s+SECONDS$/);
    expect(rows.slice(0, 6).every((row) => /^cup-\S+\s+\S+\s+(created|updated|unchanged)\s+\d+\.\d$/.test(row))).toBe(
      true,
    );
    expect(screen).toMatch(/Master playlist: http:\S+playlist\.m3u8/);
  });
});
