import { describe, expect, test } from '@jest/globals';
import { parseDurationS } from '../../src/lib/duration.js';

describe('durations as people write them', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['2h', 7200],
    ['1h30m', 5400],
    ['0.5m', 30],
  ])('%s', (text, seconds) => {
    expect(parseDurationS(text, '--for')).toBe(seconds);
  });

  test.each(['', '15', '0s', '15 m', '-5m', 'soon', '5d'])('%j is refused, with the right format', (text) => {
    expect(() => parseDurationS(text, '--for')).toThrow(expect.objectContaining({ code: 'BAD_DURATION', exitCode: 2 }));
  });
});
