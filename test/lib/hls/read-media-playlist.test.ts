import { describe, expect, test } from '@jest/globals';
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
    ['a master playlist', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'],
    ['a target duration that is no number', MEDIA.replace('DURATION:4', 'DURATION:x')],
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

/** Each is legal, or what players read on at; parsers of players were seen to throw at them, or to lose segments. */
test.each([
  [
    'a date range that ends without a start (RFC 8216 section 8.10)',
    '#EXT-X-DATERANGE:ID="a",END-DATE="2026-01-01T00:00:06Z",DURATION=6,SCTE35-IN=0xFC3025',
  ],
  ['a comma at the end of an attribute list', '#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12.0,'],
  ['an attribute without a value', '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV'],
  ['an IV without its leading zeros', '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=0x1566B'],
  ['an IV that is NULL', '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=NULL'],
  ['an initialization segment without a URI', '#EXT-X-MAP:BYTERANGE="1@2"'],
  ['a key URI that is not a URI', '#EXT-X-KEY:METHOD=AES-128,URI="http://[x"'],
  ['a tag that nobody knows', '#EXT-X-TOMORROW:YES'],
])('%s is not an outage', (_, line) => {
  const text = MEDIA.replace('#EXTINF', `${line}\n#EXTINF`);
  expect(readMediaPlaylist(text, URL_OF_MEDIA)).toMatchObject({ endSequence: 43, segments: [{}, {}] });
});

test('reads white space around lines, CR LF, and no newline at the end, as players do', () => {
  const odd = MEDIA.trimEnd().replaceAll('\n', ' \r\n\t');
  expect(readMediaPlaylist(odd, URL_OF_MEDIA).segments).toEqual(readMediaPlaylist(MEDIA, URL_OF_MEDIA).segments);
});

test('a URI that cannot be resolved stays as it is written', () => {
  const { segments } = readMediaPlaylist(MEDIA.replace('seg42.m4s', 'http://[bad'), URL_OF_MEDIA);
  expect(segments[1]?.url).toBe('http://[bad?token=1');
});

test('of a target duration of less than a second players make one second', () => {
  for (const value of ['0', '0.5', '-1']) {
    expect(readMediaPlaylist(MEDIA.replace(/(TARGETDURATION:).*/, `$1${value}`), URL_OF_MEDIA).targetDuration).toBe(1);
  }
});

test('an EXTINF whose duration cannot be read announces a segment all the same', () => {
  const { segments } = readMediaPlaylist(MEDIA.replace('#EXTINF:3.840', '#EXTINF:abc'), URL_OF_MEDIA);
  expect(segments.map(({ durationS }) => durationS)).toEqual([4, 3.84]);
});

test.each(['-- end of list --', '\uFFFD\u0000', 'EXT-X-NOTE'])(
  'a line behind the last segment that no EXTINF announces is none: %j',
  (line) => {
    const { segments, lastSegment, endSequence } = readMediaPlaylist(`${MEDIA}${line}\n`, URL_OF_MEDIA);
    const plain = readMediaPlaylist(MEDIA, URL_OF_MEDIA);
    expect([segments.length, lastSegment, endSequence]).toEqual([
      plain.segments.length,
      plain.lastSegment,
      plain.endSequence,
    ]);
  },
);

test('a segment without EXTINF lasts for the target duration', () => {
  const { segments } = readMediaPlaylist(MEDIA.replace('#EXTINF:3.840,\nseg41', 'seg41'), URL_OF_MEDIA);
  expect(segments.map(({ durationS }) => durationS)).toEqual([4, 3.84]);
});

test('the sequence numbers hold for all segments, wherever their tags stand, and each discontinuity counts', () => {
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXT-X-DISCONTINUITY', 'a.ts', '#EXT-X-MEDIA-SEQUENCE:7'];
  lines.push('#EXT-X-DISCONTINUITY-SEQUENCE:3', '#EXT-X-DISCONTINUITY', '#EXT-X-DISCONTINUITY', 'b.ts');
  const { segments } = readMediaPlaylist(lines.join('\n'), URL_OF_MEDIA);
  expect(segments.map((one) => [one.sequence, one.discontinuitySequence])).toEqual([
    [7, 4],
    [8, 6],
  ]);
});

test('of several keys the one that is fetched as it is counts, until METHOD=NONE', () => {
  const fairPlay = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://a",KEYFORMAT="com.apple.streamingkeydelivery"';
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="/k"', fairPlay, 'a.ts'];
  const { segments, keys } = readMediaPlaylist([...lines, '#EXT-X-KEY:METHOD=NONE', 'b.ts'].join('\n'), URL_OF_MEDIA);
  expect(segments.map(({ keyUri }) => keyUri)).toEqual(['https://origin.example.com/k', undefined]);
  expect(keys.map(({ method, keyFormat }) => `${method} ${keyFormat}`)).toEqual([
    'SAMPLE-AES identity',
    'SAMPLE-AES com.apple.streamingkeydelivery',
    'NONE identity',
  ]);
});

test('variables that it defines are replaced, each time; others stay', () => {
  const text = MEDIA.replace('#EXTINF', '#EXT-X-DEFINE:NAME="p",VALUE="x"\n#EXTINF').replace(
    'seg41',
    '{$p}/{$p}41{$q}',
  );
  expect(readMediaPlaylist(text, URL_OF_MEDIA).segments[0]?.path).toBe(
    'https://origin.example.com/out/x/x41%7B$q%7D.m4s',
  );
});

test('130,000 segments are read within a second', () => {
  const lines = Array.from({ length: 130_000 }, (_, index) => `#EXTINF:2.000,\nseg${index}.ts`);
  const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z', ...lines].join(
    '\n',
  );
  const start = process.cpuUsage();
  expect(readMediaPlaylist(text, URL_OF_MEDIA).endSequence).toBe(130_000);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
});

describe('a byte range without an offset', () => {
  const segment = (range: string, uri = 'all.ts') => `#EXTINF:4,\n#EXT-X-BYTERANGE:${range}\n${uri}`;
  const rangesOf = (lines: readonly string[], tail?: number) => {
    const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines, ''].join('\n');
    return readMediaPlaylist(text, URL_OF_MEDIA, { tail }).segments.map(({ range }) => range);
  };

  test.each<[string, string[], (string | undefined)[]]>([
    ['begins where the last one ended', ['10@100', '5', '7'].map((one) => segment(one)), ['10@100', '5@110', '7@115']],
    ['of another file stays', [segment('10@100'), segment('5', 'b.ts'), segment('6')], ['10@100', '5', '6']],
    ['after a whole file stays', [segment('10@100'), '#EXTINF:4,\nall.ts', segment('6')], ['10@100', undefined, '6']],
    ['after one that makes no sense stays', [segment('10@x'), segment('5')], ['10@x', '5']],
  ])('%s', (_, lines, ranges) => {
    expect(rangesOf(lines)).toEqual(ranges);
  });

  test('is placed in the tail of a long window too', () => {
    expect(rangesOf([segment('10@100'), segment('5'), segment('7'), segment('1')], 2)).toEqual(['7@115', '1@122']);
  });
});

test('ad markers before the tail of a long window are passed over', () => {
  const lines = ['OUT:8', 'OUT-CONT:4/8', 'IN', 'OUT:9'].flatMap((cue, index) => [
    `#EXT-X-CUE-${cue}`,
    `#EXTINF:4,\ns${index}.ts`,
  ]);
  const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines, ''].join('\n');
  expect(readMediaPlaylist(text, URL_OF_MEDIA, { tail: 1 }).adMarkers).toEqual([
    { name: 'EXT-X-CUE-OUT', segment: 0, lengthS: 9, elapsedS: undefined },
  ]);
});
