import { expect, test } from '@jest/globals';
import { type StripeRow, valuesOf, withStatus } from '../../../src/lib/board/stripes.js';
import type { ClusterStatus, FreshnessStatus, ServingStatus } from '../../../src/lib/status/cluster-status.js';
import { calmStatus } from '../status/watched-status.js';

const START = Date.parse('2026-01-31T14:00:00.000Z');

/** The calm status so many seconds after the start. */
function calmAt(second: number): ClusterStatus {
  return calmStatus(new Date(START + second * 1000).toISOString());
}

function with1(status: ClusterStatus, serving: Partial<ServingStatus>, freshness?: FreshnessStatus['freshness']) {
  const [one, ...others] = status.regions;
  if (!one?.serving.known || !one.freshness.known) throw new Error('not calm');
  return {
    ...status,
    regions: [
      {
        ...one,
        serving: { known: true, value: { ...one.serving.value, ...serving } } as const,
        freshness: {
          known: true,
          value: { ...one.freshness.value, freshness: freshness ?? one.freshness.value.freshness },
        } as const,
      },
      ...others,
    ],
  };
}

function rowOf(rows: readonly StripeRow[], id: string): [fromS: number, toS: number, value: string][] {
  const { stripes = [] } = rows.find((row) => row.id === id) ?? {};
  return stripes.map(({ fromMs, toMs, value }) => [(fromMs - START) / 1000, (toMs - START) / 1000, value]);
}

test('a row for the verdict, for each region, and for steering', () => {
  expect([...valuesOf(calmAt(0))]).toEqual([
    ['verdict', 'well'],
    ['eu-west-1', 'fresh'],
    ['eu-west-2', 'fresh'],
    ['steering', 'eu-west-1'],
  ]);
});

test.each([
  ['closed', { state: 'closed' }, 'stale', 'closed'],
  ['rerouted', { servesFrom: 'eu-west-2' }, 'stale', 'rerouted'],
  ['stale', {}, 'stale', 'stale'],
  ['drained and stale', { state: 'drained' }, 'stale', 'stale'],
  ['drained', { state: 'drained' }, 'fresh', 'drained'],
  ['silent', {}, 'unknown', 'unknown'],
] as const)('what matters most of a region is shown: %s', (_name, serving, freshness, value) => {
  expect(valuesOf(with1(calmAt(0), serving, freshness)).get('eu-west-1')).toBe(value);
});

test('equal statuses grow a stripe, and another value begins one where the last ended', () => {
  let rows: StripeRow[] = [];
  for (const second of [0, 1, 2]) rows = withStatus(rows, calmAt(second));
  for (const second of [3, 4]) rows = withStatus(rows, with1(calmAt(second), {}, 'stale'));
  expect(rowOf(rows, 'eu-west-1')).toEqual([
    [0, 3, 'fresh'],
    [3, 4, 'stale'],
  ]);
  expect(rowOf(rows, 'eu-west-2')).toEqual([[0, 4, 'fresh']]);
});

test('what was not read is a gap', () => {
  let rows = withStatus([], calmAt(0));
  for (const second of [1, 20, 21]) rows = withStatus(rows, calmAt(second));
  expect(rowOf(rows, 'eu-west-1')).toEqual([
    [0, 1, 'fresh'],
    [20, 21, 'fresh'],
  ]);
});

test('half an hour is kept, however long the board is open', () => {
  let rows: StripeRow[] = [];
  for (let second = 0; second <= 7200; second += 4) {
    rows = withStatus(rows, second % 8 === 0 ? calmAt(second) : with1(calmAt(second), {}, 'stale'));
  }
  const kept = rowOf(rows, 'eu-west-1');
  expect(kept.length).toBeLessThanOrEqual(452);
  expect(kept[0]?.[1]).toBeGreaterThanOrEqual(5400);
});

test('a status that is older than the last one changes nothing', () => {
  const rows = withStatus(withStatus([], calmAt(2)), with1(calmAt(1), {}, 'stale'));
  expect(rowOf(rows, 'eu-west-1')).toEqual([[2, 2, 'fresh']]);
});
