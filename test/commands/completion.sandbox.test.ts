import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cvs, cvsEnvironment, packageRoot } from '../support/cvs/cvs.js';
import { hasTerminal, openTerminal, type Terminal } from '../support/cvs/terminal.js';
import { EXAMPLE_CLUSTER_FILE } from '../support/example-cluster.js';

const DOMAINS = ['d111111abcdef8.cloudfront.net', 'd222222abcdef8.cloudfront.net'];
const REGIONS = ['eu-west-1', 'eu-west-2'];

let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvs-completion-'));
  await writeFile(join(folder, 'cvs.yaml'), EXAMPLE_CLUSTER_FILE);
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'home'));
  await writeFile(
    join(folder, 'bin/cvs'),
    `#!/bin/sh\nexec '${process.execPath}' '${join(packageRoot, 'bin/run.js')}' "$@"\n`,
  );
  await chmod(join(folder, 'bin/cvs'), 0o755);
  environment = {
    ...cvsEnvironment({}),
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    HOME: join(folder, 'home'),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function has(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Tests that need a program; without it their title says why they were passed over. Few machines have all three shells;
 * `.ci/run` installs them, so that none is passed over there.
 */
function describeWith(what: string, there: boolean, tests: () => void): void {
  if (there) describe(what, tests);
  else describe.skip(`${what}: passed over, not installed here`, tests);
}

/** Starts a shell in a terminal and sets up completion as the documentation says. */
async function shellInTerminal(command: string, shell: string): Promise<Terminal> {
  const terminal = await openTerminal({ command, cwd: folder, env: environment, columns: 120 });
  await terminal.type(`eval "$(cvs completion ${shell})"; PS1='ready> '; clear`);
  await terminal.press('Enter');
  await terminal.waitFor(/^ready>$/m);
  return terminal;
}

/** Types a beginning, presses Tab, types the rest, and waits for the result; leaves an empty line. */
async function tab(terminal: Terminal, typed: string, becomes: string): Promise<void> {
  await terminal.type(typed);
  await terminal.press('Tab');
  await terminal.type('#');
  await terminal.waitFor(new RegExp(`^ready> ${becomes} #$`, 'm'));
  await leave(terminal);
}

async function leave(terminal: Terminal): Promise<void> {
  // Ctrl-C would close zsh's list, not clear the line.
  await terminal.press('C-u');
  await terminal.type('clear');
  await terminal.press('Enter');
  await terminal.waitFor(/^ready>$/);
}

describe.each([
  ['bash', 'bash --norc --noprofile -i'],
  ['zsh', 'zsh -f -i'],
])('Tab in %s', (shell, command) => {
  const possible = hasTerminal && has(shell);
  describeWith('in a terminal', possible, () => {
    let terminal: Terminal;

    beforeAll(async () => {
      terminal = await shellInTerminal(command, shell);
    }, 30_000);

    afterAll(() => terminal.close());

    test('completes a command, an option and its value', async () => {
      await tab(terminal, 'cvs failover cl', 'cvs failover close');
      await tab(terminal, 'cvs deploy --create', 'cvs deploy --create-buckets');
      await tab(terminal, 'cvs deploy --on-failure=ke', 'cvs deploy --on-failure=keep');
      await tab(terminal, 'cvs deploy --on-failure ke', 'cvs deploy --on-failure keep');
    }, 30_000);

    test('lists regions and domains of the cluster file', async () => {
      await tab(terminal, 'cvs failover close d1', 'cvs failover close d111111abcdef8.cloudfront.net');
      // The first Tab completes what is common, which is nothing; the second lists.
      await terminal.type('cvs failover close ');
      await terminal.press('Tab', 'Tab');
      const shown = await terminal.waitFor(/eu-west-2/);
      for (const name of [...DOMAINS, ...REGIONS]) expect(shown).toContain(name);
      await leave(terminal);
    }, 30_000);

    test('offers files where nothing else fits', async () => {
      await tab(terminal, 'cvs playlist check cvs.y', 'cvs playlist check cvs.yaml');
    }, 30_000);
  });
});

describeWith('completion in fish', has('fish'), () => {
  function complete(...lines: string[]): string[][] {
    const asked = lines.map((line) => `complete -C '${line}'; echo ';'`);
    const script = ['cvs completion fish | source', ...asked].join('; ');
    const options = { cwd: folder, env: environment, encoding: 'utf8' } as const;
    const answers = execFileSync('fish', ['--no-config', '-c', script], options).split(';\n').slice(0, -1);
    // fish describes a file after a tab.
    return answers.map((text) =>
      text
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0] ?? ''),
    );
  }

  test('of a command, an option and its value', () => {
    const lines = [
      'cvs failover cl',
      'cvs deploy --create',
      'cvs deploy --on-failure=ke',
      'cvs deploy --on-failure ke',
    ];
    expect(complete(...lines)).toEqual([['close'], ['--create-buckets'], ['--on-failure=keep'], ['keep']]);
  });

  test('of regions and domains of the cluster file; of files where nothing fits', () => {
    const lines = ['cvs failover close ', 'cvs playlist check cvs.y'];
    expect(complete(...lines)).toEqual([[...DOMAINS, ...REGIONS], ['cvs.yaml']]);
  });
});

describe('cvs --version --verbose', () => {
  test('prints the surroundings, and only the names of settings', async () => {
    const result = await cvs(['--version', '--verbose'], { cwd: folder, env: { AWS_SECRET_ACCESS_KEY: 'hidden' } });
    expect(result.stdout).toMatch(new RegExp(`node +${process.version}\n`));
    expect(result.stdout).toContain('AWS_SECRET_ACCESS_KEY');
    expect(result.stdout).not.toContain('hidden');
    expect(result.stdout).toContain('clustered-video-streams/');
  });
});
