import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ClusterState,
  type DistributionState,
  freshness,
  HEALTH_LIFETIME_MS,
  type HealthState,
  inForceFromMs,
  isClosed,
  isDrained,
  preference,
} from '../../../src/lib/serving/what-to-serve.js';

const NOW = 1_800_000_000_000;

function one(name: string, state: Partial<DistributionState> = {}): DistributionState {
  return { domain: `${name}.cloudfront.net`, region: name, open: true, drained: false, ...state };
}

function cluster(distributions: DistributionState[], health: Record<string, HealthState> = {}): ClusterState {
  return {
    distributions,
    health: new Map(Object.entries(health).map(([name, seen]) => [`${name}.cloudfront.net`, seen])),
  };
}

const STALE: HealthState = { fresh: false, observedAtMs: NOW - 10_000 };
const STALE_FOR = (s: number): HealthState => ({ ...STALE, staleSinceMs: NOW - s * 1000 });
const FRESH: HealthState = { fresh: true, observedAtMs: NOW - 10_000 };
const RECOVERED = (agoS: number): HealthState => ({ ...FRESH, recoveredAtMs: NOW - agoS * 1000 });
const SILENT: HealthState = { fresh: true, observedAtMs: NOW - HEALTH_LIFETIME_MS - 1 };

describe('which distributions answer 404', () => {
  test.each<[string, DistributionState[], string[]]>([
    ['none while all are open', [one('a'), one('b')], []],
    ['the one that is closed', [one('a', { open: false }), one('b')], ['a']],
    [
      'none when all are closed: nobody is taken off the air',
      [one('a', { open: false }), one('b', { open: false })],
      [],
    ],
    ['not the drained one', [one('a', { drained: true }), one('b')], []],
    ['the closed one, though the other is drained', [one('a', { open: false }), one('b', { drained: true })], ['a']],
    ['a close that still lasts', [one('a', { open: false, closedUntilMs: NOW + 1_000 }), one('b')], ['a']],
    ['not a close that has lapsed', [one('a', { open: false, closedUntilMs: NOW }), one('b')], []],
    [
      'a close while the other one has lapsed, and so serves',
      [one('a', { open: false }), one('b', { open: false, closedUntilMs: NOW - 9_000 })],
      ['a'],
    ],
    [
      'none while not everyone knows that the other one has lapsed',
      [one('a', { open: false }), one('b', { open: false, closedUntilMs: NOW - 8_000 })],
      [],
    ],
    ['not a close that is yet to begin', [one('a', { open: false, closedFromMs: NOW + 1_000 }), one('b')], []],
    ['a close that has begun', [one('a', { open: false, closedFromMs: NOW }), one('b')], ['a']],
    [
      'none while the other one is about to close',
      [one('a', { open: false }), one('b', { open: false, closedFromMs: NOW + 1_000 })],
      [],
    ],
    [
      'none while not everyone knows that the other one is open',
      [one('a', { open: false }), one('b', { openFromMs: NOW + 1_000 })],
      [],
    ],
    [
      'a close, once everyone knows that the other one is open',
      [one('a', { open: false }), one('b', { openFromMs: NOW })],
      ['a'],
    ],
    [
      'all that are taken off the air',
      [one('a', { open: false, offAir: true }), one('b', { open: false, offAir: true })],
      ['a', 'b'],
    ],
    ['none that is open, off the air or not', [one('a', { offAir: true }), one('b')], []],
    ['two of three', [one('a', { open: false }), one('b', { open: false }), one('c')], ['a', 'b']],
    ['never the only one of a cluster', [one('a', { open: false })], []],
  ])('%s', (_, distributions, closed) => {
    const state = cluster(distributions);
    const answers = distributions.filter(({ domain }) => isClosed(state, domain, NOW)).map(({ region }) => region);
    expect(answers).toEqual(closed);
  });

  test.each<[string, DistributionState[]]>([
    ['a close', [one('a', { open: false, closedFromMs: NOW - 1 }), one('b')]],
    ['a close that waits for an opening', [one('a', { open: false }), one('b', { openFromMs: NOW - 1 })]],
    [
      'a close that waits for a lapse',
      [one('a', { open: false }), one('b', { open: false, closedUntilMs: NOW - 8_701 })],
    ],
  ])('%s does not begin by knowledge that is too old for it', (_, distributions) => {
    const readAt = (agoMs: number) =>
      isClosed({ ...cluster(distributions), readAtMs: NOW - agoMs }, 'a.cloudfront.net', NOW);
    expect(readAt(1_301)).toBe(true);
    expect(readAt(1_302)).toBe(false);
    expect(readAt(60_000)).toBe(false);
  });

  test('what had begun stays in force by the oldest knowledge', () => {
    const state = cluster([one('a', { open: false, closedFromMs: NOW - 60_000 }), one('b')]);
    expect(isClosed({ ...state, readAtMs: NOW - 59_000 }, 'a.cloudfront.net', NOW)).toBe(true);
  });

  test('from when a close is in force: when it begins, and another one counts as open', () => {
    const from = (...distributions: DistributionState[]) =>
      inForceFromMs(cluster(distributions), 'a.cloudfront.net', NOW);
    expect(from(one('a'), one('b'))).toBe(Number.POSITIVE_INFINITY);
    expect(from(one('a', { open: false }), one('b', { open: false }))).toBe(Number.POSITIVE_INFINITY);
    expect(from(one('a', { open: false, closedFromMs: NOW + 5 }), one('b'))).toBe(NOW + 5);
    expect(
      from(
        one('a', { open: false, closedFromMs: NOW }),
        one('b', { openFromMs: NOW + 7 }),
        one('c', { openFromMs: NOW + 9 }),
      ),
    ).toBe(NOW + 7);
    expect(from(one('a', { open: false, offAir: true }), one('b', { open: false }))).toBe(0);
  });

  test('not a domain that is not of the cluster', () => {
    expect(isClosed(cluster([one('a'), one('b')]), 'elsewhere.cloudfront.net', NOW)).toBe(false);
  });
});

describe('a drain', () => {
  test('lapses with the close it belongs to, so that a drill whose operator is gone leaves nothing behind', () => {
    const drill = one('a', { open: true, drained: true, closedUntilMs: NOW });
    expect(isDrained(drill, NOW - 1_000)).toBe(true);
    expect(isDrained(drill, NOW)).toBe(false);
    expect(preference(cluster([drill, one('b')]), NOW).map(({ region }) => region)).toEqual(['a', 'b']);
  });

  test('lasts for ever without one', () => {
    expect(isDrained(one('a', { drained: true }), NOW)).toBe(true);
  });
});

describe('the order in which players use the distributions', () => {
  test.each<[string, ClusterState, string[]]>([
    ["the cluster file's", cluster([one('a'), one('b')]), ['a', 'b']],
    ['the closed one left out', cluster([one('a', { open: false }), one('b')]), ['b']],
    ['the drained one last', cluster([one('a', { drained: true }), one('b')]), ['b', 'a']],
    ['the stale one last', cluster([one('a'), one('b')], { a: STALE, b: FRESH }), ['b', 'a']],
    [
      'one that recovered within the hold-down last',
      cluster([one('a'), one('b')], { a: RECOVERED(59), b: FRESH }),
      ['b', 'a'],
    ],
    [
      'one that has been fresh for the hold-down',
      cluster([one('a'), one('b')], { a: RECOVERED(60), b: FRESH }),
      ['a', 'b'],
    ],
    [
      'both recovered of late: as if neither had',
      cluster([one('a'), one('b')], { a: RECOVERED(1), b: RECOVERED(9) }),
      ['a', 'b'],
    ],
    [
      'never towards the stale one, though the other has just recovered',
      cluster([one('a'), one('b')], { a: STALE, b: RECOVERED(90) }),
      ['b', 'a'],
    ],
    [
      'one whose detector fell silent, after one that is known fresh',
      cluster([one('a'), one('b')], { a: SILENT, b: FRESH }),
      ['b', 'a'],
    ],
    [
      'both detectors silent: as if nothing were known',
      cluster([one('a'), one('b')], { a: SILENT, b: SILENT }),
      ['a', 'b'],
    ],
    [
      'silent since it was stale: still stale',
      cluster([one('a'), one('b')], { a: { ...SILENT, fresh: false }, b: SILENT }),
      ['b', 'a'],
    ],
    ['silence is better than staleness', cluster([one('a'), one('b')], { a: STALE, b: SILENT }), ['b', 'a']],
    ['one that no detector reported on is not silent', cluster([one('a'), one('b')], { b: FRESH }), ['a', 'b']],
    [
      'never towards the stale one, though the other has just recovered and is not steady yet',
      cluster([one('a'), one('b')], { a: STALE, b: RECOVERED(1) }),
      ['b', 'a'],
    ],
    [
      'never towards the stale one, though the other is drained',
      cluster([one('a'), one('b', { drained: true })], { a: STALE, b: FRESH }),
      ['b', 'a'],
    ],
    [
      'a drain counts more than the hold-down',
      cluster([one('a', { drained: true }), one('b')], { a: FRESH, b: RECOVERED(1) }),
      ['b', 'a'],
    ],
    [
      'drained and stale: stale',
      cluster([one('a', { drained: true }), one('b', { drained: true })], { a: STALE, b: FRESH }),
      ['b', 'a'],
    ],
    [
      'all stale, since when is not known: as if none were',
      cluster([one('a'), one('b')], { a: STALE, b: STALE }),
      ['a', 'b'],
    ],
    [
      'all stale: the one that turned stale last first, since players are there',
      cluster([one('a'), one('b')], { a: STALE_FOR(3600), b: STALE_FOR(10) }),
      ['b', 'a'],
    ],
    [
      'all stale: a drained one last, however lately it turned stale',
      cluster([one('a'), one('b', { drained: true })], { a: STALE_FOR(3600), b: STALE_FOR(10) }),
      ['a', 'b'],
    ],
    ['the only open one, stale or not', cluster([one('a'), one('b', { open: false })], { a: STALE, b: FRESH }), ['a']],
    ['both closed: both serve', cluster([one('a', { open: false }), one('b', { open: false })]), ['a', 'b']],
  ])('%s', (_, state, order) => {
    expect(preference(state, NOW).map(({ region }) => region)).toEqual(order);
  });

  test('does not look at staleness when only operators move players', () => {
    const state = cluster([one('a'), one('b', { drained: true })], { a: STALE, b: FRESH });
    expect(preference(state, NOW, { automatic: 'off' }).map(({ region }) => region)).toEqual(['a', 'b']);
  });
});

describe('what a health item says', () => {
  const of = (observedAtMs: number, fresh = false) => cluster([one('a')], { a: { fresh, observedAtMs } });

  test.each<[string, ClusterState, string]>([
    ['no detector reported on it', cluster([one('a')]), 'unknown'],
    ['fresh', of(NOW, true), 'fresh'],
    ['fresh, three minutes ago', of(NOW - HEALTH_LIFETIME_MS, true), 'fresh'],
    ['silent since it was fresh', of(NOW - HEALTH_LIFETIME_MS - 1, true), 'unknown'],
    ['stale', of(NOW), 'stale'],
    ['silent since it was stale', of(NOW - HEALTH_LIFETIME_MS - 1), 'stale'],
  ])('%s', (_, state, expected) => {
    expect(freshness(state, 'a.cloudfront.net', NOW)).toBe(expected);
  });
});

describe('whatever is written', () => {
  const distribution = fc.record({
    open: fc.boolean(),
    drained: fc.boolean(),
    closedUntilMs: fc.option(fc.integer({ min: NOW - 100_000, max: NOW + 100_000 }), { nil: undefined }),
  });
  const anyCluster = fc
    .array(fc.tuple(distribution, fc.option(fc.record({ fresh: fc.boolean(), observedAtMs: fc.integer() }))), {
      minLength: 1,
      maxLength: 4,
    })
    .map((members) => {
      const names = ['a', 'b', 'c', 'd'];
      return cluster(
        members.map(([state], index) => one(names[index] as string, state)),
        Object.fromEntries(members.flatMap(([, seen], index) => (seen ? [[names[index] as string, seen]] : []))),
      );
    });

  test('some distribution serves, and the preference is exactly those that do', () => {
    fc.assert(
      fc.property(anyCluster, fc.constantFrom('steer' as const, 'off' as const), (state, automatic) => {
        const serving = state.distributions.filter(({ domain }) => !isClosed(state, domain, NOW));
        const order = preference(state, NOW, { automatic });
        expect(serving.length).toBeGreaterThan(0);
        expect(new Set(order)).toEqual(new Set(serving));
        expect(order).toHaveLength(serving.length);
      }),
    );
  });

  test('no interleaving of two operators, of closes that lapse and of time takes every region off the air', () => {
    const write = fc.record({
      index: fc.integer({ min: 0, max: 2 }),
      open: fc.boolean(),
      drained: fc.boolean(),
      closedForS: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      passesS: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), fc.integer({ min: 2, max: 3 }), (writes, size) => {
        let nowMs = NOW;
        const items = ['a', 'b', 'c'].slice(0, size).map((name) => one(name));
        for (const { index, open, drained, closedForS, passesS } of writes) {
          const item = items[index % size] as DistributionState;
          const closedUntilMs = closedForS === undefined ? undefined : nowMs + closedForS * 1000;
          items[index % size] = { ...item, open, drained, closedUntilMs };
          for (const atMs of [nowMs, nowMs + passesS * 1000]) {
            expect(items.some(({ domain }) => !isClosed(cluster(items), domain, atMs))).toBe(true);
          }
          nowMs += passesS * 1000;
        }
      }),
    );
  });

  test('an open distribution never answers 404', () => {
    fc.assert(
      fc.property(anyCluster, (state) => {
        for (const { domain, open } of state.distributions) if (open) expect(isClosed(state, domain, NOW)).toBe(false);
      }),
    );
  });
});

describe('a region whose picture or sound is worse', () => {
  const GOOD: HealthState = { ...FRESH, quality: 100, settledQuality: 100 };
  const BLACK: HealthState = { ...FRESH, quality: 0, settledQuality: 0 };

  test.each<[string, Record<string, HealthState>, string[]]>([
    ['ranks behind the better one', { a: BLACK, b: GOOD, c: GOOD }, ['b', 'c', 'a']],
    [
      'ranks before one that is silent',
      { a: GOOD, b: { ...SILENT, quality: 100, settledQuality: 100 }, c: BLACK },
      ['a', 'c', 'b'],
    ],
    [
      'stays where it is when the better one is stale',
      { a: BLACK, b: { ...GOOD, ...STALE }, c: BLACK },
      ['a', 'c', 'b'],
    ],
    [
      'stays where it is when the better one is held down',
      { a: BLACK, b: { ...GOOD, ...RECOVERED(10) }, c: BLACK },
      ['a', 'c', 'b'],
    ],
    ['stays where it is when the others send no score', { a: BLACK, b: FRESH }, ['a', 'b', 'c']],
    ['is not better because it sends no score', { a: GOOD, b: FRESH }, ['a', 'b', 'c']],
  ])('%s', (_, health, order) => {
    const state = cluster([one('a'), one('b'), one('c')], health);
    expect(preference(state, NOW).map(({ region }) => region)).toEqual(order);
  });

  test('is not left while only operators move players', () => {
    const state = cluster([one('a'), one('b')], { a: BLACK, b: GOOD });
    expect(preference(state, NOW, { automatic: 'off' }).map(({ region }) => region)).toEqual(['a', 'b']);
  });
});
