import { describe, expect, test } from '@jest/globals';
import type { ChangeDetect } from '../../../../src/lib/cluster/cluster.js';
import { playlistFindings } from '../../../../src/lib/detector/checks/playlist-checks.js';
import { PlaylistWatch } from '../../../../src/lib/detector/judging/playlist-watch.js';
import type { MediaPlaylist } from '../../../../src/lib/hls/media-playlist.js';
import { date, EPOCH_MS, media, run, type Written } from './media.js';

/** What a poll brought, and when, seconds. */
type Poll = [at: number, brought: MediaPlaylist | string];

/** Plays a recording: the condition after each poll, by its first letter, and what the checks found on the way. */
function play(polls: readonly Poll[], changeDetect: ChangeDetect = 'MEDIASEQUENCE') {
  const watch = new PlaylistWatch({ durationMultiplier: 3, changeDetect });
  const found = new Set<string>();
  let previous: MediaPlaylist | undefined;
  let previousAt = 0;
  const conditions = polls.map(([at, brought]) => {
    watch.began(at * 1000);
    if (typeof brought === 'string') watch.failed(brought, at * 1000);
    else {
      watch.read(brought, at * 1000, EPOCH_MS + at * 1000);
      if (JSON.stringify(brought) !== JSON.stringify(previous)) {
        const look = {
          ...(previous ? { previous } : {}),
          current: brought,
          elapsedMs: (at - previousAt) * 1000,
          nowMs: EPOCH_MS + at * 1000,
        };
        for (const [id] of playlistFindings(look)) found.add(id);
        previous = brought;
        previousAt = at;
      }
    }
    return watch.judge(at * 1000).condition[0];
  });
  return { conditions: conditions.join(''), found: [...found].sort() };
}

/** One poll each second, from `from` to `to`, of the playlist at that second. */
const each = (from: number, to: number, at: (second: number) => MediaPlaylist | string): Poll[] =>
  Array.from({ length: to - from + 1 }, (_, index) => [from + index, at(from + index)]);

/** A stream of 2 s segments with a window of six, `offset` numbers ahead of the clock. */
const live = (second: number, prefix = 's', offset = 0): MediaPlaylist => {
  const sequence = Math.floor(second / 2) + offset;
  return media(
    sequence,
    Array.from({ length: 6 }, (_, index) => `${prefix}${sequence + index}`),
  );
};

describe('recordings', () => {
  test('a freeze: stale after six seconds without a segment, fresh with the first that is seen to appear', () => {
    const polls = [...each(0, 10, (s) => live(s)), ...each(11, 20, () => live(10)), ...each(21, 25, (s) => live(s))];
    expect(play(polls)).toEqual({ conditions: `uu${'f'.repeat(15)}ssssf${'f'.repeat(4)}`, found: [] });
  });

  test('a restart that counts from a lower number: always fresh, and found to have gone back', () => {
    const polls = [...each(0, 10, (s) => live(s, 's', 500)), ...each(11, 20, (s) => live(s - 10, 'r'))];
    expect(play(polls)).toEqual({ conditions: `uu${'f'.repeat(19)}`, found: ['sequence-back'] });
  });

  test('an encoder that takes over with its own segments under the same numbers', () => {
    const polls = [...each(0, 10, (s) => live(s)), ...each(11, 20, (s) => live(s, 'other'))];
    expect(play(polls)).toEqual({ conditions: `uu${'f'.repeat(19)}`, found: ['uris-changed'] });
  });

  test('an ad break: discontinuities come and go by the rules', () => {
    const written = (sequence: number): Written =>
      sequence === 8 || sequence === 11 ? { name: `s${sequence}`, before: ['#EXT-X-DISCONTINUITY'] } : `s${sequence}`;
    const polls = each(0, 30, (s) => {
      const sequence = Math.floor(s / 2);
      const gone = [8, 11].filter((one) => one < sequence).length;
      return media(
        sequence,
        run(sequence, 6).map((name) => written(Number(name.slice(1)))),
        [`#EXT-X-DISCONTINUITY-SEQUENCE:${gone}`],
      );
    });
    expect(play(polls)).toEqual({ conditions: `uu${'f'.repeat(29)}`, found: [] });
  });

  test('a slow cache, up to four seconds behind and in turns with a quick one: fresh', () => {
    const polls = each(4, 40, (s) => live(s % 2 ? s - 4 : s));
    expect(play(polls).conditions).toMatch(/^u+f+$/);
  });

  test('the same two caches in front of a frozen stream: stale', () => {
    const polls = [...each(4, 20, (s) => live(s)), ...each(21, 40, (s) => live(s % 2 ? 16 : 20))];
    expect(play(polls).conditions).toMatch(/^u+f+s+$/);
  });

  test('a clock that is three minutes behind does not make it stale, and is told', () => {
    const behind = (s: number) => {
      const sequence = Math.floor(s / 2);
      const [first = '', ...rest] = run(sequence, 6);
      return media(sequence, [{ name: first, before: [date(sequence * 2 - 190)] }, ...rest]);
    };
    expect(play(each(0, 20, behind))).toEqual({ conditions: `uu${'f'.repeat(19)}`, found: ['date-drift'] });
  });

  test('a DVR window and an event playlist, which only grow', () => {
    const grows = (s: number) => media(0, run(0, 30 + Math.floor(s / 2)), ['#EXT-X-PLAYLIST-TYPE:EVENT']);
    expect(play(each(0, 20, grows))).toEqual({ conditions: `uu${'f'.repeat(19)}`, found: [] });
    const stops = [...each(0, 10, grows), ...each(11, 20, () => grows(10))];
    expect(play(stops).conditions).toBe(`uu${'f'.repeat(15)}ssss`);
  });

  test('an event that ends', () => {
    const over = media(5, run(5, 6), ['#EXT-X-ENDLIST']);
    const polls = [...each(0, 10, (s) => live(s)), ...each(11, 14, () => over)];
    expect(play(polls)).toEqual({ conditions: `uu${'f'.repeat(11)}ee`, found: ['stream-ended'] });
  });

  test('an EXT-X-ENDLIST that does not stay, as one that an encoder writes before it begins again', () => {
    const over = media(5, run(5, 6), ['#EXT-X-ENDLIST']);
    const polls = [...each(0, 10, (s) => live(s)), [11, over] as Poll, ...each(12, 20, (s) => live(s - 12, 'r'))];
    expect(play(polls).conditions).toBe(`uu${'f'.repeat(19)}`);
  });

  test('low latency: one part a second keeps a stream of 4 s segments fresh, and it is stale without parts', () => {
    const header = ['#EXT-X-TARGETDURATION:4', '#EXT-X-PART-INF:PART-TARGET=1'];
    const parts = (s: number) => {
      const sequence = Math.floor(s / 4);
      const made = Array.from(
        { length: s % 4 },
        (_, index) => `#EXT-X-PART:DURATION=1,URI="p${sequence}.${index}.mp4"`,
      );
      return media(
        sequence,
        run(sequence, 6).map((name) => ({ name, seconds: 4 })),
        [...header, ...made],
      );
    };
    expect(play(each(0, 30, parts)).conditions).toBe(`u${'f'.repeat(30)}`);
    const stops = [...each(0, 10, parts), ...each(11, 30, () => parts(10))];
    expect(play(stops).conditions).toBe(`u${'f'.repeat(22)}${'s'.repeat(8)}`);
  });

  test('gaps do not count as segments', () => {
    const gaps = (s: number) => {
      const sequence = Math.floor(s / 2);
      return media(
        sequence,
        run(sequence, 6).map((name) => (Number(name.slice(1)) > 9 ? { name, before: ['#EXT-X-GAP'] } : name)),
      );
    };
    const { conditions, found } = play(each(0, 24, gaps));
    expect(conditions).toMatch(/^u+f+s+$/);
    expect(found).toContain('gap-share');
  });

  test.each(['refused', 'HTTP 404', 'HTTP 503', 'timeout'])('%s for good: unreachable, never fresh again', (why) => {
    const polls = [...each(0, 10, (s) => live(s)), ...each(11, 30, () => why)];
    expect(play(polls).conditions).toBe(`uu${'f'.repeat(15)}${'u'.repeat(14)}`);
  });
});
