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
  for (const host of ['one', 'two']) answer(`https://${host}.example/v.m3u8`, { body: media.join('\n') });
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
