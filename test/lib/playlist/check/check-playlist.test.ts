import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SECTIONS } from '../../../../src/lib/findings/catalogue.js';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { type CannedAnswer, CannedHttp } from '../canned-http.js';

const MASTER_URL = 'https://master.example/playlist.m3u8';
const STEERING_URL = 'https://master.example/steering.json';
const MASTER = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_one",NAME="en",URI="https://one.example/a.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a_two",NAME="en",URI="https://two.example/a.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_one",PATHWAY-ID="one"',
  'https://one.example/v.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AUDIO="a_two",PATHWAY-ID="two"',
  'https://two.example/v.m3u8',
].join('\n');
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };
const EPOCH_MS = Date.UTC(2026, 5, 1);

interface MediaShape {
  /** Media sequence number of the first segment. */
  sequence?: number;
  /** Moment of the first segment, in ms after the epoch. */
  startMs?: number;
  dated?: boolean;
  segments?: number;
  target?: number;
  header?: readonly string[];
  /** Lines before the segment of this index. */
  before?: Readonly<Record<number, string>>;
  end?: boolean;
}

/** A media playlist of 2 s segments. */
function media(shape: MediaShape = {}): string {
  const { sequence = 100, startMs = 200_000, dated = true, segments = 6, target = 2, before = {} } = shape;
  return [
    '#EXTM3U',
    `#EXT-X-TARGETDURATION:${target}`,
    `#EXT-X-MEDIA-SEQUENCE:${sequence}`,
    ...(shape.header ?? []),
    ...Array.from({ length: segments }, (_, index) => [
      ...(before[index] ? [before[index]] : []),
      ...(dated ? [`#EXT-X-PROGRAM-DATE-TIME:${new Date(EPOCH_MS + startMs + index * 2000).toISOString()}`] : []),
      '#EXTINF:2,',
      `${sequence + index}.mp4`,
    ]).flat(),
    ...(shape.end ? ['#EXT-X-ENDLIST'] : []),
  ].join('\n');
}

let http: CannedHttp;
const answer = (url: string, changes: CannedAnswer) =>
  http.answers.set(url, { headers: FRESH, ...http.answers.get(url), ...changes });

beforeEach(() => {
  http = new CannedHttp();
  answer(MASTER_URL, { body: MASTER });
  answer(STEERING_URL, { body: JSON.stringify({ VERSION: 1, TTL: 5, 'PATHWAY-PRIORITY': ['one', 'two'] }) });
  for (const name of ['one', 'two']) {
    for (const rendition of ['a', 'v']) answer(`https://${name}.example/${rendition}.m3u8`, { body: media() });
  }
});

const ONE = 'https://one.example/v.m3u8';
const TWO = 'https://two.example/v.m3u8';
const rules = async (live?: boolean) =>
  (await checkPlaylist({ target: MASTER_URL, http, live })).findings.map(({ rule, line }) => `${rule} ${line}`);

test('two regions that agree have no finding, and every media playlist was looked at', async () => {
  const result = await checkPlaylist({ target: MASTER_URL, http });
  expect(result).toEqual({
    url: MASTER_URL,
    findings: [],
    counts: { error: 0, warning: 0, note: 0 },
    variants: 2,
    pathways: ['one', 'two'],
    mediaPlaylists: 4,
  });
});

describe('a region a segment ahead of the other is in step', () => {
  test.each([1, 2, 3])('by %i', async (ahead) => {
    answer(TWO, { body: media({ sequence: 100 + ahead, startMs: 200_000 + ahead * 2000 }) });
    expect(await rules()).toEqual([]);
  });

  test('also where the numbers say it and no dates', async () => {
    answer(ONE, { body: media({ dated: false }) });
    answer(TWO, { body: media({ dated: false, sequence: 102 }) });
    expect(await rules()).toEqual(['pdt-missing 7']);
  });
});

describe('each fault between the regions is found', () => {
  const key = (attributes: string) => ({ header: [`#EXT-X-KEY:METHOD=SAMPLE-AES,${attributes}`] });
  const licence = (id: string) => key(`URI="skd://${id}",KEYFORMAT="com.apple.streamingkeydelivery"`);
  test.each<[string, MediaShape, MediaShape]>([
    ['media-sequence-differs', {}, { sequence: 107 }],
    ['discontinuity-sequence-differs', {}, { header: ['#EXT-X-DISCONTINUITY-SEQUENCE:3'] }],
    ['discontinuity-sequence-differs', { before: { 2: '#EXT-X-DISCONTINUITY' } }, {}],
    ['pdt-missing', {}, { dated: false }],
    ['pdt-skew', {}, { startMs: 200_400 }],
    ['region-behind', {}, { sequence: 96, startMs: 192_000 }],
    ['region-behind', {}, { sequence: 50, startMs: 100_000 }],
    ['stream-ended', {}, { end: true }],
    ['container-differs', { header: ['#EXT-X-MAP:URI="i.mp4"'] }, {}],
    ['encryption-differs', licence('a'), {}],
    ['encryption-differs', licence('a'), licence('b')],
  ])('%s', async (rule, one, two) => {
    answer(ONE, { body: media(one) });
    answer(TWO, { body: media(two) });
    expect(await rules()).toEqual([`${rule} 7`]);
  });

  test.each<[string, MediaShape]>([
    ['media-sequence-differs', { sequence: 104 }],
    ['discontinuity-sequence-differs', { header: ['#EXT-X-DISCONTINUITY-SEQUENCE:1'] }],
  ])('%s, where no dates say what belongs together', async (rule, two) => {
    answer(ONE, { body: media({ dated: false }) });
    answer(TWO, { body: media({ dated: false, ...two }) });
    expect(await rules()).toEqual(['pdt-missing 7', `${rule} 7`]);
  });

  test('target-duration-differs, and the sound of that region has another one', async () => {
    answer(TWO, { body: media({ target: 3 }) });
    expect(await rules()).toEqual(['target-durations-apart 4', 'target-duration-differs 7']);
  });

  test('of renditions as of variants', async () => {
    answer('https://two.example/a.m3u8', { body: media({ sequence: 90 }) });
    const { findings } = await checkPlaylist({ target: MASTER_URL, http });
    expect(findings).toEqual([
      expect.objectContaining({ rule: 'media-sequence-differs', line: 4, hurts: ['video.js'], source: 'measured' }),
    ]);
    expect(findings[0]?.message).toContain('AUDIO "en" in "a_one": one and two number the same moment');
  });

  test('keys that agree, and playlists that have both ended, are no fault', async () => {
    for (const url of [ONE, TWO])
      answer(url, { body: media({ ...licence('a'), end: true }), headers: { ...FRESH, age: '900' } });
    expect(await rules()).toEqual([]);
  });
});

describe('streams for scrubbing', () => {
  const trick = (tag: string, name: string, file: string) =>
    `#${tag}:BANDWIDTH=9000,RESOLUTION=320x180,URI="https://${name}.example/${file}.m3u8",PATHWAY-ID="${name}"`;
  const [FRAMES, IMAGES] = ['https://two.example/i.m3u8', 'https://two.example/p.m3u8'];
  const only = (header: string, shape: MediaShape = {}) => ({ body: media({ header: [header], ...shape }) });

  beforeEach(() => {
    const lines = [
      ...['one', 'two'].map((name) => trick('EXT-X-I-FRAME-STREAM-INF', name, 'i')),
      ...['one', 'two'].map((name) => trick('EXT-X-IMAGE-STREAM-INF', name, 'p')),
    ];
    answer(MASTER_URL, { body: [MASTER, ...lines].join('\n') });
    for (const name of ['one', 'two']) {
      answer(`https://${name}.example/i.m3u8`, only('#EXT-X-I-FRAMES-ONLY'));
      answer(`https://${name}.example/p.m3u8`, only('#EXT-X-IMAGES-ONLY'));
    }
  });

  test('are fetched too, and need neither dates nor the same numbers', async () => {
    answer(FRAMES, only('#EXT-X-I-FRAMES-ONLY', { dated: false, sequence: 3 }));
    expect(await checkPlaylist({ target: MASTER_URL, http })).toMatchObject({ findings: [], mediaPlaylists: 8 });
  });

  test.each<[string, string, CannedAnswer]>([
    ['scrubbing-broken 10', FRAMES, { status: 404 }],
    ['scrubbing-broken 12', IMAGES, { body: '<html></html>' }],
    ['scrubbing-differs 10', FRAMES, only('#EXT-X-I-FRAMES-ONLY', { target: 3 })],
    ['scrubbing-differs 12', IMAGES, only('#EXT-X-IMAGES-ONLY', { end: true })],
    ['cached-too-long 12', IMAGES, { headers: { ...FRESH, 'cache-control': 'max-age=60' } }],
  ])('%s: %s', async (expected, url, changes) => {
    answer(url, changes);
    expect(await rules()).toEqual([expected]);
  });

  test('hurt nobody who plays: they are warnings, and a closed region is still one note', async () => {
    for (const url of [FRAMES, IMAGES]) answer(url, { status: 500 });
    expect(await checkPlaylist({ target: MASTER_URL, http })).toMatchObject({
      counts: { error: 0, warning: 1, note: 0 },
      findings: [{ message: expect.stringContaining('and 1 more of two') }],
    });
    for (const file of ['a', 'v', 'i', 'p']) {
      answer(`https://two.example/${file}.m3u8`, {
        status: 404,
        headers: { ...FRESH, 'x-cvs-distribution': 'closed' },
      });
    }
    expect(await rules()).toEqual(['region-closed 7']);
  });
});

describe('each fault of what is answered is found', () => {
  const closed = { status: 404, headers: { ...FRESH, 'x-cvs-distribution': 'closed' } };
  test.each<[string, string, CannedAnswer]>([
    ['media-unreachable 7', TWO, { status: 503 }],
    ['media-malformed 7', TWO, { body: '<html></html>' }],
    ['media-malformed 7', TWO, { body: media({ segments: 0 }) }],
    ['region-closed 7', TWO, closed],
    ['first-region-closed 5', ONE, closed],
    ['cors-missing 7', TWO, { headers: { 'cache-control': 'max-age=1' } }],
    ['cors-missing 7', TWO, { headers: { ...FRESH, 'access-control-allow-origin': 'https://mine.example' } }],
    ['cors-missing 1', MASTER_URL, { headers: { 'cache-control': 'max-age=1' } }],
    ['cached-too-long 7', TWO, { headers: { ...FRESH, 'cache-control': 'max-age=1, s-maxage=60' } }],
    ['cached-too-long 7', TWO, { headers: { ...FRESH, age: '30' } }],
    ['cached-too-long 1', MASTER_URL, { headers: { ...FRESH, 'cache-control': 'max-age=86400' } }],
    ['ttl-unstated 7', TWO, { headers: { 'access-control-allow-origin': '*' } }],
    ['steering-unreachable 2', STEERING_URL, { status: 404 }],
    ['steering-malformed 2', STEERING_URL, { body: '<html></html>' }],
    ['steering-malformed 2', STEERING_URL, { body: '{"VERSION":1,"PATHWAY-PRIORITY":[]}' }],
    ['steering-pathway-unknown 2', STEERING_URL, { body: '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["one","three"]}' }],
    ['cached-too-long 2', STEERING_URL, { headers: { ...FRESH, 'cache-control': 'max-age=60' } }],
  ])('%s: %s', async (expected, url, changes) => {
    answer(url, changes);
    expect(await rules()).toEqual([expected]);
  });

  test('a region of which nothing answers is one finding that counts', async () => {
    for (const name of ['a', 'v']) http.answers.delete(`https://two.example/${name}.m3u8`);
    const { findings } = await checkPlaylist({ target: MASTER_URL, http });
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['media-unreachable', expect.stringMatching(/^https:\/\/two\.example.*ECONNREFUSED, and 1 more of two$/)],
    ]);
  });

  test('a long ladder is looked at in part, and it is said', async () => {
    const rungs = Array.from({ length: 50 }, (_, n) => n).flatMap((n) =>
      ['one', 'two'].flatMap((name) => [
        `#EXT-X-STREAM-INF:BANDWIDTH=${n + 1},PATHWAY-ID="${name}"`,
        `https://${name}.example/v.m3u8`,
      ]),
    );
    answer(MASTER_URL, {
      body: ['#EXTM3U', '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json"', ...rungs].join('\n'),
    });
    const { findings } = await checkPlaylist({ target: MASTER_URL, http });
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      ['unchecked', 'the media playlists of 10 of 50 rungs and renditions were not fetched'],
    ]);
  });
});

test('every rule has a fault that it finds', () => {
  const tables = [
    'text',
    'playlist',
    'low-latency',
    'steering',
    'regions',
    'protection',
    'second-reading',
    'query-variables',
  ].map((name) => readFileSync(new URL(`check-${name}.test.ts`, import.meta.url), 'utf8'));
  const rules = SECTIONS.flatMap(({ entries }) =>
    Object.entries(entries).flatMap(([id, entry]) => (entry.by.includes('check') ? [id] : [])),
  );
  const untested = rules.filter((rule) => !tables.some((table) => table.includes(`'${rule}`)));
  expect(untested).toEqual([]);
});

test('without live nothing behind the playlist is asked for', async () => {
  http.answers.clear();
  answer(MASTER_URL, { body: MASTER });
  expect(await rules(false)).toEqual([]);
});

describe('a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cvs-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is looked at by itself, or with what is behind it', async () => {
    const target = join(folder, 'playlist.m3u8');
    await writeFile(target, MASTER.replace('/steering.json', STEERING_URL));
    expect(await checkPlaylist({ target, http: new CannedHttp() })).toMatchObject({ findings: [], mediaPlaylists: 0 });
    expect(await checkPlaylist({ target, http, live: true })).toMatchObject({ findings: [], mediaPlaylists: 4 });
  });

  test.each([
    [
      'that is absent is a usage error',
      'absent.m3u8',
      { code: 'FILE_UNREADABLE', exitCode: 2, message: expect.stringContaining('there is no such file') },
    ],
    ['that is a folder is a usage error', '.', { code: 'FILE_UNREADABLE', exitCode: 2 }],
  ])('%s', async (_, name, error) => {
    await expect(checkPlaylist({ target: join(folder, name), http })).rejects.toMatchObject(error);
  });
});

test.each<[string, CannedAnswer | undefined, string]>([
  ['no answer', undefined, 'PLAYLIST_UNREACHABLE'],
  ['an error', { status: 500 }, 'PLAYLIST_UNREACHABLE'],
  ['an error page', { body: '<html></html>' }, 'PLAYLIST_NOT_HLS'],
  ['a media playlist', { body: media() }, 'PLAYLIST_IS_MEDIA'],
  ['nothing', { body: '' }, 'PLAYLIST_EMPTY'],
])('%s in the playlist’s place is one error', async (_, changes, code) => {
  http.answers.clear();
  if (changes) answer(MASTER_URL, changes);
  await expect(checkPlaylist({ target: MASTER_URL, http })).rejects.toMatchObject({ code, exitCode: 1 });
});
