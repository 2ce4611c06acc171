import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { servesFrom } from '../../../src/lib/serving/serves-from.js';
import {
  type ClusterState,
  type DistributionState,
  type FailoverRules,
  HEALTH_LIFETIME_MS,
  type HealthState,
  isClosed,
} from '../../../src/lib/serving/what-to-serve.js';

const NOW = 1_800_000_000_000;
const REGIONS = ['a', 'b', 'c'];
/** Every region can stand in for every other one. */
const ALL: Partial<FailoverRules> = {
  reroutes: Object.fromEntries(REGIONS.map((one) => [one, REGIONS.filter((other) => other !== one)])),
};

type Said = Partial<DistributionState> & { health?: Partial<HealthState> };

/** A cluster of these regions, named as in `REGIONS`; without `health` a stream is fresh. */
function cluster(...said: Said[]): ClusterState {
  const health = said.map((one, index): [string, HealthState] => [
    `${REGIONS[index]}.net`,
    { fresh: true, observedAtMs: NOW - 5000, ...one.health },
  ]);
  const distributions = said.map(({ health: _, ...one }, index): DistributionState => {
    const region = REGIONS[index] as string;
    return { region, domain: `${region}.net`, open: true, drained: false, ...one };
  });
  return { distributions, health: new Map(health) };
}

const FRESH: Said = {};
const STALE: Said = { health: { fresh: false } };
const RECOVERED: Said = { health: { recoveredAtMs: NOW - 59_000 } };
const SILENT: Said = { health: { observedAtMs: NOW - HEALTH_LIFETIME_MS - 1 } };
const CLOSED: Said = { open: false, drained: true };
const to = (region: string, more: Said = {}): Said => ({ ...more, reroutedTo: region });

const from = (state: ClusterState, rules: Partial<FailoverRules> = {}) =>
  state.distributions.map(({ domain }) => servesFrom(state, domain, NOW, { ...ALL, ...rules })).join(' ');

describe('from where each distribution serves', () => {
  test.each<[string, string, Said[]]>([
    ['from its own region while all are fresh', 'a b', [FRESH, FRESH]],
    ['a stale one from the fresh one', 'b b', [STALE, FRESH]],
    ['each from its own when both are stale', 'a b', [STALE, STALE]],
    ['a stale one from its own while the other is not known to be fresh', 'a b', [STALE, SILENT]],
    ['one whose detector is silent from its own', 'a b', [SILENT, FRESH]],
    ['one that was stale from the other one until the hold-down is over', 'b b', [RECOVERED, FRESH]],
    [
      'one that was stale from its own after the hold-down',
      'a b',
      [{ health: { recoveredAtMs: NOW - 60_000 } }, FRESH],
    ],
    [
      'one that recovered in the far future, by a clock that is wrong, from its own',
      'a b',
      [{ health: { recoveredAtMs: NOW + 3_600_000 } }, FRESH],
    ],
    ['a stale one from its own while the other is held down', 'a b', [STALE, RECOVERED]],
    ['two that are held down each from its own', 'a b', [RECOVERED, RECOVERED]],
    ['a stale one not from a closed one', 'a b', [STALE, CLOSED]],
    ['a stale one from a drained one: it plays', 'b b', [STALE, { drained: true }]],
    ['a stale one from the first of two that players prefer', 'c b c', [STALE, { drained: true }, FRESH]],
    ['two stale ones from the third', 'c c c', [STALE, STALE, FRESH]],
    [
      'a stale one not where the detectors say that the streams differ',
      'a b',
      [{ health: { fresh: false, alignedWith: [] } }, FRESH],
    ],
    [
      'a stale one where they say that they are the same',
      'b b',
      [{ health: { fresh: false, alignedWith: ['b'] } }, FRESH],
    ],
    [
      'a stale one passes over the one that differs',
      'c b c',
      [{ health: { fresh: false, alignedWith: ['c'] } }, FRESH, FRESH],
    ],
    ['one that an operator rerouted', 'b b', [to('b'), FRESH]],
    ['one that an operator rerouted to where nothing is known', 'b b', [to('b'), SILENT]],
    ['one that an operator rerouted to another than players prefer', 'c b c', [to('c'), FRESH, FRESH]],
    ['an operator’s reroute before the automatic one', 'c b c', [to('c', STALE), FRESH, FRESH]],
    ['a lapsed reroute has no effect', 'a b', [to('b', { reroutedUntilMs: NOW }), FRESH]],
    ['a reroute that will lapse has', 'b b', [to('b', { reroutedUntilMs: NOW + 1 }), FRESH]],
    ['a reroute to itself has no effect', 'a b', [to('a'), FRESH]],
    ['a reroute to a region that is not in the cluster has none', 'a b', [to('mars'), FRESH]],
    ['a reroute to a closed region has none', 'a b', [to('b'), CLOSED]],
    ['a reroute to a stale region has none', 'a a', [to('b'), STALE]],
    ['a reroute does not wait for the hold-down of the other region', 'b b', [to('b'), RECOVERED]],
    ['two that are rerouted to each other each from its own', 'a b', [to('b'), to('a')]],
    ['a chain of reroutes is not followed', 'a c c', [to('b'), to('c'), FRESH]],
    ['a stale one not from one that is rerouted', 'a c c', [STALE, to('c'), { health: { observedAtMs: 0 } }]],
    ['a stale one passes over one that is rerouted', 'c c c', [STALE, to('c'), FRESH]],
    ['an operator’s reroute of a drained one', 'b b', [to('b', { drained: true }), FRESH]],
    [
      'an operator’s reroute where the streams differ has no effect',
      'a b',
      [to('b', { health: { alignedWith: [] } }), FRESH],
    ],
  ])('%s: %s', (_, expected, said) => {
    expect(from(cluster(...said))).toBe(expected);
  });

  test('nobody is rerouted without a mapping', () => {
    expect(from(cluster(STALE, FRESH), { reroutes: {} })).toBe('a b');
    expect(from(cluster(to('b'), FRESH), { reroutes: { a: ['c'] } })).toBe('a b');
  });

  test('steer and off leave stale regions to their own origins, and obey operators', () => {
    for (const automatic of ['steer', 'off'] as const) {
      expect(from(cluster(STALE, FRESH), { automatic })).toBe('a b');
      expect(from(cluster(to('b'), FRESH), { automatic })).toBe('b b');
    }
  });

  test('with automatic failover off, the detectors do not stand against an operator', () => {
    expect(from(cluster(to('b'), STALE), { automatic: 'off' })).toBe('b b');
  });

  test('before any detector has reported, each serves itself', () => {
    const { distributions } = cluster(FRESH, FRESH);
    expect(from({ distributions, health: new Map() })).toBe('a b');
    expect(() => servesFrom({ distributions, health: new Map() }, 'c.net', NOW)).toThrow('c.net');
  });
});

const anyHealth = fc.record(
  {
    fresh: fc.boolean(),
    observedAtMs: fc.constantFrom(NOW - 1000, NOW - HEALTH_LIFETIME_MS - 1),
    recoveredAtMs: fc.constantFrom(NOW - 1000, NOW - 90_000),
    alignedWith: fc.subarray(REGIONS),
  },
  { requiredKeys: ['fresh', 'observedAtMs'] },
);
const anyDistribution = fc.record(
  {
    open: fc.boolean(),
    drained: fc.boolean(),
    offAir: fc.boolean(),
    closedFromMs: fc.constantFrom(NOW - 1, NOW + 5000),
    closedUntilMs: fc.constantFrom(NOW - 90_000, NOW + 5000),
    reroutedTo: fc.constantFrom(...REGIONS, 'mars'),
    reroutedUntilMs: fc.constantFrom(NOW - 1, NOW + 5000),
    health: anyHealth,
  },
  { requiredKeys: ['open', 'drained'] },
);

test('property: whatever stands in serves itself, is open, is not stale, and can be reached', () => {
  const automatic = fc.constantFrom('reroute' as const, 'steer' as const, 'off' as const);
  const anyRules = fc.record({ automatic, ways: fc.array(fc.subarray(REGIONS), { minLength: 3, maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(anyDistribution, { minLength: 2, maxLength: 3 }), anyRules, (said, rules) => {
      const state = cluster(...said);
      const reroutes = Object.fromEntries(REGIONS.map((one, index) => [one, rules.ways[index] as string[]]));
      const all = { automatic: rules.automatic, reroutes };
      for (const { domain, region } of state.distributions) {
        const source = servesFrom(state, domain, NOW, all);
        if (source === region) continue;
        const other = state.distributions.find((one) => one.region === source) as DistributionState;
        expect(servesFrom(state, other.domain, NOW, all)).toBe(source);
        expect(isClosed(state, other.domain, NOW)).toBe(false);
        expect(reroutes[region]).toContain(source);
        if (rules.automatic !== 'off') expect(state.health.get(other.domain)?.fresh).toBe(true);
      }
    }),
  );
});
