import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readState, type StateItem, stateKeys } from '../../../src/lib/serving/state-items.js';

const MEMBERS = [
  { region: 'eu-west-1', domain: 'one.cloudfront.net' },
  { region: 'eu-west-2', domain: 'two.cloudfront.net' },
];

describe('the state table as the copilot reads it', () => {
  test('asks for the distribution item and the health item of each distribution', () => {
    expect(stateKeys(['one.cloudfront.net', 'two.cloudfront.net']).map(({ domain }) => domain.S)).toEqual([
      'one.cloudfront.net',
      'health#one.cloudfront.net',
      'two.cloudfront.net',
      'health#two.cloudfront.net',
    ]);
  });

  test('reads what operators decided and what the detector saw, whatever the order of the items', () => {
    const items: StateItem[] = [
      { domain: { S: 'health#two.cloudfront.net' }, playlist_fresh: { BOOL: false }, observed_at: { N: '1800000000' } },
      { domain: { S: 'two.cloudfront.net' }, distro_open: { BOOL: true }, drained: { BOOL: true } },
      { domain: { S: 'one.cloudfront.net' }, distro_open: { BOOL: false }, closed_until: { N: '1800000060' } },
    ];
    const state = readState(MEMBERS, items);
    expect(state.distributions).toEqual([
      { domain: 'one.cloudfront.net', region: 'eu-west-1', open: false, drained: false, closedUntil: 1_800_000_060 },
      { domain: 'two.cloudfront.net', region: 'eu-west-2', open: true, drained: true },
    ]);
    expect([...state.health]).toEqual([['two.cloudfront.net', { fresh: false, observedAt: 1_800_000_000 }]]);
  });

  test.each([
    ['was never stale', { fresh_since: { N: '1799999000' } }, undefined],
    ['recovered', { fresh_since: { N: '1799999000' }, stale_at: { N: '1799998990' } }, 1_799_999_000],
  ])('a stream that %s', (_, attributes, recoveredAt) => {
    const health = {
      domain: { S: 'health#one.cloudfront.net' },
      playlist_fresh: { BOOL: true },
      observed_at: { N: '1800000000' },
    };
    const seen = readState(MEMBERS, [{ ...health, ...attributes }]).health.get('one.cloudfront.net');
    expect(seen?.recoveredAt).toBe(recoveredAt);
  });

  test('takes an item that is not there for an open distribution of unknown health', () => {
    const state = readState(MEMBERS, []);
    expect(state.distributions.map(({ open, drained }) => ({ open, drained }))).toEqual([
      { open: true, drained: false },
      { open: true, drained: false },
    ]);
    expect(state.health.size).toBe(0);
  });

  test.each<[string, StateItem]>([
    ['a text where a truth value belongs', { distro_open: { S: 'false' }, drained: { S: 'true' } }],
    ['a number where a truth value belongs', { distro_open: { N: '0' } }],
    ['no attribute at all', {}],
    ['an end that is no number', { closed_until: { N: 'soon' } }],
  ])('takes %s for open: a slip of the hand in a console takes nobody off the air', (_, attributes) => {
    const state = readState(MEMBERS, [{ domain: { S: 'one.cloudfront.net' }, ...attributes }]);
    expect(state.distributions[0]).toEqual({
      domain: 'one.cloudfront.net',
      region: 'eu-west-1',
      open: true,
      drained: false,
    });
  });

  test('never throws, whatever is in the table', () => {
    const value = fc.record({ S: fc.string(), N: fc.string(), BOOL: fc.boolean() }, { requiredKeys: [] });
    const item = fc.record(
      {
        domain: fc.constantFrom({ S: 'one.cloudfront.net' }, { S: 'health#one.cloudfront.net' }, { N: '1' }),
        distro_open: value,
        drained: value,
        closed_until: value,
        playlist_fresh: value,
        observed_at: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(readState(MEMBERS, items).distributions).toHaveLength(2);
      }),
    );
  });
});
