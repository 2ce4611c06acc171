import { describe, expect, jest, test } from '@jest/globals';
import { newestEndMs, parseDate, startsMs } from '../../../src/lib/hls/program-date.js';

describe('a date', () => {
  test.each([
    ['2026-01-01T00:00:10.500Z', 10_500],
    ['2026-01-01T00:00:10', 10_000],
    ['2026-01-01 00:00:10', 10_000],
    ['2026-01-01T01:00:10.000+0100', 10_000],
    ['2026-01-01T01:00:10+01:00', 10_000],
    ['2025-12-31T19:00:10-05', 10_000],
    ['2026-01-01T00:00:10.334833Z', 10_334],
    ['2026-01-01T00:00:10,5z', 10_500],
  ])('%s is %i ms after the year began, whatever the time zone of this machine', (text, ms) => {
    const parse = jest.spyOn(Date, 'parse');
    expect(parseDate(text)).toBe(Date.UTC(2026, 0, 1) + ms);
    // Without a zone, Date.parse takes that of the machine.
    expect(parse).toHaveBeenCalledWith(expect.stringMatching(/(Z|[+-]\d\d:\d\d)$/));
    parse.mockRestore();
  });

  test.each(['', 'now', '2026-01-01', '2026-13-45T99:99:99Z', '1767225600'])('%j is not one', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe('when segments begin', () => {
  const segment = (dateMs?: number, discontinuity = false) => ({ dateMs, durationS: 2, discontinuity });

  test('is told by the dates of their neighbours', () => {
    expect(startsMs([segment(), segment(), segment(10_000), segment(), segment(20_000)])).toEqual([
      6000, 8000, 10_000, 12_000, 20_000,
    ]);
    expect(startsMs([segment(), segment()])).toEqual([undefined, undefined]);
  });

  test('is not known past a discontinuity', () => {
    expect(startsMs([segment(10_000), segment(undefined, true), segment()])).toEqual([10_000, undefined, undefined]);
    expect(startsMs([segment(), segment(10_000, true), segment()])).toEqual([undefined, 10_000, 12_000]);
  });

  test('tells when the newest ends', () => {
    expect(newestEndMs({ segments: [{ startMs: 10_000, durationS: 2.5 }] })).toBe(12_500);
    expect(newestEndMs({ segments: [{ durationS: 2 }] })).toBeUndefined();
    expect(newestEndMs({ segments: [] })).toBeUndefined();
  });
});
