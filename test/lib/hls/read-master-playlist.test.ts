import { describe, expect, test } from '@jest/globals';
import { listPlaylists } from '../../../src/lib/hls/list-playlists.js';
import { readMasterPlaylist } from '../../../src/lib/hls/read-master-playlist.js';

const urlsOf = (text: string, url: string) => listPlaylists(text, url).playlists.map((one) => one.url);

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

const URL_OF_MASTER = 'https://origin.example.com/out/v1/index.m3u8';

describe('readMasterPlaylist', () => {
  test('reads what one who plays it needs', () => {
    const steered = MASTER.replace(
      '#EXT-X-MEDIA',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="/s.json",PATHWAY-ID="a"\n#EXT-X-MEDIA',
    );
    const { variants, renditions, steering } = readMasterPlaylist(steered, URL_OF_MASTER);
    expect(variants[0]).toMatchObject({
      url: 'https://origin.example.com/out/v1/v1.m3u8',
      bandwidth: 2_000_000,
      audio: 'aac',
    });
    expect(renditions.map(({ type, url }) => [type, url === undefined])).toEqual([
      ['AUDIO', false],
      ['AUDIO', false],
      ['SUBTITLES', false],
      ['CLOSED-CAPTIONS', true],
    ]);
    expect(steering).toEqual({ url: 'https://origin.example.com/s.json', pathway: 'a' });
  });

  /** Each is legal, or what players read on at; parsers of players were seen to throw at them, or to lose renditions. */
  test.each([
    ['a comma at the end of an attribute list', '#EXT-X-STREAM-INF:BANDWIDTH=300000,\nv.m3u8', ['v.m3u8']],
    ['a BANDWIDTH with a fraction', '#EXT-X-STREAM-INF:BANDWIDTH=66406.2\nv.m3u8', ['v.m3u8']],
    ['a variant without attributes', '#EXT-X-STREAM-INF:\nv.m3u8', ['v.m3u8']],
    ['a TYPE that nobody knows', '#EXT-X-MEDIA:TYPE=DATA,GROUP-ID="x",NAME="y",URI="z.m3u8"', []],
    ['a rendition without a NAME', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="x",URI="z.m3u8"', ['z.m3u8']],
    [
      'two renditions of one NAME',
      '#EXT-X-MEDIA:TYPE=AUDIO,NAME="en",URI="y.m3u8"\n#EXT-X-MEDIA:TYPE=AUDIO,NAME="en",URI="z.m3u8"',
      ['y.m3u8', 'z.m3u8'],
    ],
    ['an EXT-X-ENDLIST', '#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n#EXT-X-ENDLIST', ['v.m3u8']],
    ['a URI after another tag', '#EXT-X-MEDIA:TYPE=AUDIO\nlost.m3u8', []],
  ])('%s', (_, lines, added) => {
    const before = urlsOf(MASTER, URL_OF_MASTER);
    const urls = urlsOf(`${MASTER}${lines}\n`, URL_OF_MASTER);
    expect(urls.filter((url) => !before.includes(url))).toEqual(
      added.map((name) => `https://origin.example.com/out/v1/${name}`),
    );
  });

  test('a URI that cannot be resolved stays as it is written', () => {
    const { variants } = readMasterPlaylist('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://[bad\n', URL_OF_MASTER);
    expect(variants[0]?.url).toBe('http://[bad');
  });
});

describe('listPlaylists', () => {
  test('names every variant and rendition once, against the final URL', () => {
    expect(urlsOf(MASTER, 'https://origin.example.com/out/v1/index.m3u8').sort()).toEqual([
      'https://origin.example.com/out/v1/audio/de.m3u8',
      'https://origin.example.com/out/v1/audio/en.m3u8',
      'https://origin.example.com/out/v1/subs.m3u8',
      'https://origin.example.com/out/v1/v1.m3u8',
      'https://other.example.com/v2.m3u8?a=b',
    ]);
  });

  test('a media playlist is its own', () => {
    const media = '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n';
    expect(urlsOf(media, 'https://a.example/x.m3u8')).toEqual(['https://a.example/x.m3u8']);
  });

  test.each(['<html></html>', '#EXTM3U\n'])('refuses %j', (text) => {
    expect(() => urlsOf(text, 'https://a.example/x.m3u8')).toThrow();
  });
});
