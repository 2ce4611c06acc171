import { describe, expect, test } from '@jest/globals';
import { CvsError } from '../../../src/lib/errors.js';
import { parseMaster } from '../../../src/lib/hls/master-entries.js';
import { master } from '../playlist/masters.js';

const SOURCE = { region: 'eu-west-2', url: 'https://d2.cloudfront.net/index.m3u8' };
const VARIANT = ['#EXT-X-STREAM-INF:BANDWIDTH=1', 'a.m3u8'];

function refusalOf(text: string): CvsError {
  try {
    parseMaster(text, SOURCE);
  } catch (error) {
    if (error instanceof CvsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what is not a master playlist is refused by name', () => {
  test.each([
    ['an empty body', '', 'PLAYLIST_EMPTY', 'is empty'],
    ['white space', ' \r\n\n', 'PLAYLIST_EMPTY', 'is empty'],
    ['an HTML page', '<!DOCTYPE html>\n<html><body>403</body></html>', 'PLAYLIST_NOT_HLS', 'HTML page'],
    ['an S3 error', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', 'PLAYLIST_NOT_HLS', 'XML'],
    ['a DASH manifest', '<?xml version="1.0"?>\n<MPD/>', 'PLAYLIST_NOT_HLS', 'DASH'],
    ['JSON', '{"message":"Forbidden"}', 'PLAYLIST_NOT_HLS', 'JSON'],
    ['noise', 'x'.repeat(3_000_000), 'PLAYLIST_NOT_HLS', 'first line is not #EXTM3U'],
    ['binary data', '#EXTM3U\n\u0000\u0001', 'PLAYLIST_NOT_HLS', 'control characters'],
    ['too much', `#EXTM3U\n${'#x\n'.repeat(3_000_000)}`, 'PLAYLIST_TOO_LARGE', '8 MiB'],
    ['a media playlist', master('#EXT-X-TARGETDURATION:6', '#EXTINF:6,', 'a.ts'), 'PLAYLIST_IS_MEDIA', 'line 2'],
    ['no variant', master('#EXT-X-VERSION:4'), 'PLAYLIST_NO_VARIANTS', 'lists no variant'],
    ['a cut-off end', master(...VARIANT, '#EXT-X-STREAM-INF:BANDWIDTH=2'), 'PLAYLIST_MALFORMED', 'cut off'],
    ['a cut-off string', master('#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="a'), 'PLAYLIST_MALFORMED', 'does not end'],
    [
      'no URI before another variant',
      master('#EXT-X-STREAM-INF:BANDWIDTH=2', '#EXT-X-STREAM-INF:BAND'),
      'PLAYLIST_MALFORMED',
      'line 2',
    ],
    ['a CR alone', master('#EXT-X-STREAM-INF:BANDWIDTH=1\rv.m3u8', 'a'), 'PLAYLIST_NOT_HLS', 'control characters'],
    ['a partly quoted URI', master('#EXT-X-SESSION-DATA:URI=x', ...VARIANT), 'PLAYLIST_MALFORMED', 'URI=x'],
    [
      'an unknown TYPE',
      master('#EXT-X-MEDIA:TYPE=AUDI,GROUP-ID="a",NAME="b"', ...VARIANT),
      'PLAYLIST_MALFORMED',
      'TYPE=AUDI',
    ],
    ['two playlists in one', master(...VARIANT, '#EXTM3U', ...VARIANT), 'PLAYLIST_MALFORMED', 'line 4'],
    ['an attribute twice', master('#EXT-X-STREAM-INF:BANDWIDTH=1,BANDWIDTH=2', 'a'), 'PLAYLIST_MALFORMED', 'twice'],
    ['an indented tag', master(...VARIANT, '  #EXT-X-VERSION:6'), 'PLAYLIST_MALFORMED', 'white space before a tag'],
    [
      'a BANDWIDTH that is a fraction',
      master('#EXT-X-STREAM-INF:BANDWIDTH=70000.5', 'a.m3u8'),
      'PLAYLIST_MALFORMED',
      'has BANDWIDTH=70000.5 in EXT-X-STREAM-INF, which is not a whole number',
    ],
    [
      'a BANDWIDTH in quotes',
      master('#EXT-X-STREAM-INF:BANDWIDTH="7"', 'a.m3u8'),
      'PLAYLIST_MALFORMED',
      'has BANDWIDTH="7"',
    ],
    [
      'no TYPE',
      master('#EXT-X-MEDIA:GROUP-ID="a",NAME="b"', ...VARIANT),
      'PLAYLIST_MALFORMED',
      'has no TYPE in EXT-X-MEDIA',
    ],
    [
      'variants and a tag of media playlists',
      master(...VARIANT, '#EXT-X-ENDLIST'),
      'PLAYLIST_MALFORMED',
      'line 4) lists variants and has EXT-X-ENDLIST, by which some players take it for a media playlist',
    ],
    ['no BANDWIDTH', master('#EXT-X-STREAM-INF:RESOLUTION=1x1', 'a.m3u8'), 'PLAYLIST_MALFORMED', 'BANDWIDTH'],
    ['an unquoted group', master('#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=a', 'a'), 'PLAYLIST_MALFORMED', 'AUDIO=a'],
    ['no NAME', master('#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a"', ...VARIANT), 'PLAYLIST_MALFORMED', 'NAME'],
  ])('%s', (_, text, code, words) => {
    const error = refusalOf(text);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).toContain('eu-west-2');
    expect(error.message).toContain(SOURCE.url);
  });
});

test('a URI that is of no variant is passed over, as players do, and kept apart', () => {
  const { entries, strayUris } = parseMaster(master(...VARIANT, 'b.m3u8'), SOURCE);
  expect(entries.map(({ uri }) => uri)).toEqual(['a.m3u8']);
  expect(strayUris).toEqual([{ line: 4, uri: 'b.m3u8' }]);
});

test('a byte order mark, CRLF and a missing last line end do no harm', () => {
  const text = `\uFEFF${['#EXTM3U', ...VARIANT].join('\r\n')}`;
  expect(parseMaster(text, SOURCE).entries.map(({ kind, uri }) => ({ kind, uri }))).toEqual([
    { kind: 'variant', uri: 'a.m3u8' },
  ]);
});

test('comments stay with the entry that follows them, unknown tags between a variant and its URI with the variant', () => {
  const text = master('# HD', '#EXT-X-STREAM-INF:BANDWIDTH=1', '#EXT-X-OURS:1', '', 'a.m3u8', '# the end');
  const [variant, end] = parseMaster(text, SOURCE).entries;
  expect(variant?.comments).toEqual(['# HD']);
  expect(variant?.between.map((one) => one.text)).toEqual(['#EXT-X-OURS:1']);
  expect(end?.text).toBe('# the end');
});

test('white space at the end of a line does no harm', () => {
  const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.640028" ', 'a.m3u8 ');
  expect(parseMaster(text, SOURCE).entries[0]?.uri).toBe('a.m3u8');
});
