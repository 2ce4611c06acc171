import { describe, expect, test } from '@jest/globals';
import { regionFindings, streamFindings } from '../../../../src/lib/detector/checks/compare-playlists.js';
import type { MediaPlaylist } from '../../../../src/lib/hls/media-playlist.js';
import { date, media, run } from './media.js';

/** `count` segments from `from` on, the first one dated. */
const dated = (from: number, count: number, seconds: number, header: string[] = []) => {
  const [first = '', ...rest] = run(from, count);
  return media(from, [{ name: first, before: [date(seconds)] }, ...rest], header);
};

describe('the playlists of one stream', () => {
  const found = (...snapshots: MediaPlaylist[]) =>
    streamFindings(
      'stream',
      snapshots.map((snapshot, index) => ({ url: `v${index}`, kind: 'variant', snapshot })),
    ).map(({ detail }) => detail);

  test.each<[string, MediaPlaylist[]]>([
    ['in step', [dated(10, 6, 20), dated(10, 6, 20)]],
    ['of which one was read a segment earlier', [dated(10, 6, 20), dated(9, 6, 18)]],
    ['with numbers of their own but the same dates', [dated(10, 6, 20), dated(900, 6, 20)]],
    ['without dates, two segments apart', [media(10, run(10, 6)), media(12, run(12, 6))]],
    ['of which one has ended', [dated(10, 6, 20), dated(1, 6, 2, ['#EXT-X-ENDLIST'])]],
    ['of which there is one', [dated(10, 6, 20)]],
    ['of which there is none', []],
  ])('%s are well', (_, snapshots) => {
    expect(found(...snapshots)).toEqual([]);
  });

  test('by date, one that lags is named', () => {
    expect(found(dated(10, 6, 20), dated(10, 6, 20), dated(7, 6, 14))).toEqual([
      'v2 is 6.0 s behind the newest playlist',
    ]);
  });

  test('without dates, by number', () => {
    expect(found(media(10, run(10, 6)), media(14, run(14, 6)))).toEqual([
      'v0 is 4 segments behind the newest playlist',
    ]);
  });
});

describe('a rung in two regions', () => {
  const found = (ours: MediaPlaylist, theirs: MediaPlaylist) =>
    Object.fromEntries(
      regionFindings(
        [{ url: 'v', kind: 'variant', snapshot: ours }],
        [{ url: 'v', kind: 'variant', snapshot: theirs }],
      ).map(({ check, detail }) => [check, detail]),
    );

  test.each<[string, MediaPlaylist, MediaPlaylist]>([
    ['the same', dated(10, 6, 20), dated(10, 6, 20)],
    ['read a segment later', dated(10, 6, 20), dated(11, 6, 22)],
    ['without dates', media(10, run(10, 6)), media(11, run(11, 6))],
    ['half a second apart', dated(10, 6, 20), dated(10, 6, 20.5)],
  ])('%s is well', (_, ours, theirs) => {
    expect(found(ours, theirs)).toEqual({});
  });

  test.each<[string, MediaPlaylist, MediaPlaylist, object]>([
    [
      'other numbers',
      dated(10, 6, 20),
      dated(900, 6, 20),
      {
        'media-sequence-differs': 'this region and the other number the same moment 15 and 905 (EXT-X-MEDIA-SEQUENCE)',
      },
    ],
    [
      'other dates',
      dated(10, 6, 20),
      dated(10, 6, 24),
      { 'media-sequence-differs': 'this region and the other number the same moment 15 and 13 (EXT-X-MEDIA-SEQUENCE)' },
    ],
    [
      'other numbers, no dates',
      media(10, run(10, 6)),
      media(14, run(14, 6)),
      { 'media-sequence-differs': 'this region and the other are at segment 15 and 19 now (EXT-X-MEDIA-SEQUENCE)' },
    ],
    [
      'another target duration',
      dated(10, 6, 20),
      dated(10, 6, 20, ['#EXT-X-TARGETDURATION:6']),
      { 'target-duration-differs': 'this region and the other have target durations of 2 s and 6 s' },
    ],
    [
      'numbers and time far apart',
      dated(10, 6, 20),
      dated(100, 6, 200),
      { 'region-behind': 'this region and the other are not at the same moment: this region is 180.00 s behind' },
    ],
  ])('%s', (_, ours, theirs, expected) => {
    expect(found(ours, theirs)).toEqual(expected);
  });
});
