import { expect, test } from '@jest/globals';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { fromSite } from '../../../../src/lib/playlist/check/live/from-site.js';
import { CannedHttp } from '../canned-http.js';

const SECRET = 'sEcReT0123456789';
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };
const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:2,\n1.mp4\n';

/** A merged playlist whose rungs take a parameter of the viewer's URL, with a version. */
function master(parameter: string, version = 11): string {
  const variants = ['one', 'two'].flatMap((name) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=2000000,PATHWAY-ID="${name}"`,
    `https://${name}.example/v.m3u8?${parameter}={$${parameter}}`,
  ]);
  return ['#EXTM3U', `#EXT-X-VERSION:${version}`, `#EXT-X-DEFINE:QUERYPARAM="${parameter}"`, ...variants].join('\n');
}

/** The rules about tokens and variables that a playlist breaks at a URL with this query. */
async function rulesAt(query: string, text: string) {
  const target = `https://master.example/playlist.m3u8${query}`;
  const http = new CannedHttp();
  http.answers.set(target, { body: text, headers: FRESH });
  const asked: string[] = [];
  const fetch = http.fetch.bind(http);
  http.fetch = (url, options) => {
    asked.push(url);
    if (/\/v\.m3u8/.test(url)) http.answers.set(url, { body: MEDIA, headers: FRESH });
    return fetch(url, options);
  };
  const { findings } = await checkPlaylist({ target, http });
  const about = findings.filter(({ rule }) => /quer|version|variable|token|signed|personal/.test(rule));
  return { rules: about.map(({ rule }) => rule), said: JSON.stringify(findings), asked };
}

test.each(['token', 'hdnts', 'Signature'])(
  'with %s in the URL that is checked, the media playlists are asked for with it, and it is no finding',
  async (parameter) => {
    const { rules, said, asked } = await rulesAt(`?${parameter}=${SECRET}`, master(parameter));
    expect(rules).toEqual(['query-variable-support']);
    expect(asked).toContain(`https://one.example/v.m3u8?${parameter}=${SECRET}`);
    expect(said).not.toContain(SECRET);
  },
);

test('without it every player refuses the playlist', async () => {
  expect((await rulesAt('', master('token'))).rules).toEqual(['query-variable-absent', 'query-variable-support']);
});

test('a playlist that only players of one site may read is fit for them', async () => {
  const site = 'https://site.example';
  const target = 'https://master.example/playlist.m3u8?token=x';
  const http = new CannedHttp();
  const asked = new Set<string | undefined>();
  const fetch = http.fetch.bind(http);
  http.fetch = (url, options) => {
    const { origin } = options?.headers ?? {};
    asked.add(origin);
    const cors = { 'access-control-allow-origin': site, 'access-control-allow-credentials': 'true' };
    const headers = { 'cache-control': 'max-age=1', ...(origin === site ? cors : {}) };
    http.answers.set(url, { body: url === target ? master('token') : MEDIA, headers });
    return fetch(url, options);
  };
  const rules = async (client: typeof http | ReturnType<typeof fromSite>) =>
    (await checkPlaylist({ target, http: client })).findings.map(({ rule }) => rule);
  expect(await rules(http)).toContain('cors-missing');
  asked.clear();
  expect((await rules(fromSite(http, site))).filter((rule) => rule.startsWith('cors'))).toEqual([]);
  expect([...asked]).toEqual([site]);
});

test('a version that is too low is told', async () => {
  expect((await rulesAt('?token=x', master('token', 7))).rules).toContain('version-too-low');
});

test('another token in the URL is still one', async () => {
  const { rules } = await rulesAt(`?token=x&hdnts=exp=1~hmac=${SECRET}`, master('token'));
  expect(rules).toContain('viewer-tokens');
});
