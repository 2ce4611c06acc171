import { describe, expect, test } from '@jest/globals';
import { checkText } from '../../../../src/lib/playlist/check/check-text.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { fixture, mastersOf } from '../masters.js';

const URL = 'https://master.cloudfront.net/playlist.m3u8';

/** A sound merged playlist, line by line, to seed faults into. */
const SOUND = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_one",NAME="en",URI="https://one.example/a.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_two",NAME="en",URI="https://two.example/a.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",PATHWAY-ID="one"',
  'https://one.example/hd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_two",PATHWAY-ID="two"',
  'https://two.example/hd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="a_one",PATHWAY-ID="one"',
  'https://one.example/sd.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="a_two",PATHWAY-ID="two"',
  'https://two.example/sd.m3u8',
];

/** The sound playlist with lines replaced, by number. */
function broken(changes: Record<number, string>): string {
  return SOUND.map((line, index) => changes[index + 1] ?? line).join('\n');
}

function rulesOf(text: string): string[] {
  return checkText(text, URL).map((fault) => fault.rule);
}

test('the sound playlist has no fault', () => {
  expect(checkText(SOUND.join('\n'), URL)).toEqual([]);
});

describe('our own output has no fault', () => {
  const shapes = ['mediapackage-v1', 'mediapackage-v2', 'medialive-s3', 'apple-fmp4', 'll-hls', 'everything'];
  test.each(shapes.flatMap((shape) => [true, false].map((steering) => [shape, steering] as const)))(
    '%s, steering %s',
    (shape, steering) => {
      const masters = mastersOf(fixture(`${shape}/eu-west-1.m3u8`), fixture(`${shape}/eu-west-2.m3u8`));
      for (const text of mergeMasters(masters, { steering }).copies.values()) {
        // What an operator chose is noted, no more.
        expect(rulesOf(text)).toEqual(steering ? [] : ['no-steering']);
      }
    },
  );
});

describe('what players take for the same is no fault', () => {
  const rung = (two: string) => ({
    5: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,FRAME-RATE=25,CODECS="hvc1.2.4.L90.b0",AUDIO="a_one",PATHWAY-ID="one"',
    7: `#EXT-X-STREAM-INF:${two},AUDIO="a_two",PATHWAY-ID="two"`,
  });
  test.each<[string, Record<number, string>]>([
    ['the order of attributes', rung('CODECS="hvc1.2.4.L90.b0",FRAME-RATE=25,BANDWIDTH=2000000')],
    ['25 and 25.000', rung('BANDWIDTH=2000000,FRAME-RATE=25.000,CODECS="hvc1.2.4.L90.b0"')],
    ['capitals in codecs', rung('BANDWIDTH=2000000,FRAME-RATE=25,CODECS="HVC1.2.4.L90.B0"')],
    [
      'the order of attributes of renditions',
      { 4: '#EXT-X-MEDIA:NAME="en",TYPE=AUDIO,URI="https://two.example/a.m3u8",GROUP-ID="a_two"' },
    ],
    [
      'a variable that holds a host',
      {
        2: '#EXT-X-DEFINE:NAME="one",VALUE="https://one"\n#EXT-X-DEFINE:NAME="host",VALUE="{$one}.example"\n'.concat(
          SOUND[1] ?? '',
        ),
        6: '{$host}/hd.m3u8',
      },
    ],
  ])('%s', (_, changes) => {
    expect(rulesOf(broken(changes))).toEqual([]);
  });

  test('the port of the scheme does not make another host', () => {
    const shared = broken({ 8: 'https://one.example:443/hd.m3u8' });
    expect(rulesOf(shared)).toContain('host-shared');
  });

  test('a frame rate that differs is a fault', () => {
    expect(rulesOf(broken(rung('BANDWIDTH=2000000,FRAME-RATE=24,CODECS="hvc1.2.4.L90.b0"')))).toContain(
      'copies-differ',
    );
  });

  test('streams without a pathway are all in the default one, where they are on one host', () => {
    const text = ['#EXTM3U', '#EXT-X-CONTENT-STEERING:SERVER-URI="/s"', '#EXT-X-STREAM-INF:BANDWIDTH=1'];
    expect(rulesOf([...text, 'https://one.example/a'].join('\n'))).toEqual(['one-pathway']);
    const two = [...text, 'https://one.example/a', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'https://two.example/a'];
    expect(rulesOf(two.join('\n'))).toContain('pathway-missing');
  });
});

describe('each seeded fault is found, with its line', () => {
  const line = (number: number) => SOUND[number - 1] ?? '';
  const steering = (attributes: string) => ({ 2: `#EXT-X-CONTENT-STEERING:${attributes}` });
  const above = (number: number, ...lines: string[]) => ({ [number]: [...lines, line(number)].join('\n') });
  const key = (uri: string) => `#EXT-X-SESSION-KEY:METHOD=AES-128,URI="${uri}"`;
  const trick = (host: string, more: string) =>
    `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="https://${host}.example/i.m3u8",PATHWAY-ID="${host}"${more}`;

  const inline = (json: string) =>
    `SERVER-URI="data:application/json;base64,${Buffer.from(json).toString('base64')}",PATHWAY-ID="one"`;

  test.each<[string, number, Record<number, string>]>([
    ['relative-uri', 5, { 6: 'hd.m3u8' }],
    ['relative-uri', 3, { 3: '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_one",NAME="en",URI="a.m3u8"' }],
    ['pathway-missing', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_two"' }],
    ['pathway-missing', 5, above(5, '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="https://one.example/i.m3u8"')],
    ['pathway-unknown', 2, steering('SERVER-URI="/s",PATHWAY-ID="three"')],
    ['steering-twice', 4, { 4: line(2) }],
    ['steering-uri', 2, steering('PATHWAY-ID="one"')],
    ['steering-uri', 2, steering('SERVER-URI="ftp://one.example/s"')],
    ['steering-uri', 2, steering('SERVER-URI="/s')],
    ['steering-on-region-host', 2, steering('SERVER-URI="https://two.example/s",PATHWAY-ID="one"')],
    ['start-elsewhere', 2, steering('SERVER-URI="/s",PATHWAY-ID="two"')],
    ['no-steering', 5, { 2: '' }],
    ['copies-differ', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2001000,AUDIO="a_two",PATHWAY-ID="two"' }],
    ['copies-differ', 5, above(5, trick('one', ''))],
    ['copies-apart', 5, { 8: line(10), 10: line(8), 7: line(9), 9: line(7) }],
    [
      'rung-twice',
      13,
      { 12: [line(12), line(9), 'https://one.example/b.m3u8', line(11), 'https://two.example/b.m3u8'].join('\n') },
    ],
    ['copies-order', 9, { 9: line(11), 10: line(12), 11: line(9), 12: line(10) }],
    ['group-shared', 3, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",PATHWAY-ID="two"' }],
    [
      'group-elsewhere',
      4,
      { 4: '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_two",NAME="en",URI="https://one.example/b.m3u8"' },
    ],
    ['group-missing', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="gone",PATHWAY-ID="two"' }],
    [
      'renditions-differ',
      3,
      { 4: '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_two",NAME="en two",URI="https://two.example/a"' },
    ],
    ['renditions-differ', 7, { 7: '#EXT-X-STREAM-INF:BANDWIDTH=2000000,PATHWAY-ID="two"' }],
    ['host-shared', 7, { 8: 'https://one.example/other.m3u8' }],
    ['all-or-none', 7, { 5: line(5).replace(',PATHWAY', ',CLOSED-CAPTIONS=NONE,PATHWAY') }],
    ['all-or-none', 7, { 5: line(5).replace(',PATHWAY', ',SCORE=1,PATHWAY') }],
    ['tag-twice', 3, above(2, '#EXT-X-VERSION:6', '#EXT-X-VERSION:7')],
    [
      'session-data-twice',
      3,
      above(2, '#EXT-X-SESSION-DATA:DATA-ID="a",VALUE="1"', '#EXT-X-SESSION-DATA:DATA-ID="a",VALUE="2"'),
    ],
    ['session-key-twice', 3, above(2, key('https://keys.example/k'), key('https://keys.example/k'))],
    ['session-key-of-one-region', 2, above(2, key('https://one.example/k'))],
    ['define-twice', 3, above(2, '#EXT-X-DEFINE:NAME="a",VALUE="1"', '#EXT-X-DEFINE:NAME="a",VALUE="2"')],
    ['define-outside', 2, above(2, '#EXT-X-DEFINE:IMPORT="token"')],
    ['name-twice', 5, above(5, line(4).replace('a.m3u8', 'b.m3u8'))],
    ['uri-stray', 5, above(5, 'https://one.example/uhd.m3u8')],
    ['uri-personal', 5, { 6: 'https://one.example/hd.m3u8?session=5f07' }],
    ['steering-inline', 2, steering(inline('{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["one","two"]}'))],
    ['steering-malformed', 2, steering(inline('{"VERSION":1}'))],
    ['steering-malformed', 2, steering('SERVER-URI="data:,%",PATHWAY-ID="one"')],
    ['steering-pathway-unknown', 2, steering(inline('{"VERSION":1,"PATHWAY-PRIORITY":["one","six"]}'))],
    ['start-elsewhere', 2, steering(inline('{"VERSION":1,"PATHWAY-PRIORITY":["two","one"]}'))],
    ['variable-undefined', 5, { 6: 'https://one.example/{$path}/hd.m3u8' }],
  ])('%s on line %i', (rule, at, changes) => {
    const found = checkText(broken(changes), URL).map((fault) => `${fault.rule} ${fault.line}`);
    expect(found).toContain(`${rule} ${at}`);
  });

  describe('one language in two groups of a pathway', () => {
    const low = (name: string, codecs: string) => ({
      4: [
        line(4),
        line(3).replace('a_one', 'b_one').replace('a.m3u8', 'b.m3u8').replace('"en"', `"${name}"`),
        line(4).replace('a_two', 'b_two').replace('a.m3u8', 'b.m3u8').replace('"en"', `"${name}"`),
      ].join('\n'),
      9: line(9).replace('AUDIO="a_one"', `CODECS="avc1,${codecs}",AUDIO="b_one"`),
      11: line(11).replace('AUDIO="a_two"', `CODECS="avc1,${codecs}",AUDIO="b_two"`),
      5: line(5).replace('AUDIO', 'CODECS="avc1,mp4a.40.2",AUDIO'),
      7: line(7).replace('AUDIO', 'CODECS="avc1,mp4a.40.2",AUDIO'),
    });
    test.each([
      ['of one name and codec are found', 'en', 'mp4a.40.2', ['rendition-twice 5', 'rendition-twice 6']],
      ['of two codecs are no fault', 'en', 'ec-3', []],
      ['of two names are no fault', 'en, low', 'mp4a.40.2', []],
    ])('%s', (_, name, codecs, expected) => {
      const found = checkText(broken(low(name, codecs)), URL).map((fault) => `${fault.rule} ${fault.line}`);
      expect(found).toEqual(expected);
    });
  });

  test.each(['https://one.example/v.m3u8', 'v.m3u8'])('one-pathway: a region’s own playlist, of %s', (uri) => {
    expect(rulesOf(['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=1', uri].join('\n'))).toEqual(['one-pathway']);
  });

  test.each([
    ['keys of both regions', above(2, key('https://one.example/k'), key('https://two.example/k'))],
    ['keys that a licence server gives', above(2, key('skd://asset'))],
    ['trick streams of both regions', above(5, trick('one', ''), trick('two', ''))],
    ['a variable that is defined', { ...above(2, '#EXT-X-DEFINE:NAME="p",VALUE="x"'), 6: 'https://one.example/{$p}' }],
  ])('%s are no fault', (_, changes) => {
    expect(rulesOf(broken(changes))).toEqual([]);
  });
});

describe('size in any one way is no trouble', () => {
  const many = <T>(count: number, line: (n: number) => T) => Array.from({ length: count }, (_, n) => line(n));

  test.each<[string, string[]]>([
    [
      'pathways',
      many(10_000, (n) => `#EXT-X-STREAM-INF:BANDWIDTH=${n + 1},PATHWAY-ID="p${n}"\nhttps://h${n}.example/v.m3u8`),
    ],
    ['lines of no variant', ['#EXT-X-STREAM-INF:BANDWIDTH=1', 'v', ...many(100_000, () => ',')]],
    [
      'renditions of one group, and variants that name it',
      [
        ...many(20_000, (n) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="${n}",URI="${n}"`),
        ...many(20_000, (n) => `#EXT-X-STREAM-INF:BANDWIDTH=${n + 1},AUDIO="a"\nv${n}`),
      ],
    ],
  ])('%s', (_, lines) => {
    const start = process.cpuUsage();
    checkText(['#EXTM3U', ...lines].join('\n'), URL);
    const { user, system } = process.cpuUsage(start);
    // What grows with the square takes much longer.
    expect((user + system) / 1000).toBeLessThan(4000);
  });
});

test('of many lines without a variant, the first are told, and how many more there are', () => {
  const lines = ['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'v', ...Array.from({ length: 30 }, (_, n) => `x${n}`)];
  const stray = checkText(lines.join('\n'), URL).filter(({ rule }) => rule === 'uri-stray');
  expect(stray).toHaveLength(20);
  expect(stray.at(-1)?.message).toBe(
    '"x19" has no EXT-X-STREAM-INF before it: players pass over it, and 10 lines more',
  );
});

test('a rung that many pathways lack is told with some of their names', () => {
  const lines = Array.from(
    { length: 9 },
    (_, n) => `#EXT-X-STREAM-INF:BANDWIDTH=${n + 1},PATHWAY-ID="p${n}"\nhttps://h${n}.example/v.m3u8`,
  );
  const [first] = checkText(['#EXTM3U', ...lines].join('\n'), URL).filter(({ rule }) => rule === 'copies-differ');
  expect(first?.message).toBe('1 bit/s has no copy with the same attributes in p1, p2, p3, p4, p5 and 3 more');
});
