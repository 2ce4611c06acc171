import { tmpdir } from 'node:os';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Config } from '@oclif/core/config';
import Help from '../../src/cli/help.js';
import { cvs, packageRoot } from '../support/cvs.js';

const here = { cwd: tmpdir() };

/** ESC and what else moves a cursor or colours; a line's end is none of it. */
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

describe('what is typed wrong is told in two lines, with exit code 2', () => {
  test.each([
    [['failover', 'clsoe', 'eu-west-1'], 'There is no command failover clsoe', 'Did you mean: cvs failover close'],
    [['help', 'failover', 'clsoe'], 'There is no command failover clsoe', 'Did you mean: cvs failover close'],
    [['dokter', '--help'], 'There is no command dokter', 'Did you mean: cvs doctor'],
    [['init', '--regon', 'eu-west-1'], 'There is no flag --regon of cvs init', 'Did you mean: --region'],
    [['deploy', '--dryrun'], 'There is no flag --dryrun of cvs deploy', 'Did you mean: --dry-run'],
    [['status', '--jsn'], 'There is no flag --jsn of cvs status', 'Did you mean: --json'],
    [['status', '--quite-else'], 'There is no flag --quite-else of cvs status', 'cvs status --help tells'],
    [['completion'], 'Missing 1 required arg: shell', 'cvs completion --help tells'],
    [['failover', 'close', 'a', 'b'], 'Unexpected argument: b', 'cvs failover close --help tells'],
    [['failover', 'close', '--off-air'], 'using --off-air: --all', 'cvs failover close --help tells'],
    [['sandbox', 'start', '--port', 'x'], 'Expected an integer but received: x', 'cvs sandbox start --help tells'],
    [['failover', 'close', 'a', '--for', 'x'], '--for "x" is no duration.', 'Write it as 90s'],
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
