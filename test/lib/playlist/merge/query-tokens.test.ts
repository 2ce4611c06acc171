import { describe, expect, test } from '@jest/globals';
import { listPlaylists } from '../../../../src/lib/hls/list-playlists.js';
import { checkText } from '../../../../src/lib/playlist/check/check-text.js';
import { buildPlaylist } from '../../../../src/lib/playlist/merge/build-playlist.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';

const SECRET = 'sEcReT0123456789';
const LADDER = [
  '#EXT-X-VERSION:7',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",DEFAULT=YES,URI="a.m3u8"',
  '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="en",INSTREAM-ID="CC1"',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360,AUDIO="a",CLOSED-CAPTIONS="cc"',
  'v.m3u8',
  '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI="i.m3u8"',
];
const text = (...more: string[]) => master(...more, ...LADDER);

/** What the first copy has with a token, line by line. */
function merged(texts: readonly string[], queryTokens = ['token']) {
  const { copies, summary } = mergeMasters(mastersOf(...texts), { steering: true, queryTokens });
  return { lines: [...copies.values()][0]?.split('\n') ?? [], summary };
}

test('the URL of each playlist gets the viewer’s own value, and the playlist says from where', () => {
  const { lines, summary } = merged([text(), text()]);
  expect(lines.slice(0, 3)).toEqual(['#EXTM3U', '#EXT-X-VERSION:11', '#EXT-X-DEFINE:QUERYPARAM="token"']);
  const urls = lines.flatMap((line) => line.match(/https:[^"]+/g) ?? []);
  expect(urls).toHaveLength(6);
  for (const url of urls) expect(url).toMatch(/\.m3u8\?token=\{\$token\}$/);
  expect(lines.join('\n')).toContain('SERVER-URI="/steering.json"');
  expect(summary.changes.join()).toContain('EXT-X-VERSION raised from 7 to 11, which EXT-X-DEFINE:QUERYPARAM needs');
  expect(summary.warnings).toEqual([]);
});

test('a viewer’s URL gives every playlist that viewer’s token', () => {
  const { lines } = merged([text(), text()]);
  const url = `https://live.example/playlist.m3u8?x=1&token=${SECRET}`;
  const { playlists } = listPlaylists(lines.join('\n'), url);
  expect(playlists).toHaveLength(4);
  for (const one of playlists) expect(one.url).toMatch(new RegExp(`^https://d\\d{4}\\.[^?]+\\?token=${SECRET}$`));
});

test('the token of whoever read the region’s playlist is in none of it', async () => {
  const signed = text().replaceAll('.m3u8', `.m3u8?Policy=p${SECRET}&Signature=${SECRET}&Key-Pair-Id=K`);
  const names = ['Policy', 'Signature', 'Key-Pair-Id'];
  const built = await buildPlaylist(mastersOf(signed, signed), { steering: true, queryTokens: names });
  expect(built.playlist).not.toContain(SECRET);
  expect(built.playlist).toContain('v.m3u8?Policy={$Policy}&Signature={$Signature}&Key-Pair-Id={$Key-Pair-Id}');
  expect(built.warnings).toEqual([]);
});

test('a greater version stays; a region without one gets one', () => {
  expect(merged([text().replace(':7', ':12'), text()]).lines[1]).toBe('#EXT-X-VERSION:12');
  const without = text().replace('#EXT-X-VERSION:7\n', '');
  expect(merged([without, without]).lines[1]).toBe('#EXT-X-VERSION:11');
});

test('a region that takes the same parameter from the URL itself is taken as it is', () => {
  const own = text('#EXT-X-DEFINE:QUERYPARAM="token"').replace('v.m3u8', 'v.m3u8?token={$token}');
  const { lines } = merged([own, text()]);
  expect(lines.filter((line) => line.startsWith('#EXT-X-DEFINE'))).toEqual(['#EXT-X-DEFINE:QUERYPARAM="token"']);
  expect(lines.filter((line) => /^https.*\/v\.m3u8/.test(line))).toEqual([
    'https://d1111.cloudfront.net/out/v1/aaa/v.m3u8?token={$token}',
    'https://d2222.cloudfront.net/out/v1/bbb/v.m3u8?token={$token}',
  ]);
  expect(() => merged([own, text()], [])).toThrow('defines a variable by QUERYPARAM');
});

test('a region’s own variable of that name is refused', () => {
  const own = text('#EXT-X-DEFINE:NAME="token",VALUE="x"');
  expect(() => merged([own, own])).toThrow('"token", which players.queryTokens takes from the URL of each viewer');
});

test('variables of the packager still work beside it', () => {
  const own = text('#EXT-X-DEFINE:NAME="p",VALUE="x/y"').replace('v.m3u8', '{$p}/v.m3u8');
  expect(merged([own, own]).lines).toContain('https://d1111.cloudfront.net/out/v1/aaa/x/y/v.m3u8?token={$token}');
});

describe('a session in every URI that is new with each reading', () => {
  const reading = (session: string) => text().replaceAll(/(a|v|i)\.m3u8/g, `$1.m3u8?session=${session}`);
  const masters = () => {
    const [one, two] = mastersOf(reading('44_rTUzMjxA'), reading('91_pPz0wXyB'));
    return [
      { ...one, again: reading('45_qKd81Lmz') },
      { ...two, again: reading('92_aaaaaaaa') },
    ] as Parameters<typeof mergeMasters>[0];
  };

  test('is warned of in each region, and the session is not shown', () => {
    const { personal, warnings } = mergeMasters(masters(), { steering: true }).summary;
    expect(personal).toHaveLength(2);
    expect(warnings).toEqual(personal);
    for (const one of personal) expect(one).toMatch(/^eu-west-\d .*(changes with each request|"session")/);
    expect(personal.join()).not.toMatch(/rTUzMjxA|pPz0wXyB|qKd81Lmz/);
  });

  test('is each viewer’s own where the cluster file says so', () => {
    const { summary, copies } = mergeMasters(masters(), { steering: true, queryTokens: ['session'] });
    expect(summary.warnings).toEqual([]);
    expect([...copies.values()].join()).not.toMatch(/rTUzMjxA|pPz0wXyB|qKd81Lmz/);
  });
});

describe('the check of what the merge makes', () => {
  const playlist =
    [...mergeMasters(mastersOf(text(), text()), { steering: true, queryTokens: ['token'] }).copies.values()][0] ?? '';
  const rules = (url: string) => checkText(playlist, url).map(({ rule }) => rule);

  test('says which players do not know it, and nothing else', () => {
    expect(rules('https://live.example/playlist.m3u8?token=abc')).toEqual(['query-variable-support']);
    expect(rules('file:///tmp/playlist.m3u8')).toEqual(['query-variable-support']);
  });

  test.each(['', '?token=', '?other=1'])('says that the URL has no token: %p', (query) => {
    expect(rules(`https://live.example/playlist.m3u8${query}`)).toContain('query-variable-absent');
  });

  test('says that the version is too low', () => {
    const older = playlist.replace('VERSION:11', 'VERSION:10');
    const found = checkText(older, 'https://live.example/playlist.m3u8?token=abc');
    expect(found.map(({ message }) => message)).toContain('EXT-X-VERSION is 10; EXT-X-DEFINE:QUERYPARAM needs 11');
  });
});
