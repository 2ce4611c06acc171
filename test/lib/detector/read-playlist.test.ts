import { describe, expect, test } from '@jest/globals';
import { mediaPlaylistUrls, readMediaPlaylist } from '../../../src/lib/detector/read-playlist.js';

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

describe('readMediaPlaylist', () => {
  test('reads what the detector looks at', () => {
    expect(readMediaPlaylist(MEDIA)).toMatchObject({
      targetDuration: 4,
      endSequence: 43,
      segmentCount: 2,
      lastSegment: 'seg42.m4s',
      ended: false,
    });
    expect(readMediaPlaylist(`${MEDIA}#EXT-X-ENDLIST\n`).ended).toBe(true);
    expect(readMediaPlaylist(`\uFEFF${MEDIA}`).endSequence).toBe(43);
  });

  test.each([
    ['an error page', '<html><body>#EXTM3U</body></html>'],
    ['nothing', ''],
    ['a master playlist', MASTER],
  ])('refuses %s', (_, text) => {
    expect(() => readMediaPlaylist(text)).toThrow(/not an HLS playlist|no EXT-X-TARGETDURATION/);
  });
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
