import { describe, expect, test } from '@jest/globals';
import { mediaPlaylistUrls } from '../../../src/lib/hls/read-master-playlist.js';
import { readMediaPlaylist, readWholeMediaPlaylist } from '../../../src/lib/hls/read-media-playlist.js';

const MEDIA = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:41
#EXTINF:3.840,
seg41.m4s?token=1
#EXTINF:3.840,
seg42.m4s?token=1
`;

const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",URI="audio/en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Deutsch",URI="audio/de.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",URI="subs.m3u8"
#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="English",INSTREAM-ID="CC1"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="aac",SUBTITLES="subs",CLOSED-CAPTIONS="cc"
v1.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="aac",SUBTITLES="subs",CLOSED-CAPTIONS="cc"
https://other.example.com/v2.m3u8?a=b
#EXT-X-STREAM-INF:BANDWIDTH=2100000,AUDIO="aac",SUBTITLES="subs",CLOSED-CAPTIONS="cc"
v1.m3u8
`;

const URL_OF_MEDIA = 'https://origin.example.com/out/v1.m3u8?token=2';

describe('readMediaPlaylist', () => {
  test('reads what the detector looks at', () => {
    expect(readMediaPlaylist(MEDIA, URL_OF_MEDIA)).toMatchObject({
      targetDuration: 4,
      endSequence: 43,
      mediaSequence: 41,
      lastSegment: 'https://origin.example.com/out/seg42.m4s',
      parts: 0,
      ended: false,
    });
    expect(readMediaPlaylist(`${MEDIA}#EXT-X-ENDLIST\n`, URL_OF_MEDIA).ended).toBe(true);
    expect(readMediaPlaylist(`\uFEFF${MEDIA}`, URL_OF_MEDIA).endSequence).toBe(43);
  });

  test.each([
    ['an error page', '<html><body>#EXTM3U</body></html>'],
    ['nothing', ''],
    ['a master playlist', MASTER],
  ])('refuses %s', (_, text) => {
    expect(() => readMediaPlaylist(text, URL_OF_MEDIA)).toThrow(/not an HLS playlist|no EXT-X-TARGETDURATION/);
  });
});

test('reads what a rich playlist says of its segments', () => {
  const rich = `#EXTM3U
#EXT-X-TARGETDURATION:4
#EXT-X-PART-INF:PART-TARGET=1.0
#EXT-X-MEDIA-SEQUENCE:10
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-KEY:METHOD=AES-128,URI="k.bin"
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXTINF:4.0,
a.mp4
#EXT-X-DISCONTINUITY
#EXTINF:3.5,
b.mp4
#EXT-X-GAP
#EXTINF:4.0,
c.mp4
#EXT-X-PART:DURATION=1.0,URI="d.1.mp4"
#EXT-X-PART:DURATION=1.1,URI="d.2.mp4"
`;
  const snapshot = readMediaPlaylist(rich, URL_OF_MEDIA);
  const at = (name: string) => `https://origin.example.com/out/${name}`;
  expect(snapshot).toMatchObject({
    discontinuitySequence: 3,
    // The newest segment is a gap: the newest with media is 11.
    endSequence: 12,
    lastSegment: at('b.mp4'),
    parts: 2,
    partTargetS: 1,
    longestPartS: 1.1,
  });
  expect(snapshot.segments.map(({ durationS, gap, discontinuity }) => [durationS, gap, discontinuity])).toEqual([
    [4, false, false],
    [3.5, false, true],
    [4, true, false],
  ]);
  expect(snapshot.segments[0]).toMatchObject({
    dateMs: Date.UTC(2026, 0, 1),
    initUrl: at('init.mp4'),
    keyUri: at('k.bin'),
  });
  expect(snapshot.segments[1]?.dateMs).toBeUndefined();
});

test.each([
  ['between EXTINF and its URI', `${MEDIA}#EXTINF:3.840,\n`, /ends with #EXTINF:3.840/],
  ['within a tag', `${MEDIA}#EXT-X-PROGRAM-`, /ends with #EXT-X-PROGRAM-/],
])('finds one that was cut off %s', (_, text, message) => {
  expect(readMediaPlaylist(text, URL_OF_MEDIA).endSequence).toBe(43);
  expect(() => readWholeMediaPlaylist(text, URL_OF_MEDIA)).toThrow(message);
});

test('one without a newline at its end is whole', () => {
  expect(readMediaPlaylist(MEDIA.trimEnd(), URL_OF_MEDIA).endSequence).toBe(43);
});

describe('mediaPlaylistUrls', () => {
  test('names every variant and rendition once, against the final URL', () => {
    expect(mediaPlaylistUrls(MASTER, 'https://origin.example.com/out/v1/index.m3u8').sort()).toEqual([
      'https://origin.example.com/out/v1/audio/de.m3u8',
      'https://origin.example.com/out/v1/audio/en.m3u8',
      'https://origin.example.com/out/v1/subs.m3u8',
      'https://origin.example.com/out/v1/v1.m3u8',
      'https://other.example.com/v2.m3u8?a=b',
    ]);
  });

  test('a media playlist is its own', () => {
    expect(mediaPlaylistUrls(MEDIA, 'https://a.example/x.m3u8')).toEqual(['https://a.example/x.m3u8']);
  });

  test.each(['<html></html>', '#EXTM3U\n'])('refuses %j', (text) => {
    expect(() => mediaPlaylistUrls(text, 'https://a.example/x.m3u8')).toThrow();
  });
});
