import { beforeEach, describe, expect, test } from '@jest/globals';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { type CannedAnswer, CannedHttp } from '../canned-http.js';

const MASTER = 'https://master.example/playlist.m3u8';
const STEERING = 'https://master.example/steering.json';
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };
const ONE = 'https://one.example/hd.m3u8';
const TWO = 'https://two.example/hd.m3u8';

/** Two regions with two rungs and subtitles. */
const LINES = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  ...['one', 'two'].map(
    (name) => `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s_${name}",NAME="en",URI="https://${name}.example/s.m3u8"`,
  ),
  ...['hd', 'sd'].flatMap((rung, index) =>
    ['one', 'two'].flatMap((name) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${2 - index},SUBTITLES="s_${name}",PATHWAY-ID="${name}"`,
      `https://${name}.example/${rung}.m3u8`,
    ]),
  ),
];

/** A media playlist of 2 s segments with lines in its header and before segments. */
function media(header: readonly string[] = [], before: Readonly<Record<number, string>> = {}): string {
  return [
    '#EXTM3U',
    ...(header.some((line) => line.includes('TARGETDURATION')) ? [] : ['#EXT-X-TARGETDURATION:2']),
    '#EXT-X-MEDIA-SEQUENCE:40',
    ...header,
    ...Array.from({ length: 6 }, (_, index) => [
      ...(before[index] ? [before[index]] : []),
      `#EXT-X-PROGRAM-DATE-TIME:2026-06-01T00:00:${String(index * 2).padStart(2, '0')}Z`,
      '#EXTINF:2,',
      `${index}.mp4`,
    ]).flat(),
  ].join('\n');
}

let http: CannedHttp;
const answer = (url: string, canned: CannedAnswer) =>
  http.answers.set(url, { headers: FRESH, ...http.answers.get(url), ...canned });
const findings = async () => (await checkPlaylist({ target: MASTER, http })).findings;
const rules = async () => (await findings()).map(({ rule, line }) => `${rule} ${line}`);

beforeEach(() => {
  http = new CannedHttp();
  answer(MASTER, { body: LINES.join('\n') });
  answer(STEERING, { body: '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["one","two"]}' });
  for (const name of ['one', 'two']) {
    for (const playlist of ['hd', 'sd', 's']) answer(`https://${name}.example/${playlist}.m3u8`, { body: media() });
  }
});

test('two regions that agree have no finding', async () => {
  expect(await findings()).toEqual([]);
});

test('subtitles without a cue yet are no finding, and a variant without a segment is one', async () => {
  const empty = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n';
  for (const name of ['one', 'two']) answer(`https://${name}.example/s.m3u8`, { body: empty });
  expect(await rules()).toEqual([]);
  answer(TWO, { body: empty });
  expect(await rules()).toEqual(['media-malformed 7']);
});

describe('a region that is redirected', () => {
  test('to the host of the other is no region: once, with both places', async () => {
    for (const rung of ['hd', 'sd'])
      answer(`https://two.example/${rung}.m3u8`, { url: `https://one.example/${rung}.m3u8` });
    const found = await findings();
    expect(found.map(({ rule, line, severity }) => [rule, line, severity])).toEqual([
      ['region-redirected', 7, 'error'],
    ]);
    expect(found[0]?.message).toBe(`${TWO} of two is redirected to ${ONE}, the host of one: closing one closes both`);
  });

  test('to a host that both end at is none either', async () => {
    answer(ONE, { url: 'https://edge.example/a/hd.m3u8' });
    answer(TWO, { url: 'https://edge.example/b/hd.m3u8' });
    expect(await rules()).toEqual(['region-redirected 5', 'region-redirected 7']);
    expect((await findings())[0]?.message).toBe(
      `${ONE} of one is redirected to https://edge.example/a/hd.m3u8, where two is redirected too: closing one closes both`,
    );
  });

  test('to a host of its own is one', async () => {
    answer(TWO, { url: 'https://edge-of-two.example/hd.m3u8' });
    expect(await rules()).toEqual([]);
  });
});

test('target durations that differ within a region are an error, which names them', async () => {
  for (const name of ['one', 'two']) {
    answer(`https://${name}.example/sd.m3u8`, { body: media(['#EXT-X-TARGETDURATION:4']) });
  }
  const found = await findings();
  expect(found.map(({ rule, line, severity }) => [rule, line, severity])).toEqual([
    ['target-durations-apart', 9, 'error'],
    ['target-durations-apart', 11, 'error'],
  ]);
  expect(found[0]?.message).toBe(
    'the target durations of one are 2 s (https://one.example/hd.m3u8), 4 s (https://one.example/sd.m3u8)',
  );
});

describe('what one playlist says is found', () => {
  test.each([
    ['tag-misplaced', media(['#EXT-X-VERSION:6', '#EXT-X-VERSION:6']), 'EXT-X-VERSION appears twice'],
    ['delta-update-unasked', media(['#EXT-X-SKIP:SKIPPED-SEGMENTS=3']), 'without its first 3 segments'],
  ])('%s', async (rule, body, words) => {
    answer(ONE, { body });
    answer(TWO, { body });
    const found = await findings();
    expect(found.map((one) => `${one.rule} ${one.line}`)).toEqual([`${rule} 5`, `${rule} 7`]);
    expect(found[0]?.message).toContain(words);
  });
});

describe('variables of media playlists', () => {
  const keyed = (lines: readonly string[], uri: string) =>
    media([...lines, `#EXT-X-KEY:METHOD=SAMPLE-AES,URI="${uri}"`]);

  test('have the values of the master playlist and of the URL, as players resolve them', async () => {
    const two = `${TWO}?path=b`;
    const lines = LINES.map((line) => (line === TWO ? two : line));
    answer(MASTER, { body: [lines[0], '#EXT-X-DEFINE:NAME="key",VALUE="k1"', ...lines.slice(1)].join('\n') });
    answer(ONE, { body: keyed(['#EXT-X-DEFINE:IMPORT="key"'], 'skd://{$key}/b') });
    answer(two, {
      body: keyed(['#EXT-X-DEFINE:QUERYPARAM="path"', '#EXT-X-DEFINE:IMPORT="key"'], 'skd://{$key}/{$path}'),
    });
    expect(await rules()).toEqual([]);
  });

  test('that have no value are found, and named', async () => {
    for (const url of [ONE, TWO]) answer(url, { body: keyed(['#EXT-X-DEFINE:IMPORT="key"'], 'skd://{$key}/{$path}') });
    const found = await findings();
    expect(found.map(({ rule, line }) => `${rule} ${line}`)).toEqual(['variable-undefined 5', 'variable-undefined 7']);
    expect(found[0]?.message).toBe(`${ONE}: uses {$key} and {$path}, which are not defined`);
  });
});

describe('what differs between the regions is found', () => {
  const control = (attributes: string) => media([`#EXT-X-SERVER-CONTROL:${attributes}`]);
  const range = (id: string, second: string) =>
    media([], { 1: `#EXT-X-DATERANGE:ID="${id}",START-DATE="2026-06-01T00:00:${second}Z",DURATION=4` });
  const tagged = (tag: string, at = 2) => media([], { [at]: `#EXT-X-${tag}` });
  const cue = (out: number, back?: number) =>
    media([], { [out]: '#EXT-X-CUE-OUT:4', ...(back === undefined ? {} : { [back]: '#EXT-X-CUE-IN' }) });

  test.each([
    [
      'server-control-differs',
      control('HOLD-BACK=6'),
      media(),
      'HOLD-BACK 6 s and no CAN-SKIP-UNTIL against no HOLD-BACK',
    ],
    [
      'server-control-differs',
      control('CAN-SKIP-UNTIL=12'),
      control('CAN-SKIP-UNTIL=24'),
      'CAN-SKIP-UNTIL 12 s against',
    ],
    [
      'ad-markers-differ',
      range('break-7', '04'),
      media(),
      'one has EXT-X-DATERANGE "break-7" at 2026-06-01T00:00:04.000Z',
    ],
    ['ad-markers-differ', range('break-7', '04'), range('break-8', '04'), 'and two has none there'],
    ['ad-markers-differ', range('break-7', '04'), range('break-7', '04.300'), '"break-7" 0.30 s apart'],
    ['ad-markers-differ', cue(2), cue(3), 'one has EXT-X-CUE-OUT at 2026-06-01T00:00:04.000Z, and two has none there'],
    ['ad-markers-differ', tagged('CUE-OUT:30'), tagged('CUE-OUT:DURATION=60'), 'a break of 30 s and one of 60 s'],
    [
      'ad-markers-differ',
      media([], { 2: '#EXT-X-DATERANGE:ID="x",START-DATE="2026-06-01T00:00:04Z",PLANNED-DURATION=30' }),
      media([], { 2: '#EXT-X-DATERANGE:ID="x",START-DATE="2026-06-01T00:00:04Z",PLANNED-DURATION=15' }),
      'a break of 30 s and one of 15 s',
    ],
    ['ad-markers-differ', tagged('CUE-OUT-CONT:6/30'), media(), 'EXT-X-CUE-OUT-CONT at 2026-06-01T00:00:04.000Z'],
    [
      'ad-markers-differ',
      tagged('CUE-OUT-CONT:6/30'),
      tagged('CUE-OUT-CONT:ElapsedTime=12,Duration=30,SCTE35=/DA='),
      'EXT-X-CUE-OUT-CONT by which the break began 6.0 s apart',
    ],
    [
      'ad-markers-differ',
      cue(2),
      cue(2, 4),
      'two has EXT-X-CUE-IN at 2026-06-01T00:00:08.000Z, and one has none there',
    ],
  ])('%s', async (rule, one, two, words) => {
    answer(ONE, { body: one });
    answer(TWO, { body: two });
    const found = await findings();
    expect(found.map((each) => `${each.rule} ${each.line}`)).toEqual([`${rule} 7`]);
    expect(found[0]?.message).toContain(words);
  });

  test.each([
    ['markers that agree', range('break-7', '04'), range('break-7', '04.050')],
    ['one break in two notations', tagged('CUE-OUT-CONT:6/30.03'), tagged('CUE-OUT-CONT:Duration=30,ElapsedTime=6')],
    ['a break that is repeated at other segments', tagged('CUE-OUT-CONT:6/30'), tagged('CUE-OUT-CONT:8/30', 3)],
    ['a length that only one says', tagged('CUE-OUT:30'), tagged('CUE-OUT')],
    ['a marker that only one window has reached', range('break-7', '14'), media()],
    [
      'a date range that ends another tag’s',
      media([], { 1: '#EXT-X-DATERANGE:ID="x",DURATION=4,SCTE35-IN=0xFC' }),
      media(),
    ],
  ])('%s are no difference', async (_, one, two) => {
    answer(ONE, { body: one });
    answer(TWO, { body: two });
    expect(await rules()).toEqual([]);
  });
});

describe('answers that browsers keep from players', () => {
  const absent = 'https://two.example/cvs-check-of-an-error-answer.m3u8';

  test('cors-missing-on-errors: errors without CORS headers are found, and named', async () => {
    answer(absent, { status: 502, headers: {} });
    const found = await findings();
    expect(found.map(({ rule, line, message }) => `${rule} ${line} ${message}`)).toEqual([
      `cors-missing-on-errors 7 two answers 502 without Access-Control-Allow-Origin: ${absent}`,
    ]);
    answer(absent, { status: 404, headers: FRESH });
    expect(await rules()).toEqual([]);
  });

  test('an error answer of a media playlist is looked at, also of one that is closed', async () => {
    answer('https://two.example/sd.m3u8', { status: 503, headers: {} });
    expect(await rules()).toEqual(['cors-missing-on-errors 7', 'media-unreachable 11']);
    answer('https://two.example/sd.m3u8', { status: 404, headers: { 'x-cvs-distribution': 'closed' } });
    expect((await findings()).find(({ rule }) => rule === 'cors-missing-on-errors')?.message).toBe(
      'two answers 404 without Access-Control-Allow-Origin: https://two.example/sd.m3u8',
    );
  });

  test('where players send credentials, error answers allow it too', async () => {
    const named = {
      ...FRESH,
      'access-control-allow-origin': 'https://site.example',
      'access-control-allow-credentials': 'true',
    };
    for (const playlist of ['hd', 'sd', 's']) answer(`https://two.example/${playlist}.m3u8`, { headers: named });
    answer(absent, { status: 404, headers: FRESH });
    const found = await findings();
    expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      `cors-missing-on-errors: two answers 404 without Access-Control-Allow-Credentials, which its playlists have: ${absent}`,
    ]);
    answer(absent, { status: 404, headers: named });
    expect(await rules()).toEqual([]);
  });

  test('a wildcard for players that send credentials is found', async () => {
    answer(TWO, { headers: { ...FRESH, 'access-control-allow-credentials': 'true' } });
    expect(await rules()).toEqual(['cors-credentials 7']);
    const named = {
      'access-control-allow-origin': 'https://player.example',
      'access-control-allow-credentials': 'true',
    };
    answer(TWO, { headers: { ...FRESH, ...named } });
    expect(await rules()).toEqual([]);
  });
});
