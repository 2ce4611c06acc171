import { expect, test } from '@jest/globals';
import type { PlaylistLook } from '../../../../src/lib/detector/checks/check.js';
import { playlistFindings } from '../../../../src/lib/detector/checks/playlist-checks.js';
import type { MediaPlaylist } from '../../../../src/lib/hls/media-playlist.js';
import { date, EPOCH_MS, media, run } from './media.js';

const DISCONTINUITY = '#EXT-X-DISCONTINUITY';
const ds = (sequence: number) => [`#EXT-X-DISCONTINUITY-SEQUENCE:${sequence}`];
const dated = (name: string, seconds: number, ...before: string[]) => ({ name, before: [...before, date(seconds)] });

/** What every check finds between two versions that are read 2 s apart. */
function found(previous: MediaPlaylist | undefined, current: MediaPlaylist, look: Partial<PlaylistLook> = {}) {
  const whole: PlaylistLook = {
    ...(previous ? { previous } : {}),
    current,
    elapsedMs: 2000,
    nowMs: EPOCH_MS + 30_000,
    ...look,
  };
  return Object.fromEntries(
    playlistFindings(whole).map(([id, found]) => [
      id,
      typeof found === 'string' ? found : `${found.severity}: ${found.detail}`,
    ]),
  );
}

test.each<[string, MediaPlaylist | undefined, MediaPlaylist, Partial<PlaylistLook>?]>([
  ['a first look at a healthy playlist', undefined, media(10, run(10, 6))],
  ['the window that moves by one', media(10, run(10, 6)), media(11, run(11, 6))],
  ['two segments at once, after a slow poll', media(10, run(10, 6)), media(12, run(12, 6)), { elapsedMs: 5000 }],
  ['nothing new', media(10, run(10, 6)), media(10, run(10, 6))],
  ['a DVR window, or an event, that only grows', media(0, run(0, 40)), media(0, run(0, 41))],
  ['the start of a stream, whose window is short yet', media(0, run(0, 1)), media(0, run(0, 2))],
  [
    'segments of 2.4 s, which round to the target',
    media(10, [{ name: 'a', seconds: 2.4 }, ...run(11, 5)]),
    media(11, run(11, 5)),
  ],
  ['dates that go on', undefined, media(10, [dated('a', 20), dated('b', 22), 'c', dated('d', 26)])],
  ['dates that jump at a discontinuity', undefined, media(10, [dated('a', 20), dated('b', 26, DISCONTINUITY)])],
  [
    'an ad break that leaves the window, tag and all',
    media(10, ['a', { name: 'ad', before: [DISCONTINUITY] }, ...run(12, 4)], ds(3)),
    media(12, run(12, 5), ds(4)),
  ],
  [
    'a discontinuity that loses its tag when its segment is the first',
    media(10, ['a', { name: 'ad', before: [DISCONTINUITY] }, ...run(12, 4)], ds(3)),
    media(11, ['ad', ...run(12, 5)], ds(4)),
  ],
  [
    'tokens in the paths of segments',
    media(10, ['t1/s10', 't1/s11', 't1/s12']),
    media(10, ['t2/s10', 't2/s11', 't2/s12', 't2/s13']),
  ],
  ['a cache that keeps it for a second', undefined, media(10, run(10, 6)), { ageS: 1, lifetimeS: 1 }],
  ['an event that is over, in a cache for a day', undefined, media(10, run(10, 3)), { ageS: 0, lifetimeS: 0 }],
])('nothing is found in %s', (...[, previous, current, look]) => {
  expect(found(previous, current, look)).toEqual({});
});

test.each<[string, MediaPlaylist | undefined, MediaPlaylist, Record<string, string>, Partial<PlaylistLook>?]>([
  [
    'an encoder that was restarted',
    media(500, run(500, 6)),
    media(3, run(3, 6)),
    { 'sequence-back': 'EXT-X-MEDIA-SEQUENCE went back from 500 to 3' },
  ],
  [
    'a number that does not change while the window moves',
    media(10, run(10, 6)),
    media(10, run(12, 6)),
    { 'sequence-standing': '2 segments were removed and EXT-X-MEDIA-SEQUENCE is still 10' },
  ],
  [
    'forty segments in two seconds',
    media(10, run(10, 6)),
    media(50, run(50, 6)),
    { 'sequence-jump': '40 more segments within 2.0 s' },
  ],
  [
    'another encoder’s segments under the same numbers',
    media(10, run(10, 6)),
    media(11, ['s11', 'x12', 'x13', 'x14', 'x15', 'x16']),
    { 'uris-changed': 'segment 12 was s12.ts and is now x12.ts' },
  ],
  [
    'segments taken back from the end',
    media(10, run(10, 6)),
    media(10, run(10, 4)),
    { 'window-shrunk': '2 segments at the end were removed' },
  ],
  [
    'a window cut to less than three target durations',
    media(10, run(10, 6)),
    media(15, run(15, 2)),
    { 'window-shrunk': '4.0 s are left of 12.0 s' },
  ],
  [
    'an end in mid-event',
    media(10, run(10, 6)),
    media(10, run(10, 6), ['#EXT-X-ENDLIST']),
    { 'stream-ended': 'the playlist has EXT-X-ENDLIST' },
  ],
  [
    'a discontinuity that left without being counted',
    media(10, [{ name: 'ad', before: [DISCONTINUITY] }, ...run(11, 5)], ds(3)),
    media(11, run(11, 6), ds(3)),
    { 'discontinuity-sequence': 'EXT-X-DISCONTINUITY-SEQUENCE is 3 and should be 4' },
  ],
  [
    'a discontinuity counted that never was',
    media(10, run(10, 6), ds(3)),
    media(11, run(11, 6), ds(4)),
    { 'discontinuity-sequence': 'EXT-X-DISCONTINUITY-SEQUENCE is 4 and should be 3' },
  ],
  [
    'a segment longer than the target duration',
    undefined,
    media(10, [{ name: 'a', seconds: 2.6 }, ...run(11, 5)]),
    { 'segment-too-long': 'a segment lasts 2.6 s and EXT-X-TARGETDURATION is 2 s' },
  ],
  [
    'a target duration that changes',
    media(10, run(10, 6)),
    media(11, run(11, 6), ['#EXT-X-TARGETDURATION:4']),
    { 'target-duration-changed': 'EXT-X-TARGETDURATION changed from 2 s to 4 s' },
  ],
  [
    'a part longer than its target',
    undefined,
    media(10, run(10, 6), ['#EXT-X-PART-INF:PART-TARGET=0.5', '#EXT-X-PART:DURATION=0.7,URI="p.mp4"']),
    { 'part-too-long': 'a part lasts 0.7 s and PART-TARGET is 0.5 s' },
  ],
  [
    'three seconds that are missing',
    undefined,
    media(10, [dated('a', 20), dated('b', 22), dated('c', 27)]),
    { 'date-gap': 'segment 12 is dated 3.0 s later than the end of the segment before it' },
  ],
  [
    'an encoder’s clock that is ten seconds ahead',
    undefined,
    media(10, [dated('a', 38)]),
    { 'date-drift': 'the newest segment ends 10.0 s in the future' },
  ],
  [
    'an encoder’s clock that is an hour behind',
    undefined,
    media(10, [dated('a', 28)]),
    { 'date-drift': 'the newest segment ended 3600.0 s ago' },
    { nowMs: EPOCH_MS + 3_630_000 },
  ],
  [
    'gaps',
    undefined,
    media(10, ['a', { name: 'b', before: ['#EXT-X-GAP'] }, ...run(12, 4)]),
    { 'gap-share': '1 of 6 segments are gaps (EXT-X-GAP)' },
  ],
  [
    'an old copy from a cache',
    undefined,
    media(10, run(10, 6)),
    { 'cached-too-long': 'warning: a cache kept it for 9 s (target duration 2 s)' },
    { ageS: 9 },
  ],
  [
    'a header that lets caches keep it',
    undefined,
    media(10, run(10, 6)),
    { 'cached-too-long': 'error: caches may keep it for 60 s (target duration 2 s)' },
    { lifetimeS: 60 },
  ],
])('%s', (...[, previous, current, expected, look]) => {
  expect(found(previous, current, look)).toEqual(expected);
});

const EVENT = ['#EXT-X-PLAYLIST-TYPE:EVENT'];

test.each<[string, MediaPlaylist | undefined, MediaPlaylist, object]>([
  [
    'a tag twice, which hls.js refuses',
    undefined,
    media(10, run(10, 6), ['#EXT-X-VERSION:3', '#EXT-X-VERSION:7']),
    { 'tag-misplaced': 'EXT-X-VERSION appears twice' },
  ],
  [
    'a sequence number behind a segment',
    undefined,
    media(10, [...run(10, 5), { name: 's15', before: ['#EXT-X-DISCONTINUITY-SEQUENCE:0'] }]),
    { 'tag-misplaced': 'EXT-X-DISCONTINUITY-SEQUENCE stands behind the first segment' },
  ],
  [
    'an event that slides',
    media(10, run(10, 6), EVENT),
    media(12, run(12, 6), EVENT),
    { 'event-slides': 'EXT-X-PLAYLIST-TYPE is EVENT, and 2 segments were removed' },
  ],
  ['an event that grows', media(0, run(0, 6), EVENT), media(0, run(0, 7), EVENT), {}],
])('%s', (_, previous, current, expected) => {
  expect(found(previous, current)).toEqual(expected);
});
