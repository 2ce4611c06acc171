import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readState } from '../../../src/lib/state/cluster-state.js';
import {
  attributesOf,
  type DynamoJson,
  HISTORY_ITEM,
  readDistributions,
  readItem,
  stateKeys,
  valuesOf,
  writeItem,
} from '../../../src/lib/state/state-items.js';

const MEMBERS = [
  { region: 'eu-west-1', domain: 'one.cloudfront.net' },
  { region: 'eu-west-2', domain: 'two.cloudfront.net' },
];

describe('what somebody else wrote', () => {
  const read = (attributes: DynamoJson) =>
    readDistributions([{ domain: { S: 'one.cloudfront.net' }, ...attributes }]).get('one.cloudfront.net');

  test('texts for people are short and safe to show, in items that are read and in items that are written', () => {
    const long = `\u001b[m\u202E${'x'.repeat(300_000)}`;
    const item = read({ reason: { S: long }, updated_by: { S: long }, region: { S: long } });
    for (const text of [item?.reason, item?.updatedBy, item?.region]) expect(text).toMatch(/^\uFFFD\[mx{196}…$/);
    expect(writeItem(HISTORY_ITEM, { why: long, who: long }).why?.S).toMatch(/^\uFFFD\[mx{196}…$/);
  });

  test('a number that no double can hold stays as it is, for a condition on it', () => {
    const digits = '12345678901234567890123456789012345678';
    const item = read({ closed_until: { N: digits }, distro_open: { S: 'no' }, closed_from: { L: [{ N: digits }] } });
    expect(valuesOf(item?.asRead ?? {})).toMatchObject({
      closed_until: { N: digits },
      distro_open: { S: 'no' },
      closed_from: { L: [{ N: digits }] },
    });
  });

  test('a time that no date can have counts as absent', () => {
    expect(read({ closed_until: { N: '1e40' }, open_from: { N: '-1e40' } })).toMatchObject({
      closedUntilMs: undefined,
      openFromMs: undefined,
    });
    expect(read({ closed_until: { N: '8640000000000' } })?.closedUntilMs).toBe(8.64e15);
  });
});

describe('the state table as the copilot reads it', () => {
  const NOW = 1_800_000_000_000;

  test('asks for the distribution item and the health items of each distribution', () => {
    expect(stateKeys(MEMBERS).map(({ domain }) => domain?.S)).toEqual([
      'one.cloudfront.net',
      'health#one.cloudfront.net',
      'health#one.cloudfront.net#eu-west-1',
      'health#one.cloudfront.net#eu-west-2',
      'two.cloudfront.net',
      'health#two.cloudfront.net',
      'health#two.cloudfront.net#eu-west-1',
      'health#two.cloudfront.net#eu-west-2',
    ]);
  });

  test('reads what operators decided and what the detector saw, whatever the order of the items', () => {
    const items: DynamoJson[] = [
      { domain: { S: 'health#two.cloudfront.net' }, playlist_fresh: { BOOL: false }, observed_at: { N: '1800000000' } },
      { domain: { S: 'two.cloudfront.net' }, distro_open: { BOOL: true }, drained: { BOOL: true } },
      { domain: { S: 'one.cloudfront.net' }, distro_open: { BOOL: false }, closed_until: { N: '1800000060' } },
    ];
    const state = readState(MEMBERS, items, NOW);
    expect(state.distributions).toEqual([
      {
        domain: 'one.cloudfront.net',
        region: 'eu-west-1',
        open: false,
        drained: false,
        closedUntilMs: 1_800_000_060_000,
      },
      { domain: 'two.cloudfront.net', region: 'eu-west-2', open: true, drained: true },
    ]);
    expect([...state.health]).toMatchObject([
      ['two.cloudfront.net', { fresh: false, observedAtMs: NOW, saidBy: ['eu-west-2'] }],
    ]);
  });

  test.each([
    ['was never stale', { fresh_since: { N: '1799999000' } }, undefined],
    ['recovered', { fresh_since: { N: '1799999000' }, stale_at: { N: '1799998990' } }, 1_799_999_000_000],
  ])('a stream that %s', (_, attributes, recoveredAtMs) => {
    const health = {
      domain: { S: 'health#one.cloudfront.net' },
      playlist_fresh: { BOOL: true },
      observed_at: { N: '1800000000' },
    };
    const seen = readState(MEMBERS, [{ ...health, ...attributes }], NOW).health.get('one.cloudfront.net');
    expect(seen?.recoveredAtMs).toBe(recoveredAtMs);
  });

  test('takes an absent item for an open distribution of unknown health', () => {
    const state = readState(MEMBERS, [], NOW);
    expect(state.distributions.map(({ open, drained }) => ({ open, drained }))).toEqual([
      { open: true, drained: false },
      { open: true, drained: false },
    ]);
    expect(state.health.size).toBe(0);
  });

  test.each<[string, DynamoJson]>([
    ['a text where a truth value belongs', { distro_open: { S: 'false' }, drained: { S: 'true' } }],
    ['a number where a truth value belongs', { distro_open: { N: '0' } }],
    ['no attribute at all', {}],
    ['an end that is not a number', { closed_until: { N: 'soon' } }],
  ])('takes %s for open: a slip in the console takes nobody off the air', (_, attributes) => {
    const state = readState(MEMBERS, [{ domain: { S: 'one.cloudfront.net' }, ...attributes }], NOW);
    expect(state.distributions[0]).toEqual({
      domain: 'one.cloudfront.net',
      region: 'eu-west-1',
      open: true,
      drained: false,
    });
  });

  test('never throws, whatever is in the table', () => {
    const value = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.oneof(fc.string(), fc.maxSafeInteger().map(String), fc.constant('1e38')) }),
      fc.record({ BOOL: fc.boolean() }),
      fc.constantFrom({ NULL: true }, { SS: ['a'] }, { L: [{ N: '1' }] }, { M: { distro_open: { S: 'a' } } }),
    );
    const item = fc.record(
      {
        domain: fc.constantFrom(
          { S: 'one.cloudfront.net' },
          { S: 'health#one.cloudfront.net' },
          { S: 'health#one.cloudfront.net#eu-west-2' },
          { N: '1' },
        ),
        distro_open: value,
        drained: value,
        closed_until: value,
        playlist_fresh: value,
        observed_at: value,
        heartbeat_seconds: value,
        aligned_with: value,
        written: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(readState(MEMBERS, items as DynamoJson[], NOW).distributions).toHaveLength(2);
        expect(readDistributions(items as DynamoJson[]).size).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an item', () => {
  test('has seconds in the table and ms inside, and reads back as it was written', () => {
    const change = {
      key: 'history#one.cloudfront.net#01',
      before: { open: true, drained: false },
      after: { open: false, drained: true, closedFromMs: 1_800_000_010_020 },
      why: undefined,
      forced: true,
      expiresAtMs: 1_807_776_000_999,
    };
    const item = writeItem(HISTORY_ITEM, change);
    expect(item).toEqual({
      domain: { S: 'history#one.cloudfront.net#01' },
      before: { M: { distro_open: { BOOL: true }, drained: { BOOL: false } } },
      after: { M: { distro_open: { BOOL: false }, drained: { BOOL: true }, closed_from: { N: '1800000010.02' } } },
      forced: { BOOL: true },
      expires_at: { N: '1807776000' },
    });
    expect(readItem(HISTORY_ITEM, item)).toEqual({ ...change, expiresAtMs: 1_807_776_000_000 });
  });

  test('is updated in what is named: what is undefined is to be removed', () => {
    expect(attributesOf(HISTORY_ITEM, { who: 'ann@laptop', why: undefined })).toStrictEqual({
      who: 'ann@laptop',
      why: undefined,
    });
  });
});

describe('DynamoDB JSON', () => {
  const dynamoJson = [
    // Making it: `{ S: domain }`, `N: String(…)`.
    /[{,]\s*(?:S|N|B|BOOL|NULL|M|L|SS|NS|BS):\s/,
    // Reading it: `item.domain?.S`, `value.N`, `['BOOL']`.
    /\.(?:S|N|BOOL|NULL|M|SS|NS)\b(?!\s*[(:])/,
    /\[['"](?:S|N|BOOL|NULL|M|L)['"]\]/,
    /\bAttributeValue\b|@aws-sdk\/util-dynamodb|@aws-sdk\/lib-dynamodb/,
  ];
  const isDynamoJson = (text: string) => dynamoJson.some((pattern) => pattern.test(text));

  test('is made and read in one file', () => {
    // The sandbox is DynamoDB itself.
    const files = ['src', 'lambda'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    );
    const sources = files.filter((path) => path.endsWith('.ts') && !path.startsWith('src/sandbox/'));
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.filter((path) => isDynamoJson(readFileSync(path, 'utf8')))).toEqual([
      'src/lib/state/state-items.ts',
    ]);
  });

  test.each([
    'Key: { domain: { S: domain } },',
    'const domain = item.domain?.S ?? "";',
    "fresh: item['playlist_fresh']?.['BOOL'] === true",
    "import { unmarshall } from '@aws-sdk/util-dynamodb';",
  ])('is recognized: %s', (text) => {
    expect(isDynamoJson(text)).toBe(true);
  });
});
