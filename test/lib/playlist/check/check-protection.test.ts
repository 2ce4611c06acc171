import { expect, test } from '@jest/globals';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import { CannedHttp } from '../canned-http.js';

const URL_OF_MASTER = 'https://master.example/playlist.m3u8';
const SECRET = 'sEcReT0123456789';
const FRESH = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' };
const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:2,\n1.mp4\n';

function master(query: string): string {
  const variants = ['one', 'two'].flatMap((name) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=2000000,PATHWAY-ID="${name}"`,
    `https://${name}.example/v.m3u8${query}`,
  ]);
  return ['#EXTM3U', ...variants].join('\n');
}

/** The rules of kind 7 that a master is found to break, and all that is said. */
async function check(http: CannedHttp) {
  const { findings } = await checkPlaylist({ target: URL_OF_MASTER, http });
  const ids = ['signed-urls', 'viewer-tokens', 'signed-cookies', 'ad-sessions'];
  const said = JSON.stringify(findings);
  return { said, rules: findings.flatMap(({ rule, line }) => (ids.includes(rule) ? `${rule} ${line}` : [])) };
}

function serve(query: string, headers: Record<string, string> = {}): CannedHttp {
  const http = new CannedHttp();
  http.answers.set(URL_OF_MASTER, { body: master(query), headers: FRESH });
  for (const name of ['one', 'two']) {
    http.answers.set(`https://${name}.example/v.m3u8${query}`, { body: MEDIA, headers: { ...FRESH, ...headers } });
  }
  return http;
}

test.each([
  [`?Policy=${SECRET}&Signature=${SECRET}&Key-Pair-Id=${SECRET}`, 'signed-urls'],
  [`?hdnts=exp=1~acl=/*~hmac=${SECRET}`, 'viewer-tokens'],
  [`?aws.sessionId=${SECRET}`, 'ad-sessions'],
])('URLs with %s are found, once for each host, and without the value', async (query, rule) => {
  const { rules, said } = await check(serve(query));
  expect(rules).toEqual([`${rule} 2`, `${rule} 4`]);
  expect(said).not.toContain(SECRET);
  expect(said).not.toContain('uri-personal');
});

test('cookies that media playlists set are found', async () => {
  const { rules, said } = await check(serve('', { 'set-cookie': `CloudFront-Signature=${SECRET}; Path=/` }));
  expect(rules).toEqual(['signed-cookies 2', 'signed-cookies 4']);
  expect(said).not.toContain(SECRET);
});

test('a session that differs between two readings is found', async () => {
  const http = serve('?s=1');
  let count = 0;
  const changing: CannedHttp['fetch'] = (url, options) => {
    if (url === URL_OF_MASTER) {
      count += 1;
      http.answers.set(url, { body: master(`?s=${count}`), headers: FRESH });
    }
    return CannedHttp.prototype.fetch.call(http, url, options);
  };
  expect((await check(Object.assign(new CannedHttp(), { fetch: changing }))).rules).toEqual([
    'viewer-tokens 2',
    'viewer-tokens 4',
  ]);
});

test('URLs that all viewers may share are well', async () => {
  expect((await check(serve('?rung=1'))).rules).toEqual([]);
  expect((await check(serve(''))).rules).toEqual([]);
});

test('a refusal of CloudFront is told as what it is, for the master playlist and for what it names', async () => {
  const http = serve('');
  const refused = { status: 403, body: '<Error><Code>MissingKey</Code></Error>', headers: {} };
  http.answers.set('https://two.example/v.m3u8', refused);
  expect((await check(http)).said).toContain('it answers 403: CloudFront demands a signed URL or signed cookies');
  http.answers.set(URL_OF_MASTER, refused);
  await expect(check(http)).rejects.toThrow('answers 403: CloudFront demands a signed URL or signed cookies');
});
