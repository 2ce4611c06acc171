import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PlaylistWatch } from '../../../../src/lib/detector/judging/playlist-watch.js';
import type { MediaPlaylist } from '../../../../src/lib/hls/media-playlist.js';

/** Target duration 2 s and multiplier 3: a deadline of 6 s. */
const DEADLINE = 6000;

function version(endSequence: number, extra: Partial<MediaPlaylist> = {}): MediaPlaylist {
  const segment = { durationS: 2, discontinuity: false, discontinuitySequence: 0, gap: false };
  const mediaSequence = endSequence - 6;
  const named = (sequence: number) => ({
    ...segment,
    sequence,
    path: `/seg${sequence}.m4s`,
    url: `/seg${sequence}.m4s`,
  });
  return {
    targetDuration: 2,
    mediaSequence,
    discontinuitySequence: 0,
    segments: Array.from({ length: 6 }, (_, index) => named(mediaSequence + index)),
    skipped: 0,
    endSequence,
    lastSegment: `seg${endSequence - 1}.m4s`,
    parts: 0,
    mediaParts: 0,
    undefinedVariables: [],
    ended: false,
    isEvent: false,
    canBlockReload: false,
    aheadLinks: [],
    adMarkers: [],
    keys: [],
    ...extra,
  };
}

type Poll = [at: number, brought: MediaPlaylist | string];

/** Polls that take no time. */
function watched(polls: readonly Poll[], changeDetect: 'MEDIASEQUENCE' | 'CONTENTHASH' = 'MEDIASEQUENCE') {
  const watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect });
  for (const [at, brought] of polls) {
    watch.began(at);
    if (typeof brought === 'string') watch.failed(brought, at);
    else watch.read(brought, at, 1_767_225_600_000 + at);
  }
  return watch;
}

/** A poll each second, a new segment each two. */
const live = (fromMs: number, toMs: number, first = 10): Poll[] =>
  Array.from({ length: (toMs - fromMs) / 1000 + 1 }, (_, s) => [fromMs + s * 1000, version(first + Math.floor(s / 2))]);

describe('a playlist', () => {
  test('is unknown until a segment is seen to appear', () => {
    expect(watched([[0, version(10)]]).judge(0).state).toBe('unknown');
    expect(
      watched([
        [0, version(10)],
        [2000, version(11)],
      ]).judge(2000),
    ).toEqual({ state: 'fresh', condition: 'fresh' });
  });

  test('is fresh up to the deadline after the last new segment, and stale beyond it', () => {
    const frozen: Poll[] = Array.from({ length: 6 }, (_, s) => [11_000 + s * 1000, version(15)]);
    const watch = watched([...live(0, 10_000), ...frozen]);
    expect(watch.judge(10_000 + DEADLINE).state).toBe('fresh');
    expect(watch.judge(10_001 + DEADLINE)).toEqual({
      state: 'stale',
      condition: 'stale',
      reason: 'no new segment for 6.0 s',
    });
  });

  test.each([
    ['never moves', DEADLINE, (at: number): Poll => [at, version(10)]],
    // Without a playlist there is no target duration: 6 s are assumed.
    ['never answers', 18_000, (at: number): Poll => [at, 'refused']],
    ['is a 503', 18_000, (at: number): Poll => [at, 'HTTP 503']],
  ])('one that %s is unknown up to the deadline, then stale, never fresh', (_, deadline, poll) => {
    const polls = Array.from({ length: 40 }, (__, s) => poll(s * 1000));
    polls.forEach(([at], index) => {
      const { state } = watched(polls.slice(0, index + 1)).judge(at);
      expect(state).toBe(at > deadline ? 'stale' : 'unknown');
    });
  });

  test('says why it could not be read', () => {
    const watch = watched([...live(0, 4000), [5000, 'HTTP 503'], [11_000, 'HTTP 503']]);
    expect(watch.judge(11_000)).toEqual({
      state: 'stale',
      condition: 'unreachable',
      reason: 'no new segment for 7.0 s: HTTP 503',
    });
  });

  test('one failed poll among good ones is nothing', () => {
    expect(watched([...live(0, 4000), [5000, 'timeout'], [6000, version(13)]]).judge(6000).state).toBe('fresh');
  });

  test('EXT-X-ENDLIST makes it stale when it stays for a target duration', () => {
    const ended = version(13, { ended: true });
    const watch = watched([...live(0, 4000), [5000, ended], [6000, ended]]);
    expect(watch.judge(6000).state).toBe('fresh');
    watch.began(7000);
    watch.read(ended, 7000, 0);
    expect(watch.judge(7000)).toMatchObject({ state: 'stale', condition: 'ended' });
  });

  test('a further part of a low-latency segment is something new, a part that was seen is not', () => {
    const parts = (from: number, each: (s: number) => number): Poll[] =>
      Array.from({ length: 10 }, (_, s) => [from + s * 1000, version(12, { parts: each(s), mediaParts: each(s) })]);
    expect(watched([...live(0, 4000), ...parts(5000, (s) => s)]).judge(14_000).state).toBe('fresh');
    expect(watched([...live(0, 4000), ...parts(5000, (s) => s % 2)]).judge(14_000).state).toBe('stale');
  });

  test('one that moves but whose segments cannot be fetched is unreachable after the deadline', () => {
    const watch = watched(live(0, 4000));
    watch.media(4000, 'HTTP 404');
    for (const [at, brought] of live(5000, 20_000, 20)) {
      watch.began(at);
      watch.read(brought as MediaPlaylist, at, 0);
    }
    expect(watch.judge(10_000).state).toBe('fresh');
    expect(watch.judge(10_001)).toMatchObject({
      condition: 'unreachable',
      reason: expect.stringContaining('HTTP 404'),
    });
    watch.media(20_000);
    expect(watch.judge(20_000).state).toBe('fresh');
  });

  test('after an outage it takes a segment that is seen to appear, not one that is only new to us', () => {
    const outage: Poll[] = Array.from({ length: 30 }, (_, s) => [5000 + s * 1000, 'refused']);
    const back: Poll = [35_000, version(25)];
    expect(watched([...live(0, 4000), ...outage, back]).judge(35_000).state).toBe('stale');
    expect(watched([...live(0, 4000), ...outage, back, [37_000, version(26)]]).judge(37_000).state).toBe('fresh');
  });

  test('caches that answer in turn do not make a frozen stream look alive', () => {
    const turns: Poll[] = Array.from({ length: 20 }, (_, s) => [5000 + s * 1000, version(10 + (s % 3))]);
    expect(watched([...live(0, 4000), ...turns]).judge(24_000).state).toBe('stale');
    const byHash = watched([...live(0, 4000), ...turns], 'CONTENTHASH');
    expect(byHash.judge(24_000).state).toBe('stale');
  });

  test('a token in the segment names does not make a frozen stream look alive', () => {
    const frozen: Poll[] = Array.from({ length: 10 }, (_, s) => [
      5000 + s * 1000,
      version(12, { segments: version(12).segments.map((one) => ({ ...one, path: `/token${s}${one.path}` })) }),
    ]);
    expect(watched([...live(0, 4000), ...frozen]).judge(14_000).state).toBe('stale');
    expect(watched([...live(0, 4000), ...frozen], 'CONTENTHASH').judge(14_000).state).toBe('stale');
  });

  test('an encoder that was restarted with other numbers is fresh', () => {
    const watch = watched([...live(0, 10_000, 500), ...live(11_000, 15_000, 6)]);
    expect(watch.judge(15_000).state).toBe('fresh');
  });

  test('by CONTENTHASH another newest segment is a change, whatever the numbers', () => {
    const renamed = (s: number) => version(10).segments.map((one, index) => ({ ...one, path: `/s${s + index}.m4s` }));
    const same: Poll[] = Array.from({ length: 9 }, (_, s) => [s * 1000, version(10, { segments: renamed(s) })]);
    expect(watched(same).judge(8000).state).toBe('stale');
    expect(watched(same, 'CONTENTHASH').judge(8000).state).toBe('fresh');
  });

  test('the state before a pause in polling does not count', () => {
    const pause = 60_000;
    const watch = watched(live(0, 10_000));
    watch.began(10_000 + pause);
    expect(watch.judge(10_000 + pause).state).toBe('unknown');
    watch.read(version(45), 10_000 + pause, 0);
    expect(watch.judge(10_000 + pause).state).toBe('unknown');
    watch.began(12_000 + pause);
    watch.read(version(46), 12_000 + pause, 0);
    expect(watch.judge(12_000 + pause).state).toBe('fresh');
  });

  test('a stale playlist stays stale during a pause in polling', () => {
    const watch = watched([...live(0, 4000), [8000, version(12)], [11_000, version(12)]]);
    watch.began(71_000);
    expect(watch.judge(71_000).state).toBe('stale');
  });

  test('a short pause, as between two runs, hides no freeze', () => {
    const watch = watched([...live(0, 4000), [9000, version(12)], [11_000, version(12)]]);
    expect(watch.judge(11_000).state).toBe('stale');
  });

  test('a closed distribution hides it: unknown, however long', () => {
    const watch = watched(live(0, 4000));
    for (let at = 5000; at < 60_000; at += 1000) {
      watch.began(at);
      watch.closed(at);
      expect(watch.judge(at).state).toBe('unknown');
    }
  });

  test('is polled at a fifth of its target duration, within bounds', () => {
    const pollMs = (targetDuration: number) => watched([[0, version(10, { targetDuration })]]).pollMs;
    expect([1, 2, 6, 10, 60].map(pollMs)).toEqual([500, 500, 1200, 2000, 5000]);
  });

  test('reports the times between changes as the older system wrote them', () => {
    const polls: Poll[] = [
      [0, version(10)],
      [1000, version(11)],
      [4000, version(12)],
      [6000, version(13)],
    ];
    expect(watched(polls).report(6000)).toEqual({
      state: 'fresh',
      condition: 'fresh',
      changed: 1_767_225_606,
      duration: 2,
      mean_duration: '2.5',
      median_duration: '2.5',
      min_duration: '2.0',
      max_duration: '3.0',
      p90_duration: '3.0',
    });
  });
});

describe('from run to run', () => {
  const WALL = 1_767_225_600_000;
  /** The same look at a playlist, in a process whose monotonic clock began at another time. */
  const next = (watch: PlaylistWatch, at: number, shiftMs: number) => {
    const other = new PlaylistWatch({ durationMultiplier: 3, changeDetect: 'MEDIASEQUENCE' });
    const saved = JSON.parse(JSON.stringify(watch.save(WALL)));
    other.restore(saved, at + shiftMs, WALL - shiftMs);
    return other;
  };

  test('a freeze just before a cold start is stale on time', () => {
    const other = next(watched(live(0, 10_000)), 11_000, 500_000);
    other.began(511_000);
    other.read(version(15), 511_000, 0);
    expect(other.judge(500_000 + 10_000 + DEADLINE).state).toBe('fresh');
    other.began(500_000 + 10_000 + DEADLINE);
    expect(other.judge(500_001 + 10_000 + DEADLINE).state).toBe('stale');
  });

  test('a version that the last run saw is not new to the next one', () => {
    const other = next(watched(live(0, 10_000)), 11_000, 0);
    for (const [at, end] of [
      [11_000, 13],
      [12_000, 14],
      [17_000, 12],
    ] as const) {
      other.began(at);
      other.read(version(end), at, 0);
    }
    expect(other.judge(17_000).state).toBe('stale');
  });

  test('its own, later look counts more than an older one that was saved', () => {
    const older = watched(live(0, 4000));
    const own = watched(live(0, 10_000));
    own.restore(older.save(WALL), 10_000, WALL);
    expect(own.judge(12_000).state).toBe('fresh');
  });

  test('times from the future are not believed', () => {
    const other = next(watched(live(0, 10_000)), 5000, 0);
    expect(other.judge(5000).state).toBe('unknown');
  });

  test('intervals are kept', () => {
    const before = watched(live(0, 20_000)).report(20_000);
    expect(next(watched(live(0, 20_000)), 20_000, 7).report(20_007)).toMatchObject({
      mean_duration: before.mean_duration,
      max_duration: before.max_duration,
    });
  });
});

test('no order of samples, errors and delays makes a stream without a new segment read fresh', () => {
  const sample = fc.record({
    gap: fc.integer({ min: 0, max: 20_000 }),
    takes: fc.integer({ min: 0, max: 10_000 }),
    // Versions that may go forth and back, or an error.
    brought: fc.oneof(fc.integer({ min: 8, max: 14 }), fc.constant('refused')),
    // Whether the next poll is another process's, with its own monotonic clock and the state that was saved.
    restarts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), fc.constantFrom('MEDIASEQUENCE', 'CONTENTHASH'), (samples, by) => {
      const create = () =>
        new PlaylistWatch({ durationMultiplier: 3, changeDetect: by as 'MEDIASEQUENCE' | 'CONTENTHASH' });
      let watch = create();
      const seen = new Set<number>();
      let at = 0;
      let lastNew = Number.NEGATIVE_INFINITY;
      for (const { gap, takes, brought, restarts } of samples) {
        at += gap;
        if (restarts) {
          const saved = watch.save(1_767_225_600_000);
          watch = create();
          watch.restore(saved, at, 1_767_225_600_000);
        }
        watch.began(at);
        at += takes;
        if (brought === 'refused') watch.failed(brought, at);
        else {
          if (!seen.has(brought as number)) lastNew = at;
          seen.add(brought as number);
          watch.read(version(brought as number), at, 0);
        }
        for (const later of [0, 3000, DEADLINE, DEADLINE + 1, 30_000]) {
          if (at + later - lastNew > DEADLINE) expect(watch.judge(at + later).state).not.toBe('fresh');
        }
      }
    }),
  );
});
