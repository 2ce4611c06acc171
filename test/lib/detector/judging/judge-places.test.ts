import { describe, expect, test } from '@jest/globals';
import { judgePlaces } from '../../../../src/lib/detector/judging/judge-places.js';
import type { PlaceJudgement } from '../../../../src/lib/detector/polling/stream-poller.js';

const of = (state: 'fresh' | 'stale' | 'unknown', closed = false): PlaceJudgement => ({
  state,
  closed,
  total: 4,
  fresh: state === 'fresh' ? 4 : 0,
  stale: state === 'stale' ? 4 : 0,
  unknown: state === 'unknown' ? 4 : 0,
  ...(state === 'fresh' ? {} : { reason: `4 of 4 playlists are ${state}` }),
});

describe('two looks at one stream', () => {
  test.each([
    ['fresh', 'fresh', 'fresh', 'open'],
    ['fresh', 'stale', 'stale', 'failing'],
    ['fresh', 'unknown', 'unknown', 'unknown'],
    ['stale', 'fresh', 'stale', 'open'],
    ['stale', 'stale', 'stale', 'failing'],
    ['stale', 'unknown', 'stale', 'unknown'],
    ['unknown', 'fresh', 'unknown', 'open'],
    ['unknown', 'stale', 'stale', 'failing'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ] as const)('origin %s, distribution %s: %s, %s', (origin, distribution, state, seen) => {
    const verdict = judgePlaces(of(origin), of(distribution));
    expect(verdict).toMatchObject({ state, distribution: seen });
    expect(verdict.reason === undefined).toBe(state === 'fresh');
  });

  test.each(['fresh', 'stale', 'unknown'] as const)(
    'with the distribution closed, an origin that is %s decides',
    (state) => {
      expect(judgePlaces(of(state), of('unknown', true))).toMatchObject({ state, distribution: 'closed' });
    },
  );

  test.each([
    ['fresh', 'fresh', 'open'],
    ['stale', 'stale', 'failing'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('where both are one URL, %s is %s', (origin, state, distribution) => {
    expect(judgePlaces(of(origin))).toMatchObject({ state, distribution });
  });

  test('where both are one URL and it is closed, nothing is known', () => {
    expect(judgePlaces(of('stale', true))).toMatchObject({ state: 'unknown', distribution: 'closed' });
  });
});
