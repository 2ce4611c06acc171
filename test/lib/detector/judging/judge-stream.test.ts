import { describe, expect, test } from '@jest/globals';
import { type StreamParts, StreamWatch } from '../../../../src/lib/detector/judging/judge-stream.js';
import type { Judgement } from '../../../../src/lib/detector/judging/playlist-watch.js';

const STATES = { f: 'fresh', s: 'stale', u: 'unknown' } as const;
/** A stream whose playlists are its variants. */
const of = (letters: string): StreamParts => {
  const playlists = [...letters].map((letter): Judgement => {
    const state = STATES[letter as keyof typeof STATES];
    return { state, condition: state };
  });
  return { variants: playlists, playlists };
};

const SETTLE_MS = 6000;

test.each([
  ['', 0.95, 'unknown'],
  ['ffff', 0.95, 'fresh'],
  ['ssss', 0.95, 'stale'],
  ['sssf', 0.95, 'fresh'],
  ['sssf', 0.75, 'stale'],
  ['ssff', 0.75, 'fresh'],
  ['sssu', 0.95, 'unknown'],
  ['uuuu', 0.95, 'unknown'],
  ['fuuu', 0.95, 'fresh'],
  ['ffuu', 0.5, 'unknown'],
  ['f', 1, 'fresh'],
  ['sssssssfff', 0.7, 'stale'],
])('at first, %s with tolerance %s is %s', (playlists, tolerance, state) => {
  expect(new StreamWatch(tolerance).judge(of(playlists), 0, SETTLE_MS).state).toBe(state);
});

describe('hysteresis', () => {
  /** States at each look; a look is a second. */
  const states = (tolerance: number, looks: readonly string[]) => {
    const watch = new StreamWatch(tolerance);
    return looks.map((look, second) => watch.judge(of(look), second * 1000, SETTLE_MS).state[0]).join('');
  };

  test.each([
    [
      'stale at once, fresh after the settling time',
      0.5,
      'ffff ssss ffff ffff ffff ffff ffff ffff ffff ffff',
      'fsssssssff',
    ],
    [
      'a break starts the settling time again',
      0.5,
      'ssss ffff ffff ffff ssff ffff ffff ffff ffff ffff ffff ffff',
      'sssssssssssf',
    ],
    ['what is enough to stay fresh', 0.5, 'ffff sfff sfff sfff', 'ffff'],
    ['is enough to become fresh again', 0.5, 'ssss sfff sfff sfff sfff sfff sfff sfff sfff', 'sssssssff'],
    ['and what is not, is not', 0.5, 'ssss ssff ssff ssff ssff ssff ssff ssff ssff', 'sssssssss'],
    ['what is not known is not well', 0.5, 'ssss uuff uuff uuff uuff uuff uuff uuff uuff', 'sssssssss'],
    ['no playlist at all does not make it well', 0.5, 'ssss - - - - - - - -', 'sssssssss'],
  ])('%s', (_, tolerance, looks, expected) => {
    expect(
      states(
        tolerance,
        looks.split(' ').map((look) => look.replace('-', '')),
      ),
    ).toBe(expected);
  });

  test('goes on in the next run, by the wall clock', () => {
    const first = new StreamWatch(0.5);
    first.judge(of('ss'), 0, SETTLE_MS);
    first.judge(of('ff'), 1000, SETTLE_MS);
    const next = new StreamWatch(0.5);
    // Its monotonic clock began 100 s before the first one's did.
    next.restore(first.save(1_000_000), 104_000, 1_000_000 - 100_000);
    expect(next.judge(of('ff'), 106_999, SETTLE_MS).state).toBe('stale');
    expect(next.judge(of('ff'), 107_000, SETTLE_MS).state).toBe('fresh');
  });
});

test('it counts, and gives the first reason', () => {
  const playlists: Judgement[] = [
    { state: 'fresh', condition: 'fresh' },
    { state: 'stale', condition: 'unreachable', reason: 'HTTP 503' },
    { state: 'stale', condition: 'unreachable', reason: 'timeout' },
  ];
  expect(new StreamWatch(0.6).judge({ variants: playlists, playlists }, 0, SETTLE_MS)).toEqual({
    total: 3,
    fresh: 1,
    stale: 2,
    unknown: 0,
    state: 'stale',
    reason: '2 of 3 variants are stale: HTTP 503',
  });
});
