import { describe, expect, test } from '@jest/globals';
import { isFlat, leaksDescriptors, ratio, type Sample, thirds } from '../../../bench/soak/flatness.js';

const MINUTES = 30;
const UNTIL_MS = MINUTES * 60_000;

/** A sample each second. */
function samples(value: (minute: number) => number): Sample[] {
  return Array.from({ length: MINUTES * 60 }, (_, second) => ({ atMs: second * 1000, value: value(second / 60) }));
}

describe('the thirds of a run', () => {
  test('are told apart by time, and each has its median', () => {
    expect(
      thirds(
        samples((minute) => Math.floor(minute / 10)),
        UNTIL_MS,
      ),
    ).toEqual({ first: 0, middle: 1, last: 2 });
  });

  test('ignore a peak that is over soon', () => {
    const peak = samples((minute) => (minute > 25 && minute < 27 ? 900 : 100));
    expect(thirds(peak, UNTIL_MS)).toEqual({ first: 100, middle: 100, last: 100 });
  });

  test('count a sample that comes at the end or a little later to the last one', () => {
    const late = [0, 1, 2, 12, 13, 14, 22, 30, 31].map((minute) => ({ atMs: minute * 60_000, value: minute }));
    expect(thirds(late, UNTIL_MS)).toEqual({ first: 1, middle: 13, last: 30 });
  });

  test('are not judged for a process that was not there for all of the run', () => {
    expect(
      thirds(
        samples(() => 1).filter(({ atMs }) => atMs > UNTIL_MS / 3),
        UNTIL_MS,
      ),
    ).toBeUndefined();
  });
});

describe('memory', () => {
  test.each([
    ['stays', 100, 100, true],
    ['grows by a twentieth', 100, 105, true],
    ['grows by more', 100, 105.1, false],
    ['shrinks', 100, 50, true],
    ['comes from nothing', 0, 1, false],
    ['is nothing at all', 0, 0, true],
  ])('that %s', (_what, middle, last, flat) => {
    expect(isFlat({ first: 0, middle, last })).toBe(flat);
  });

  test('that grows evenly by 7 MiB a minute from 100 MiB is not flat', () => {
    const medians = thirds(
      samples((minute) => 100 + 7 * minute),
      UNTIL_MS,
    );
    expect(medians && ratio(medians)).toBeCloseTo((100 + 7 * 25) / (100 + 7 * 15), 2);
    expect(medians && isFlat(medians)).toBe(false);
  });

  test('that grows in the first third, while everything starts, is flat', () => {
    const medians = thirds(
      samples((minute) => Math.min(300, 100 + 80 * minute)),
      UNTIL_MS,
    );
    expect(medians).toEqual({ first: 300, middle: 300, last: 300 });
  });
});

test.each([
  ['five more of twenty come and go', 20, 25, false],
  ['six more of twenty are a leak', 20, 26, true],
  ['six more of two hundred are within a twentieth', 200, 206, false],
  ['twenty more of two hundred are a leak', 200, 220, true],
])('descriptors: %s', (_what, middle, last, leak) => {
  expect(leaksDescriptors({ first: 0, middle, last })).toBe(leak);
});
