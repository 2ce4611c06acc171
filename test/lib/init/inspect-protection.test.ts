import { describe, expect, test } from '@jest/globals';
import { inspectProtection } from '../../../src/lib/init/inspect-protection.js';
import { CannedHttp } from '../playlist/canned-http.js';

const DISTRIBUTION = 'https://d111111abcdef8.cloudfront.net/live/index.m3u8';
const ORIGIN = 'https://origin.example/live/index.m3u8';
const SECRET = 'sEcReT0123456789';
const MEDIA = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n1.mp4\n';

/** A server whose master playlist has another text with each reading. */
function serving(texts: readonly string[], headers: Record<string, string> = {}): CannedHttp {
  const http = new CannedHttp();
  let readings = 0;
  const fetch = http.fetch.bind(http);
  http.answers.set(ORIGIN, { body: texts[0] ?? '' });
  http.fetch = (url, options) => {
    if (url === DISTRIBUTION) {
      http.answers.set(url, { body: texts[Math.min(readings, texts.length - 1)] ?? '', headers });
      readings += 1;
    } else if (!http.answers.has(url)) http.answers.set(url, { body: MEDIA });
    return fetch(url, options);
  };
  return http;
}

const master = (query: string) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1200000,RESOLUTION=640x360\n360.m3u8${query}\n`;
const inspect = (http: CannedHttp, players = {}) =>
  inspectProtection({ distributionPlaylistUrl: DISTRIBUTION, originPlaylistUrl: ORIGIN }, { http }, players);

describe('a session that is new with each reading', () => {
  const http = () => serving([master('?session=44_rTUzMjxA'), master('?session=45_qKd81Lmz')]);

  test('is found by what differs', async () => {
    const { found } = await inspect(http());
    expect(found).toMatchObject([{ kind: 'changing-token', where: 'in the query (session)' }]);
    expect(JSON.stringify(found)).not.toMatch(/rTUzMjxA|qKd81Lmz/);
  });

  test('is no finding where every viewer has one, and it is said that it differs', async () => {
    expect(await inspect(http(), { queryTokens: ['session'] })).toEqual({
      seen: true,
      found: [],
      passedOn: ['session'],
    });
  });

  test('is found beside one that every viewer has', async () => {
    const both = serving([master('?session=44_rTUz&nonce=1a2b3c'), master('?session=45_qKd8&nonce=9z8y7x')]);
    const { found } = await inspect(both, { queryTokens: ['session'] });
    expect(found).toMatchObject([{ kind: 'changing-token', where: 'in the query (nonce)' }]);
  });
});

test('a token that is the same in both readings is found by its name, as a guess', async () => {
  const { found } = await inspect(serving([master(`?access_token=${SECRET}`)]));
  expect(found).toMatchObject([{ kind: 'named-token', where: 'in the query (access_token)' }]);
  expect(
    (await inspect(serving([master(`?access_token=${SECRET}`)]), { queryTokens: ['access_token'] })).found,
  ).toEqual([]);
});

test('signed URLs are no finding where every viewer has all of their parameters', async () => {
  const http = () => serving([master(`?Policy=${SECRET}&Signature=${SECRET}&Key-Pair-Id=${SECRET}`)]);
  const found = async (...queryTokens: string[]) => (await inspect(http(), { queryTokens })).found;
  expect(await found('Policy', 'Signature', 'Key-Pair-Id')).toEqual([]);
  expect(await found('token')).toMatchObject([{ kind: 'cloudfront-signed-url' }]);
});

describe('a cookie that the master playlist sets and its media playlists need', () => {
  const headers = { 'set-cookie': `hdntl=exp=1696475055~acl=%2f*~hmac=${SECRET}; Path=/; Secure; SameSite=None` };

  test('is found, by its name', async () => {
    const { found } = await inspect(serving([master('')], headers));
    expect(found).toMatchObject([{ kind: 'access-cookies', where: 'in the answer (Set-Cookie: hdntl)' }]);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  test('is no finding where players send the cookies that their site has set', async () => {
    const players = { credentialOrigins: ['https://site.example'] };
    expect((await inspect(serving([master('')], headers), players)).found).toEqual([]);
  });
});
