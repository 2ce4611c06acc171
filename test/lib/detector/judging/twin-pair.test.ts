import { describe, expect, test } from '@jest/globals';
import { type Side, TwinPair } from '../../../../src/lib/detector/judging/twin-pair.js';
import { readMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';

const TARGET_MS = 2000;
const POLL_MS = 500;
const WINDOW = 6;

interface Encoder {
  /** How much later than the clock it has a segment, ms. */
  lagMs?: number;
  /** From when on nothing is new. */
  frozenAt?: number;
  /** From when on nothing is answered. */
  refusedAt?: number;
  /** How long an answer takes that was asked for at a moment. */
  slowMs?: (at: number) => number;
  name?: (sequence: number) => string;
  /** What is added to its numbers. */
  from?: number;
  /** Which segments are late, and how much, ms. */
  lateMs?: (sequence: number) => number;
}

function text({ lagMs = 0, frozenAt = Infinity, name = (n) => `s${n}.ts`, from = 1000, lateMs }: Encoder, at: number) {
  const end = Math.floor((Math.min(at, frozenAt) - lagMs) / TARGET_MS);
  const isLate = lateMs !== undefined && at - lagMs < end * TARGET_MS + lateMs(from + end);
  const newest = from + end - (isLate ? 1 : 0);
  const segments = Array.from({ length: WINDOW }, (_, index) => newest - WINDOW + 1 + index);
  const listed = segments.map((sequence) => `#EXTINF:2,\n${name(sequence)}`);
  return `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${segments[0]}\n${listed.join('\n')}\n`;
}

/** When each of two becomes stale, by polls each half second until 60 s. */
function follow(one: Encoder, two: Encoder) {
  const pair = new TwinPair();
  const staleAt: (number | undefined)[] = [undefined, undefined];
  const conditions: (string | undefined)[] = [undefined, undefined];
  const nextAt = [0, 170];
  const ends: { at: number; run: () => void }[] = [];
  for (let at = 0; at <= 60_000; at += 10) {
    for (const end of ends.filter((end) => end.at === at)) end.run();
    for (const side of [0, 1] as const) {
      if (at < (nextAt[side] as number)) continue;
      const encoder = [one, two][side] as Encoder;
      const tookMs = encoder.slowMs?.(at) ?? 20;
      nextAt[side] = at + Math.max(POLL_MS, tookMs);
      if (at >= (encoder.refusedAt ?? Infinity)) {
        pair.failed(side, 'HTTP 503');
        look(side, at);
      } else ends.push({ at: at + tookMs, run: () => read(side, encoder, at, at + tookMs) });
    }
  }
  return { pair, staleAt, conditions };

  function read(side: Side, encoder: Encoder, beganAt: number, at: number) {
    pair.read(side, readMediaPlaylist(text(encoder, beganAt), 'https://a.example/v.m3u8'), beganAt, at);
    look(side, at);
    nextAt[side] = Math.min(nextAt[side] as number, Math.max(at + 10, Math.ceil(pair.provesAt(side) / 10) * 10 + 10));
  }

  function look(side: Side, at: number) {
    const told = pair.stale(side, at);
    if (!told) return;
    staleAt[side] ??= at;
    conditions[side] ??= told.condition;
  }
}

const FAULT_AT = 30_000;
/** What a fault may take: a segment that has just come, patience of a target duration, and polls. */
const MOST_MS = 2 * TARGET_MS + 2 * POLL_MS + 40;

describe('two playlists that tell on each other', () => {
  test.each<[string, Encoder, Encoder]>([
    ['in step', {}, {}],
    ['this one behind', { lagMs: 800 }, {}],
    ['this one ahead', {}, { lagMs: 800 }],
    ['this one a segment and a half behind', { lagMs: 3000 }, {}],
    ['this one a segment and a half ahead', {}, { lagMs: 3000 }],
  ])('%s: the one that freezes is told on, and the other one is not', (_, one, two) => {
    const { staleAt, conditions } = follow({ ...one, frozenAt: FAULT_AT }, two);
    const lagMs = one.lagMs ?? 0;
    expect(conditions).toEqual(['stale', undefined]);
    expect(staleAt[0]).toBeGreaterThan(FAULT_AT - lagMs + TARGET_MS);
    // Not the deadline, which is three target durations. A twin cannot miss what it has not got itself.
    const leadMs = Math.max(0, (two.lagMs ?? 0) - TARGET_MS);
    expect((staleAt[0] ?? 0) - FAULT_AT).toBeLessThanOrEqual(MOST_MS + leadMs);
  });

  test('it is the same the other way round', () => {
    const { conditions } = follow({}, { lagMs: 800, frozenAt: FAULT_AT });
    expect(conditions).toEqual([undefined, 'stale']);
  });

  test('one that fails, while its twin answers, is told on after a target duration', () => {
    const { staleAt, conditions } = follow({ refusedAt: FAULT_AT }, {});
    expect(conditions).toEqual(['unreachable', undefined]);
    expect((staleAt[0] ?? 0) - FAULT_AT).toBeLessThanOrEqual(TARGET_MS + POLL_MS);
  });

  test('what both fail says nothing: it may be the network here', () => {
    expect(follow({ refusedAt: FAULT_AT }, { refusedAt: FAULT_AT }).conditions).toEqual([undefined, undefined]);
  });

  test.each<[string, Encoder, Encoder]>([
    ['both are healthy', {}, {}],
    ['both freeze at once', { frozenAt: FAULT_AT }, { frozenAt: FAULT_AT }],
    ['an answer takes 3 s now and then', { slowMs: (at) => (at % 7000 < 500 ? 3000 : 20) }, {}],
    ['the twin’s answers take 3 s now and then', {}, { slowMs: (at) => (at % 7000 < 500 ? 3000 : 20) }],
    ['every answer takes 3 s', { slowMs: () => 3000 }, {}],
    ['one answer takes 20 s', { slowMs: (at) => (at >= 30_000 && at < 30_500 ? 20_000 : 20) }, {}],
    [
      'a segment is a whole target duration late',
      { lateMs: (sequence) => (sequence % 9 === 0 ? TARGET_MS - 1 : 0) },
      {},
    ],
    ['the numbers are not the same', { frozenAt: FAULT_AT, from: 5000 }, {}],
    [
      'the numbers are one apart, with names after the moment',
      { frozenAt: FAULT_AT, from: 1001, name: (n) => `s${n - 1}.ts` },
      {},
    ],
    ['the names are not the same', { frozenAt: FAULT_AT, name: (n) => `x${n}.ts` }, {}],
    ['it is too far behind', { lagMs: 5000, frozenAt: FAULT_AT }, {}],
  ])('nothing is told: %s', (_, one, two) => {
    expect(follow(one, two).conditions).toEqual([undefined, undefined]);
  });

  test('a lag that grows for good is learned, and the playlist is well again', () => {
    const pair = new TwinPair();
    const told: number[] = [];
    const lagged = (at: number): Encoder => ({ lagMs: at < FAULT_AT ? 0 : 3000 });
    for (let at = 0; at < 60_000; at += POLL_MS) {
      for (const [side, encoder] of [
        [1, {}],
        [0, lagged(at)],
      ] as const) {
        pair.read(side, readMediaPlaylist(text(encoder, at), 'https://a.example/v.m3u8'), at, at);
      }
      if (pair.stale(0, at)) told.push(at);
    }
    expect(told.length).toBeGreaterThan(0);
    expect(Math.max(...told)).toBeLessThan(FAULT_AT + 12_000);
  });

  test('says whether the two can stand in for each other, also after one has stopped', () => {
    const aligned = (one: Encoder, two: Encoder = {}) => follow(one, two).pair.aligned;
    expect(aligned({})).toBe(true);
    expect(aligned({ frozenAt: FAULT_AT })).toBe(true);
    expect(aligned({ name: (n) => `x${n}.ts` })).toBe(false);
    expect(aligned({ from: 5000 })).toBeUndefined();
    expect(new TwinPair().aligned).toBeUndefined();
  });

  test('numbers that are the same for other moments are not aligned', () => {
    const dated = (ms: number) =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-PROGRAM-DATE-TIME:${new Date(ms).toISOString()}\n#EXTINF:2,\ns7.ts\n`;
    const pair = new TwinPair();
    for (const [side, ms] of [
      [0, 0],
      [1, 4000],
    ] as const) {
      pair.read(side, readMediaPlaylist(dated(ms), 'https://a.example/v.m3u8'), 0, 1);
    }
    expect(pair.aligned).toBe(false);
  });
});
