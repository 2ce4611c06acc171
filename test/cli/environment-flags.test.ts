import { describe, expect, test } from '@jest/globals';
import { Parser } from '@oclif/core';
import * as Flags from '@oclif/core/flags';
import {
  environmentName,
  ignoredFlags,
  ignoredText,
  typedOnly,
  withEnvironment,
} from '../../src/cli/environment-flags.js';

const flags = {
  name: Flags.string(),
  region: Flags.string({ multiple: true }),
  keep: Flags.boolean(),
  yes: typedOnly(Flags.boolean()),
  force: typedOnly(Flags.boolean()),
  port: Flags.integer({ default: 4570, max: 65535 }),
};

async function parse(argv: string[], environment: Record<string, string>): Promise<Record<string, unknown>> {
  const before = { ...process.env };
  // oclif reads a flag's variable from the process.
  Object.assign(process.env, environment);
  try {
    return (await Parser.parse(argv, { flags: withEnvironment(flags, process.env), strict: true })).flags;
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

describe('flags from the environment', () => {
  test('are named after the flag', () => {
    expect(environmentName('distribution-playlist-url')).toBe('CVS_DISTRIBUTION_PLAYLIST_URL');
  });

  test('are used where nothing is typed', async () => {
    const environment = { CVS_NAME: 'spring', CVS_REGION: 'eu-west-1, eu-west-2', CVS_KEEP: 'true', CVS_PORT: '80' };
    expect(await parse([], environment)).toEqual({
      name: 'spring',
      region: ['eu-west-1', 'eu-west-2'],
      keep: true,
      port: 80,
    });
  });

  test('what is typed wins, and a boolean flag can be off', async () => {
    const environment = { CVS_NAME: 'spring', CVS_REGION: 'eu-west-1', CVS_KEEP: 'false' };
    expect(await parse(['--name=summer', '--region=us-east-2'], environment)).toMatchObject({
      name: 'summer',
      region: ['us-east-2'],
      keep: false,
      port: 4570,
    });
  });

  test('never confirm anything or override a guard', async () => {
    const environment = { CVS_YES: 'true', CVS_FORCE: '1' };
    const parsed = await parse([], environment);
    expect([parsed.yes, parsed.force]).toEqual([undefined, undefined]);
    expect(ignoredFlags(flags, environment, [])).toEqual(['yes', 'force']);
    expect(ignoredText(['yes', 'force'])).toBe(
      'CVS_YES, CVS_FORCE are ignored: a flag that confirms or overrides a guard must be typed (--yes, --force).',
    );
  });

  test('nothing is said of variables that are empty, or whose flag is typed', async () => {
    const environment = { CVS_YES: 'true', CVS_FORCE: '' };
    expect(await parse(['--yes'], environment)).toMatchObject({ yes: true });
    expect(ignoredFlags(flags, environment, ['yes'])).toEqual([]);
  });

  test('are checked as what is typed is', async () => {
    await expect(parse([], { CVS_PORT: 'many' })).rejects.toThrow(/integer/);
  });
});
