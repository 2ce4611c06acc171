import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Parser } from '@oclif/core';
import type { FlagInput } from '@oclif/core/interfaces';
import { environmentName, isTypedOnly, withEnvironment } from '../../src/cli/environment-flags.js';
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

/**
 * Flags that may also come from the environment. What would do harm where somebody forgot that a variable is set does not
 * belong here: it confirms something, or overrides a guard. Such a flag is marked by `typedOnly`.
 */
const HARMLESS = new Set([
  ...[
    'cluster-file',
    'plain',
    'debug',
    'events',
    'profile',
    'output',
    'out',
    'html',
    'report',
    'preflight',
    'profiles',
    'junit',
    'env',
    'limit',
    'listen',
    'watch',
    'to',
  ],
  // Of a deployment, which asks before it changes anything.
  ...[
    'create-buckets',
    'tune-distributions',
    'tags',
    'role-arn',
    'notification-arns',
    'on-failure',
    'dry-run',
    'detach',
    'exit-code',
    'sweep',
  ],
  // Of a change, and of a drill: what it does, not whether it may.
  ...[
    'reason',
    'for',
    'region',
    'duration',
    'baseline',
    'viewers',
    'max-stall',
    'max-errors',
    'max-switch',
    'master-url',
  ],
  // Of playlists and detectors.
  ...[
    'live',
    'origin',
    'first',
    'from',
    'steering',
    'against',
    'origin-url',
    'distribution-url',
    'peer-url',
    'distribution-domain',
    'name',
    'sns-topic',
    'observation-topic',
    'peers',
    'again',
  ],
  ...['duration-multiplier', 'stale-tolerance', 'change-detect', 'quality-key', 'prometheus'],
  // Answers of the wizard.
  ...['from-stack', 'bucket-base-name', 'project', 'asset-version', 'distribution-id', 'distribution-playlist-url'],
  'origin-playlist-url',
  // Of the sandbox.
  ...['endpoint', 'stack', 'resource', 'on', 'message', 'delay', 'service', 'action', 'per-second', 'how', 'status'],
  ...['after', 'times', 'only', 'segments', 'hook', 'code', 'port', 'speed', 'low-latency', 'fault', 'keep'],
]);

describe('every flag of every command', () => {
  test('is either harmless or must be typed: decide for a new one', () => {
    const wrong = flags.filter(([, name, definition]) => HARMLESS.has(name) === isTypedOnly(definition));
    expect(wrong.map(([command, name]) => `${command} --${name}`)).toEqual([]);
  });

  test('can be given by the environment, unless it must be typed', async () => {
    const wrong: string[] = [];
    for (const [command, name, definition] of flags) {
      const samples = definition.type === 'boolean' ? ['true', 'false'] : (definition.options ?? SAMPLES);
      const taken = await Promise.all(samples.map((value) => fromEnvironment(name, definition, value)));
      const unset = (await Parser.parse([], { flags: { [name]: { ...definition, required: false } }, strict: true }))
        .flags[name];
      const heard = taken.some((value) => value !== undefined && JSON.stringify(value) !== JSON.stringify(unset));
      if (heard === isTypedOnly(definition)) wrong.push(`${command} --${name}`);
    }
    expect(flags.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  test('says what it is for', () => {
    const silent = flags.filter(([, , { summary, description }]) => !summary && !description);
    expect(silent.map(([command, name]) => `${command} --${name}`)).toEqual([]);
  });
});
