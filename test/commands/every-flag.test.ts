import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Parser } from '@oclif/core';
import type { FlagInput } from '@oclif/core/interfaces';
import { environmentName, withEnvironment } from '../../src/cli/environment-flags.js';
import { commandClasses } from '../support/command-classes.js';

/** Values for flags that take only a certain syntax; one of them fits. */
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

/** The value of a flag that is not typed but whose variable is set; undefined if the value is refused. */
async function fromEnvironment(name: string, definition: FlagInput[string], value: string): Promise<unknown> {
  const variable = environmentName(name);
  process.env[variable] = value;
  try {
    // Each flag is checked alone: which flags go together is tested elsewhere.
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
    const ignored: string[] = [];
    for (const [command, name, definition] of flags) {
      if (definition.type === 'boolean') {
        if ((await fromEnvironment(name, definition, 'true')) !== true) ignored.push(`${command} --${name}`);
        continue;
      }
      const samples = definition.options ?? SAMPLES;
      const taken = await Promise.all(samples.map((value) => fromEnvironment(name, definition, value)));
      const unset = (await Parser.parse([], { flags: { [name]: { ...definition, required: false } }, strict: true }))
        .flags[name];
      const heard = taken.some((value) => value !== undefined && JSON.stringify(value) !== JSON.stringify(unset));
      if (!heard) ignored.push(`${command} --${name}`);
    }
    expect(flags.length).toBeGreaterThan(100);
    expect(ignored).toEqual([]);
  });

  test('says what it is for', () => {
    const silent = flags.filter(([, , { summary, description }]) => !summary && !description);
    expect(silent.map(([command, name]) => `${command} --${name}`)).toEqual([]);
  });
});
