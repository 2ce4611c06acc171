import { describe, expect, test } from '@jest/globals';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { type CannedAnswer, CannedHttp } from '../canned-http.js';

const MASTER = 'https://master.example/playlist.m3u8';
const STEERING = 'https://master.example/steering.json';
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };

const variant = (host: string, pathway = `,PATHWAY-ID="${host}"`) => [
  `#EXT-X-STREAM-INF:BANDWIDTH=1${pathway}`,
  `https://${host}.example/v.m3u8`,
];
const media = [
  '#EXTM3U',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-PROGRAM-DATE-TIME:2026-06-01T00:00:00Z',
  '#EXTINF:2,',
  'a',
];

/** What is found where a playlist is answered, and its manifest. */
async function found(manifest: CannedAnswer, lines?: readonly string[]) {
  const http = new CannedHttp();
  const answer = (url: string, canned: CannedAnswer) => http.answers.set(url, { headers: FRESH, ...canned });
  const tag = '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json"';
  const text = lines ?? ['#EXTM3U', tag, ...variant('one'), ...variant('two')];
  answer(MASTER, { body: text.join('\n') });
  answer(STEERING, manifest);
  for (const host of ['one', 'two', 'backup']) answer(`https://${host}.example/v.m3u8`, { body: media.join('\n') });
  return (await checkPlaylist({ target: MASTER, http })).findings;
}

const json = (fields: object) => ({
  body: JSON.stringify({ VERSION: 1, TTL: 5, 'PATHWAY-PRIORITY': ['one', 'two'], ...fields }),
});

describe('what keeps players from being moved is found in the manifest', () => {
  test.each<[string, object, string]>([
    ['steering-pathway-twice', { 'PATHWAY-PRIORITY': ['two', 'one', 'two'] }, 'names "two" twice'],
    ['steering-reload-uri', { 'RELOAD-URI': '/next.json' }, 'RELOAD-URI "/next.json", which'],
    ['steering-ttl-long', { TTL: 7200 }, 'TTL 7200'],
    ['steering-ttl-malformed', { TTL: '10' }, 'TTL "10", which is not a number above 0'],
    ['steering-ttl-malformed', { TTL: 0 }, 'TTL 0, which'],
    ['steering-ttl-malformed', { TTL: null }, 'TTL null, which'],
    ['steering-pathway-unknown', { 'PATHWAY-PRIORITY': ['one', 'six'] }, 'names six, which'],
  ])('%s', async (rule, fields, words) => {
    const findings = await found(json(fields));
    expect(findings).toEqual([expect.objectContaining({ rule, line: 2, message: expect.stringContaining(words) })]);
  });

  test('and nothing in one that is sound', async () => {
    expect(await found(json({ TTL: 300, 'RELOAD-URI': STEERING }))).toEqual([]);
  });
});

test('a pathway and its clone are two', async () => {
  const clones = [{ ID: 'backup', 'BASE-ID': '.', 'URI-REPLACEMENT': { HOST: 'backup.example' } }];
  const manifest = json({ 'PATHWAY-PRIORITY': ['.', 'backup'], 'PATHWAY-CLONES': clones });
  const lines = ['#EXTM3U', '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json"', ...variant('one', '')];
  expect(await found(manifest, lines)).toEqual([]);
});

describe('the media playlists of a clone are looked at', () => {
  const tag = '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json"';
  const stable = variant('one', ',PATHWAY-ID="one",STABLE-VARIANT-ID="v1"');
  const of = async (replacement: object, others: object[] = []) => {
    const clone = { ID: 'backup', 'BASE-ID': 'one', 'URI-REPLACEMENT': replacement };
    const ids = ['one', 'backup', ...others.map((one) => (one as { ID: string }).ID)];
    const manifest = json({ 'PATHWAY-PRIORITY': ids, 'PATHWAY-CLONES': [clone, ...others] });
    return (await found(manifest, ['#EXTM3U', tag, ...stable])).map(({ rule, message }) => `${rule} ${message}`);
  };

  test.each<[string, object, string]>([
    ['on another host', { HOST: 'gone.example' }, 'https://gone.example/v.m3u8'],
    ['with parameters', { HOST: 'gone.example', PARAMS: { b: 'x y', a: '1' } }, 'https://gone.example/v.m3u8?…'],
    [
      'at URIs of their own',
      { 'PER-VARIANT-URIS': { v1: 'https://gone.example/own.m3u8' } },
      'https://gone.example/own.m3u8',
    ],
  ])('%s', async (_, replacement, url) => {
    const [first, ...more] = await of(replacement);
    expect(first).toContain('media-unreachable');
    expect(first).toContain(url.replace('?…', '?'));
    expect(more).toEqual([]);
  });

  test('of a clone of a clone too', async () => {
    const second = { ID: 'third', 'BASE-ID': 'backup', 'URI-REPLACEMENT': { HOST: 'gone.example' } };
    expect(await of({ HOST: 'backup.example' }, [second])).toEqual([
      expect.stringMatching(/^media-unreachable https:\/\/gone\.example\/v\.m3u8 cannot be read/),
    ]);
  });

  test.each<[string, object]>([
    ['the host of its base', { PARAMS: { a: '1' } }],
    ['no replacement', {}],
  ])('a clone with %s fails together with it', async (_, replacement) => {
    const found = await of(replacement);
    expect(found.filter((one) => one.startsWith('host-shared'))).toEqual([
      'host-shared one and its clone backup share the host one.example',
    ]);
  });

  test('a clone of a pathway that there is not is told', async () => {
    const other = { ID: 'other', 'BASE-ID': 'nowhere', 'URI-REPLACEMENT': { HOST: 'gone.example' } };
    const found = await of({ HOST: 'backup.example' }, [other]);
    expect(found[0]).toBe(
      `steering-pathway-unknown ${STEERING} clones "other" of "nowhere", which is not the pathway of any variant`,
    );
  });

  test('replacements that make no sense are passed over', async () => {
    for (const replacement of [
      { HOST: 7, PARAMS: 'x' },
      { HOST: 'a b', PARAMS: { a: 1 } },
      { 'PER-VARIANT-URIS': [] },
    ]) {
      expect((await of(replacement)).map((one) => one.split(' ')[0])).toEqual(['host-shared']);
    }
  });
});

test('streams without PATHWAY-ID are in the pathway that the manifest names ".", or the tag', async () => {
  const lines = (tag: string) => ['#EXTM3U', tag, ...variant('one', ''), ...variant('two')];
  const tag = '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json"';
  const manifest = json({ 'PATHWAY-PRIORITY': ['.', 'two'] });
  expect(await found(manifest, lines(tag))).toEqual([]);
  expect(await found(manifest, lines(`${tag},PATHWAY-ID="."`))).toEqual([]);
  const unnamed = await found(json({ 'PATHWAY-PRIORITY': ['two'] }), lines(tag));
  expect(unnamed.map(({ rule, line }) => `${rule} ${line}`)).toEqual(['pathway-missing 3']);
});

test('the manifest that an inline one leads to is looked at', async () => {
  const inline = JSON.stringify({ VERSION: 1, 'PATHWAY-PRIORITY': ['one', 'two'], 'RELOAD-URI': STEERING });
  const tag = `#EXT-X-CONTENT-STEERING:SERVER-URI="data:,${encodeURIComponent(inline)}"`;
  const findings = await found(json({ TTL: 7200 }), ['#EXTM3U', tag, ...variant('one'), ...variant('two')]);
  expect(findings.map(({ rule }) => rule)).toEqual(['steering-ttl-long']);
});

test.each<[string, CannedAnswer, string]>([
  ['410', { status: 410 }, 'it answers 410: players stop asking for good'],
  [
    '429',
    { status: 429, headers: { 'retry-after': '20' } },
    'it answers 429: it is busy, and players ask again as Retry-After says (20)',
  ],
])('what players make of %s is said', async (_, answer, words) => {
  const findings = await found(answer);
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    `steering-unreachable: the steering manifest ${STEERING} cannot be read: ${words}`,
  ]);
});

test.each(['', '<html>502 Bad Gateway</html>'])('an answer of %j is no manifest', async (body) => {
  const findings = await found({ body });
  expect(findings.map(({ rule }) => rule)).toEqual(['steering-malformed']);
});
