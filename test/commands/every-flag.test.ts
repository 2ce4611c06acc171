import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Parser } from '@oclif/core';
import type { FlagInput } from '@oclif/core/interfaces';
import { environmentName, withEnvironment } from '../../src/cli/environment-flags.js';
import { commandClasses } from '../support/command-classes.js';

/** Values that flags with a syntax of their own take, whichever of them fits. */
const SAMPLES = ['1', '15m', 'key=value', 'https://example.com/a', 'eu-west-1=one.m3u8@https://example.com/a'];

const flags: [command: string, flag: string, definition: FlagInput[string]][] = [];

beforeAll(async () => {
  for (const [id, { baseFlags, flags: own }] of await commandClasses()) {
    const all = { ...baseFlags, ...own };
    for (const [name, definition] of Object.entries(all)) flags.push([id, name, definition]);
  }
});

const before = { ...process.env };
afterAll(() => {
  process.env = before;
});

/** What a flag comes to when nothing is typed, but its variable is set; undefined where the value is refused. */
async function fromEnvironment(name: string, definition: FlagInput[string], value: string): Promise<unknown> {
  const variable = environmentName(name);
  process.env[variable] = value;
  try {
    // What goes together is another matter: here each flag is looked at alone.
    const alone = { ...definition, dependsOn: [], exclusive: [], relationships: [], exactlyOne: [], required: false };
    const table = withEnvironment({ [name]: alone } as FlagInput, process.env);
    return (await Parser.parse([], { flags: table, strict: true })).flags[name];
  } catch {
    return undefined;
  } finally {
    delete process.env[variable];
  }
}

describe('every flag of every command', () => {
  test('can be given by the environment', async () => {
    const deaf: string[] = [];
    for (const [command, name, definition] of flags) {
      if (definition.type === 'boolean') {
        if ((await fromEnvironment(name, definition, 'true')) !== true) deaf.push(`${command} --${name}`);
        continue;
      }
      const samples = definition.options ?? SAMPLES;
      const taken = await Promise.all(samples.map((value) => fromEnvironment(name, definition, value)));
      const unset = (await Parser.parse([], { flags: { [name]: { ...definition, required: false } }, strict: true }))
        .flags[name];
      const heard = taken.some((value) => value !== undefined && JSON.stringify(value) !== JSON.stringify(unset));
      if (!heard) deaf.push(`${command} --${name}`);
    }
    expect(flags.length).toBeGreaterThan(100);
    expect(deaf).toEqual([]);
  });

  test('says what it is for', () => {
    const silent = flags.filter(([, , { summary, description }]) => !summary && !description);
    expect(silent.map(([command, name]) => `${command} --${name}`)).toEqual([]);
  });
});
