import { expect, test } from '@jest/globals';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { checkPlaylist } from '../../../../src/lib/playlist/check/check-playlist.js';
import type { ProgressEvent } from '../../../../src/lib/progress.js';
import { FakeClock } from '../../../support/fake-clock.js';

const MASTER = 'https://master.example/playlist.m3u8';
const SUBTITLES = ['one', 'two'].map(
  (name) => `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s_${name}",NAME="en",URI="https://${name}.example/s.m3u8"`,
);
const LINES = [
  '#EXTM3U',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="one"',
  ...SUBTITLES,
  ...['hd', 'sd'].flatMap((rung, index) =>
    ['one', 'two'].flatMap((name) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${2 - index},SUBTITLES="s_${name}",PATHWAY-ID="${name}"`,
      `https://${name}.example/${rung}.m3u8`,
    ]),
  ),
];

interface Version {
  /** Of the first segment; it moves by itself without it. */
  sequence?: number;
  count?: number;
  header?: readonly string[];
  nameOf?: (sequence: number) => string;
  before?: (sequence: number) => string[];
  targetS?: number;
}

/** A media playlist as it is at a second. */
function media(second: number, version: Version): string {
  const { targetS = 2, count = 6, header = [], nameOf = (sequence) => `s${sequence}.ts`, before = () => [] } = version;
  const first = version.sequence ?? 40 + Math.floor(second / 2);
  const dateOf = (sequence: number) => new Date(Date.UTC(2026, 5, 1) + sequence * 2000).toISOString();
  return [
    '#EXTM3U',
    `#EXT-X-TARGETDURATION:${targetS}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ...header,
    ...Array.from({ length: count }, (_, index) => first + index).flatMap((sequence) => [
      ...before(sequence),
      `#EXT-X-PROGRAM-DATE-TIME:${dateOf(sequence)}`,
      '#EXTINF:2,',
      nameOf(sequence),
    ]),
    '',
  ].join('\n');
}

/** What the check finds in streams as they are at each second, how long it takes, and what it reports. */
async function check(of: (second: number, url: string) => Version | undefined) {
  const clock = new FakeClock();
  const http: HttpClient = {
    async fetch(url) {
      const second = clock.monotonic() / 1000;
      const version = of(second, url);
      const text =
        url === MASTER
          ? LINES.join('\n')
          : url.endsWith('.json')
            ? '{"VERSION":1,"TTL":5,"PATHWAY-PRIORITY":["one","two"]}'
            : media(second, version ?? {});
      const headers = new Headers({ 'access-control-allow-origin': '*', 'cache-control': 'max-age=1' });
      return { url, status: 200, headers, body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };
  const events: ProgressEvent[] = [];
  let seconds = Number.NaN;
  const checking = checkPlaylist({ target: MASTER, http, watch: { clock, report: (event) => events.push(event) } });
  void checking.then(() => {
    seconds = clock.monotonic() / 1000;
  });
  await clock.advance(40_000);
  const { findings } = await checking;
  return { found: findings.map(({ rule, line, message }) => `${rule} ${line} ${message}`), seconds, events };
}

const HD = 'https://one.example/hd.m3u8';

test('streams that move are read twice, and nothing is found', async () => {
  const { found, seconds, events } = await check(() => undefined);
  expect(found).toEqual([]);
  expect(seconds).toBe(3);
  expect(events).toMatchObject([
    { type: 'plan', steps: [{ title: 'Read 6 media playlists again, after 3 s' }] },
    { type: 'step', status: 'started' },
    { type: 'step', status: 'succeeded' },
  ]);
});

test.each<[string, (second: number) => Version, string]>([
  [
    'event-slides',
    () => ({ header: ['#EXT-X-PLAYLIST-TYPE:EVENT'] }),
    'EXT-X-PLAYLIST-TYPE is EVENT, and 1 segments were removed',
  ],
  [
    'sequence-back',
    (second) => (second < 2 ? {} : { sequence: 0, nameOf: (one) => `other${one}.ts` }),
    'went back from 40 to 0',
  ],
  [
    'sequence-standing',
    (second) => ({ sequence: 40, nameOf: (one) => `s${one + Math.floor(second / 2)}.ts` }),
    '1 segments were removed and EXT-X-MEDIA-SEQUENCE is still 40',
  ],
  [
    'uris-changed',
    (second) => ({ nameOf: (one) => `${second < 2 ? 'a' : 'b'}${one}.ts` }),
    'segment 41 was a41.ts and is now b41.ts',
  ],
  ['window-shrunk', (second) => ({ count: second < 2 ? 6 : 2 }), '3 segments at the end were removed'],
  ['target-duration-changed', (second) => ({ targetS: second < 2 ? 2 : 3 }), 'changed from 2 s to 3 s'],
  [
    'discontinuity-sequence',
    () => ({ before: (one) => (one === 40 ? ['#EXT-X-DISCONTINUITY'] : []) }),
    'is 0 and should be 1',
  ],
])('%s takes two versions', async (rule, of, words) => {
  const { found } = await check((second, url) => (url === HD ? of(second) : undefined));
  const own = found.filter((one) => one.startsWith(`${rule} `));
  expect(own).toEqual([expect.stringMatching(new RegExp(`^${rule} 5 ${HD}: `))]);
  expect(own[0]).toContain(words);
});

test('a region that stands still is told once, after three target durations', async () => {
  const { found, seconds, events } = await check((_, url) => (url.includes('//two.') ? { sequence: 40 } : undefined));
  expect(found).toEqual([
    'playlist-stale 7 https://two.example/hd.m3u8 has no new segment after 6.0 s, and 1 more of two',
  ]);
  expect(seconds).toBe(6);
  expect(events).toContainEqual(expect.objectContaining({ type: 'activity', message: '2 stand still: once more' }));
});

test('a segment that is a little late is none that is missing, nor are subtitles without a new cue', async () => {
  const late = await check((second, url) => {
    if (url.endsWith('s.m3u8')) return { sequence: 40 };
    return url === HD ? { sequence: second < 4 ? 40 : 42 } : undefined;
  });
  expect(late.found.filter((one) => one.startsWith('playlist-stale'))).toEqual([]);
});

test('streams that have ended are not waited for', async () => {
  const { seconds, events } = await check(() => ({ sequence: 40, header: ['#EXT-X-ENDLIST'] }));
  expect(seconds).toBe(0);
  expect(events).toEqual([]);
});

test('a long target duration is not waited for in full', async () => {
  const { found, seconds } = await check(() => ({ sequence: 40, targetS: 600 }));
  expect(seconds).toBe(30);
  expect(found.filter((one) => one.startsWith('playlist-stale'))).toEqual([]);
});
