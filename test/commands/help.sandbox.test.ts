import { tmpdir } from 'node:os';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Config } from '@oclif/core/config';
import Help from '../../src/cli/help.js';
import { cvs, packageRoot } from '../support/cvs/cvs.js';

const here = { cwd: tmpdir() };

/** ESC and other control characters, except the end of a line. */
const CONTROL = /[^\P{Cc}\n]/u;

/** Lines that a pager of 80 columns would wrap although they could have been broken. */
function tooWide(text: string): string[] {
  return text.split('\n').filter((line) => [...line].length > 80 && line.trim().replace(/ \\$/, '').includes(' '));
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('cvs help', () => {
  test('in a pipe lists topics and commands, without control characters, in 80 columns', async () => {
    const result = await cvs(['help'], here);
    expect(result.exitCode).toBe(0);
    for (const word of ['failover', 'doctor', 'completion'])
      expect(result.stdout).toMatch(new RegExp(`^  ${word} `, 'm'));
    expect(result.stdout).not.toMatch(CONTROL);
    expect(tooWide(result.stdout)).toEqual([]);
    expect((await cvs(['--help'], here)).stdout).toBe(result.stdout);
  });

  test('of a command is what --help and -h show', async () => {
    const [help, flag, short] = await Promise.all([
      cvs(['help', 'failover', 'close'], here),
      cvs(['failover', 'close', '--help'], here),
      cvs(['failover', 'close', '-h'], here),
    ]);
    expect(help.stdout).toContain('$ cvs failover close [DISTRIBUTION]');
    expect([flag.stdout, short.stdout]).toEqual([help.stdout, help.stdout]);
  });

  test('of every command fits 80 columns, and with --plain is ASCII', async () => {
    const before = process.env.CVS_PLAIN;
    process.env.CVS_PLAIN = '1';
    const written: string[] = [];
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => void written.push(String(text)));
    try {
      const config = await Config.load({ root: packageRoot });
      for (const id of config.commandIDs) await new Help(config).showHelp(id.split(':'));
      expect(config.commandIDs.length).toBeGreaterThan(20);
    } finally {
      if (before === undefined) delete process.env.CVS_PLAIN;
      else process.env.CVS_PLAIN = before;
    }
    const text = written.join('\n');
    expect(text.match(/^USAGE$/gm)?.length).toBeGreaterThan(20);
    expect(tooWide(text)).toEqual([]);
    expect(text).not.toMatch(/[^\p{ASCII}]/u);
    expect(text).not.toMatch(CONTROL);
  });

  test('with --json lists the commands', async () => {
    expect((await cvs(['help', '--json'], here)).json()).toMatchObject({
      commands: expect.arrayContaining(['failover close', 'sandbox fault add']),
    });
  });
});

describe('a mistake on the command line is reported in two lines, with exit code 2', () => {
  test.each([
    [['failover', 'clsoe', 'eu-west-1'], 'There is no command failover clsoe', 'Did you mean: cvs failover close'],
    [['help', 'failover', 'clsoe'], 'There is no command failover clsoe', 'Did you mean: cvs failover close'],
    [['dokter', '--help'], 'There is no command dokter', 'Did you mean: cvs doctor'],
    [['init', '--regon', 'eu-west-1'], 'cvs init has no flag --regon.', 'Did you mean: --region'],
    [['deploy', '--dryrun'], 'cvs deploy has no flag --dryrun.', 'Did you mean: --dry-run'],
    [['status', '--jsn'], 'cvs status has no flag --jsn.', 'Did you mean: --json'],
    [['status', '--quite-else'], 'cvs status has no flag --quite-else.', 'cvs status --help shows how to use it.'],
    [['completion'], 'cvs completion needs SHELL: bash, zsh, fish.', 'cvs completion --help shows'],
    [['completion', 'csh'], 'SHELL cannot be "csh".', 'Choose one of: bash, zsh, fish'],
    [
      ['failover', 'close', 'a', 'b'],
      'cvs failover close takes DISTRIBUTION: it cannot use b.',
      'cvs failover close --help',
    ],
    [['status', 'a', 'b'], 'cvs status takes no arguments: it cannot use a b.', 'cvs status --help'],
    [['failover', 'close', '--off-air'], '--off-air needs --all.', 'Add --all, or leave out --off-air.'],
    [
      ['failover', 'close', '--all'],
      '--all leaves viewers with nothing to watch.',
      'To go off the air on purpose, add',
    ],
    [['failover', 'close'], 'No distribution was named.', 'Name a region, or give --all.'],
    [['destroy', '--sweep', '--delete-data'], '--sweep and --delete-data exclude each other.', 'Give only one.'],
    [['deploy', '--on-failure', 'x'], '--on-failure cannot be "x".', 'Choose one of: rollback, keep, delete'],
    [['deploy', '--on-failure'], '--on-failure needs a value.', 'Choose one of: rollback, keep, delete'],
    [['drill', '--region'], '--region needs a value.', 'cvs drill --help shows how to use it.'],
    [['drill', '--region', 'a', '--region', 'b'], '--region is given more than once.', 'Give it once.'],
    [['sandbox', 'start', '--port', 'x'], '--port cannot be "x".', 'Give a whole number.'],
    [['sandbox', 'start', '--port', '70000'], '--port cannot be 70000.', 'The most is 65535.'],
    [['drill', '--viewers', '0'], '--viewers cannot be 0.', 'The least is 1.'],
    [
      ['sandbox', 'fault', 'add', 'throttle'],
      'The fault throttle needs --service and --per-second.',
      'cvs sandbox fault add',
    ],
    [
      ['sandbox', 'fault', 'add', 'expired-token', '--how', 'cut'],
      'The fault expired-token does not take --how.',
      'cvs sandbox',
    ],
    [['failover', 'close', 'a', '--for', 'x'], '--for "x" is not a duration.', 'Write it as 90s'],
  ])('%j', async (args, message, advice) => {
    const result = await cvs([...args, '--plain'], here);
    expect(result.exitCode).toBe(2);
    const [first, second, ...more] = result.stderr.split('\n');
    expect(first).toMatch(/^failed: /);
    expect(first).toContain(message);
    expect(second).toContain(`  do: ${advice}`);
    expect(more).toEqual([]);
  });

  test('in JSON too', async () => {
    const result = await cvs(['init', '--regon', 'eu-west-1', '--json'], here);
    expect(result.exitCode).toBe(2);
    expect(result.json()).toMatchObject({ error: { code: 'FLAG_UNKNOWN', suggestions: ['Did you mean: --region'] } });
  });
});
