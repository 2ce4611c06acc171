import { expect, test } from '@jest/globals';
import { judgeStream } from '../../../src/lib/detector/judge-stream.js';
import type { Judgement } from '../../../src/lib/detector/playlist-watch.js';

const of = (letters: string): Judgement[] =>
  [...letters].map((letter) => ({ state: letter === 'f' ? 'fresh' : letter === 's' ? 'stale' : 'unknown' }));

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
])('%s with tolerance %s is %s', (playlists, tolerance, state) => {
  expect(judgeStream(of(playlists), tolerance).state).toBe(state);
});

test('it counts, and gives the first reason', () => {
  const playlists: Judgement[] = [
    { state: 'fresh' },
    { state: 'stale', reason: 'HTTP 503' },
    { state: 'stale', reason: 'timeout' },
  ];
  expect(judgeStream(playlists, 0.6)).toEqual({
    total: 3,
    fresh: 1,
    stale: 2,
    unknown: 0,
    state: 'stale',
    reason: '2 of 3 playlists are stale: HTTP 503',
  });
});
