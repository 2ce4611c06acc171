import { describe, expect, test } from '@jest/globals';
import { follow, live, master, type Server, serve } from './live-stream.js';

const AUDIO = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,AUTOSELECT=YES,URI="audio.m3u8"';
const THREE = ['v1.m3u8', 'v2.m3u8', 'v3.m3u8'];
/** The deadline of 2 s segments, a poll and a tick. */
const LIMIT_S = 6 + 0.5 + 0.5;

/** The second at which a state was told first, after another. */
const since = (states: readonly [number, string][], state: string, after = 0) =>
  states.find(([second, one]) => one === state && second >= after)?.[0] ?? Number.NaN;

describe('odd lines are no outage', () => {
  test.each<[string, string]>([
    [
      'a date range that ends without a start',
      '#EXT-X-DATERANGE:ID="break",END-DATE="2026-01-01T00:00:09Z",DURATION=9',
    ],
    ['a comma at the end of a list', '#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12.0,'],
    ['an IV that is short', '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=0x2F'],
    ['an IV that is no number', '#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=NULL'],
    ['an attribute without a value', '#EXT-X-MAP:URI="i.mp4",BYTERANGE'],
    ['two tags in a line', '#EXT-X-DISCONTINUITY-SEQUENCE:4 #EXT-X-INDEPENDENT-SEGMENTS'],
  ])('%s', async (_, line) => {
    const { states } = await follow(
      serve(master(['v1.m3u8', 'v2.m3u8']), (second) => live(second, { header: [line] })),
      20,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
  });

  test.each<[string, string[]]>([
    ['a TYPE that nobody knows', ['#EXT-X-MEDIA:TYPE=DATA,GROUP-ID="d",NAME="data",URI="data.m3u8"']],
    ['a variant whose URI is no URL', ['#EXT-X-STREAM-INF:BANDWIDTH=9', 'http://[nowhere/v.m3u8']],
    ['a comma at the end of a variant', ['#EXT-X-STREAM-INF:BANDWIDTH=300000,', 'v9.m3u8']],
  ])('%s in the master', async (_, lines) => {
    const { states } = await follow(
      serve(master(['v1.m3u8'], lines), (second) => live(second)),
      30,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
  });

  test('a sequence number beyond 2^53', async () => {
    const { states } = await follow(
      serve(master(['v1.m3u8']), (second) =>
        live(second).replace(/(MEDIA-SEQUENCE:)(\d+)/, (_, tag, number) => `${tag}${2n ** 60n + BigInt(number)}`),
      ),
      20,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
  });

  test('a window of 130,000 segments', async () => {
    const lines = Array.from({ length: 130_100 }, (_, index) => `#EXTINF:2,\n${index}.ts`);
    const { states, found } = await follow(
      serve(master(['v1.m3u8']), (second) => {
        const first = Math.floor(second / 2);
        const listed = lines.slice(first, first + 130_000).join('\n');
        return `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n${listed}\n`;
      }),
      6,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect(found).toEqual([]);
  }, 60_000);
});

describe('stale and fresh mean what viewers have', () => {
  const frozenAt = (server: (path: string) => boolean, at = 8) =>
    serve(master(THREE, [AUDIO], ',AUDIO="a"'), (second, path) => live(server(path) ? Math.min(second, at) : second));

  test('all video stands still, one audio moves: stale', async () => {
    const { states, last } = await follow(
      frozenAt((path) => path !== 'audio.m3u8'),
      30,
    );
    expect(since(states, 'stale')).toBeLessThanOrEqual(8 + LIMIT_S);
    expect(last.detector).toMatchObject({ state: 'stale', total: 4, stale: 3 });
  });

  test('the only audio stands still: stale, and the reason says that it is the audio', async () => {
    const { states, last } = await follow(
      frozenAt((path) => path === 'audio.m3u8'),
      30,
    );
    expect(since(states, 'stale')).toBeLessThanOrEqual(8 + LIMIT_S);
    expect(last.detector.reason).toMatch(/^3 of 3 variants are stale: its audio: no new segment/);
  });

  test('the only audio is gone: stale', async () => {
    const server = serve(master(THREE, [AUDIO], ',AUDIO="a"'), (second, path) =>
      path === 'audio.m3u8' && second > 8 ? 404 : live(second),
    );
    expect(since((await follow(server, 30)).states, 'stale')).toBeLessThanOrEqual(9 + LIMIT_S);
  });

  test('one of three rungs stands still: fresh, and an error names it', async () => {
    const { states, last } = await follow(
      frozenAt((path) => path === 'v2.m3u8'),
      30,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    const finding = last.findings.find(({ check }) => check === 'playlist-stale');
    expect(finding).toMatchObject({ severity: 'error', subject: 'https://origin.example.com/v2.m3u8' });
  });

  test('another language stands still: fresh, and an error names it', async () => {
    const german = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",URI="de.m3u8"';
    const { states, last } = await follow(
      serve(master(THREE, [AUDIO, german], ',AUDIO="a"'), (second, path) =>
        live(path === 'de.m3u8' ? Math.min(second, 8) : second),
      ),
      30,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect(last.findings.find(({ check }) => check === 'playlist-stale')?.subject).toContain('de.m3u8');
  });

  test.each([
    ['audio.m3u8', 'a sound'],
    ['v2.m3u8', 'a rung'],
  ])('%s, %s that has stood still since before the first look: an error names it', async (still) => {
    const { states, last } = await follow(
      serve(master(THREE, [AUDIO], ',AUDIO="a"'), (second, path) => live(path === still ? 0 : second)),
      30,
    );
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    const finding = last.findings.find(({ check }) => check === 'playlist-stale');
    expect(finding).toMatchObject({ severity: 'error', subject: `https://origin.example.com/${still}` });
  });

  test('subtitles that never move keep nothing stale after an outage', async () => {
    const subtitles = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="sub.m3u8"';
    const { states, everFound } = await follow(
      serve(master(['v1.m3u8'], [subtitles], ',SUBTITLES="s"'), (second, path) => {
        if (path === 'sub.m3u8') return live(0, { count: 1 });
        return live(second < 20 || second > 40 ? second : 20);
      }),
      70,
    );
    expect(everFound).not.toContain('playlist-stale');
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale', 'fresh']);
    expect(since(states, 'fresh', 40)).toBeLessThanOrEqual(40 + 2 + LIMIT_S);
  });

  test('subtitles with a long target duration lengthen no deadline', async () => {
    const subtitles = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="sub.m3u8"';
    const { states, last } = await follow(
      serve(master(THREE, [subtitles], ',SUBTITLES="s"'), (second, path) => {
        const moving = second < 40 ? second : second < 150 ? 40 : second;
        return path === 'sub.m3u8' ? live(moving, { targetS: 30, count: 3 }) : live(moving);
      }),
      180,
    );
    expect(since(states, 'stale')).toBeLessThanOrEqual(40 + LIMIT_S);
    expect(since(states, 'fresh', 100)).toBeLessThanOrEqual(150 + LIMIT_S + 1);
    const apart = last.findings.find(({ check }) => check === 'target-durations-apart');
    expect(apart).toMatchObject({ severity: 'warning' });
  });

  test.each(['MEDIASEQUENCE', 'CONTENTHASH'] as const)(
    'by %s, gaps are no segments, nor parts that are gaps',
    async (by) => {
      const isGap = (sequence: number) => sequence >= 112;
      const lowLatency = serve(master(['v1.m3u8']), (second) => {
        const parts = Math.floor((second % 2) / 0.5);
        const current = 106 + Math.floor(second / 2);
        const gap = isGap(current) ? ',GAP=YES' : '';
        const made = Array.from(
          { length: parts },
          (_, part) => `#EXT-X-PART:DURATION=0.5,URI="p${current}.${part}"${gap}`,
        );
        return `${live(second, { before: (sequence) => (isGap(sequence) ? ['#EXT-X-GAP'] : []) })}${made.join('\n')}\n`;
      });
      const { states } = await follow(lowLatency, 60, { changeDetect: by });
      expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
      expect(since(states, 'stale')).toBeLessThanOrEqual(12 + LIMIT_S);
    },
  );

  test('by CONTENTHASH, comments and dates that change on a stream that stands still are nothing new', async () => {
    const server = serve(master(['v1.m3u8']), (second) =>
      live(Math.min(second, 8), {
        header: [`## written at ${second}`, `#EXT-X-PROGRAM-DATE-TIME:${new Date(second * 1000).toISOString()}`],
      }),
    );
    expect(since((await follow(server, 30, { changeDetect: 'CONTENTHASH' })).states, 'stale')).toBeLessThanOrEqual(
      8 + LIMIT_S,
    );
  });

  test('a sequence that grows over the same segments is not fresh', async () => {
    const server = serve(master(['v1.m3u8']), (second) =>
      live(second, { count: 4, nameOf: (sequence) => `s${second < 8 ? sequence : sequence % 4}.ts` }),
    );
    const { states } = await follow(server, 40);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
  });

  test.each<[string, (sequence: number) => { nameOf: string; before?: string[] }]>([
    ['names that come round after the window', (sequence) => ({ nameOf: `s${sequence % 10}.ts` })],
    ['one name for all, told apart by the query', (sequence) => ({ nameOf: `s.ts?n=${sequence}` })],
    [
      'one file, told apart by byte ranges',
      (sequence) => ({ nameOf: 'all.ts', before: [`#EXT-X-BYTERANGE:9@${sequence}`] }),
    ],
    [
      'one file, with an offset for the first of a window only',
      (sequence) => ({
        nameOf: 'all.ts',
        before: [`#EXT-X-BYTERANGE:9${sequence % 6 === 0 ? `@${sequence * 9}` : ''}`],
      }),
    ],
    ['a slate that is repeated', () => ({ nameOf: 'slate.ts', before: ['#EXT-X-DISCONTINUITY'] })],
    ['folders for segments', (sequence) => ({ nameOf: `${sequence}/media.ts` })],
  ])('%s: fresh', async (_, each) => {
    const server = serve(master(['v1.m3u8']), (second) =>
      live(second, { nameOf: (one) => each(one).nameOf, before: (one) => each(one).before ?? [] }),
    );
    const states = (await follow(server, 40)).states.map(([, state]) => state);
    expect(states).toEqual(['unknown', 'fresh']);
  });

  test('another encoder that takes over with slightly lower numbers is new segments, and told', async () => {
    const server = serve(master(['v1.m3u8']), (second) =>
      second < 20 ? live(second) : live(second, { first: 98, nameOf: (sequence) => `other${sequence}.ts` }),
    );
    const { states, everFound } = await follow(server, 60, { durationMultiplier: 1.6 });
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect(everFound).toContain('sequence-back');
  });

  test('an encoder that begins again each few seconds is not fresh', async () => {
    const server = serve(master(['v1.m3u8']), (second) => {
      if (second < 20) return live(second);
      const life = Math.floor(second / 5);
      const made = Math.floor((second % 5) / 2) + 1;
      return live(0, { first: 0, count: made, nameOf: (sequence) => `life${life}-${sequence}.ts` });
    });
    const { states, last } = await follow(server, 80);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
    expect(last.detector.reason).toContain('the encoder begins again and again');
  });

  test('updates that are late, and spaces behind colons, are told for what they are', async () => {
    const server = serve(master(['v1.m3u8']), (second) =>
      live(Math.floor(second / 4) * 4).replaceAll('#EXTINF:', '#EXTINF: '),
    );
    const { states, everFound } = await follow(server, 60);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect([...everFound]).toEqual(expect.arrayContaining(['updates-late', 'space-after-colon']));
  });

  test("the region's own master is gone, its playlists are well: fresh, with a warning", async () => {
    const own = serve(master(['v1.m3u8', 'v2.m3u8']), (second) => live(second));
    const server: Server = (second, url, options) =>
      url.pathname === '/index.m3u8' && second > 8 ? 404 : own(second, url, options);
    const { states, last } = await follow(server, 40);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect(last.findings.find(({ check }) => check === 'master-unreadable')?.severity).toBe('warning');
  });
});

describe('what is followed is what is listed', () => {
  test('a session in the path that changes with each master: the watch goes on, and it is told', async () => {
    let reads = 0;
    const server: Server = (second, { pathname }) => {
      if (pathname === '/index.m3u8') return master([`v1_w${++reads}.m3u8`, `v2_w${reads}.m3u8`]);
      return pathname.endsWith('.m3u8') ? live(Math.min(second, 20), { targetS: 6 }) : undefined;
    };
    const { states, everFound } = await follow(server, 80);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
    expect(since(states, 'stale')).toBeLessThanOrEqual(20 + 18 + 2);
    expect(everFound).toContain('session-urls');
    expect(everFound).not.toContain('rungs-changed');
  });

  test('rungs that differ in the query only are playlists of their own, with a session beside it that changes', async () => {
    let reads = 0;
    const server: Server = (second, { pathname, searchParams }) => {
      if (pathname === '/index.m3u8') {
        reads += 1;
        return master([1, 2, 3].map((rung) => `live?session=${'x'.repeat(30)}${reads}&rung=${rung}`));
      }
      return pathname === '/live' ? live(searchParams.get('rung') === '3' ? second : Math.min(second, 8)) : undefined;
    };
    const { last } = await follow(server, 40);
    expect(last.detector).toMatchObject({ total: 3, stale: 2, state: 'fresh' });
    expect(Object.keys(last.playlists)).toEqual(
      [1, 2, 3].map((rung) => `https://origin.example.com/live (rung=${rung})`),
    );
  });

  test('renditions of one NAME, and without NAME, are all followed', async () => {
    const media = [
      'DEFAULT=YES,NAME="English",URI="main.m3u8"',
      'NAME="English",CHARACTERISTICS="public.x",URI="d.m3u8"',
    ];
    const lines = [...media, 'LANGUAGE="de",URI="unnamed.m3u8"'].map(
      (one) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",${one}`,
    );
    const { last } = await follow(
      serve(master(['v1.m3u8'], lines, ',AUDIO="a"'), (second, path) => (path === 'main.m3u8' ? 404 : live(second))),
      10,
    );
    expect(last.detector.total).toBe(4);
    expect(last.findings.map(({ subject }) => subject).join()).toContain('main.m3u8');
  });

  test('a master that redirects to another host and token each time', async () => {
    let reads = 0;
    const server: Server = (second, { pathname }) => {
      if (pathname === '/index.m3u8') {
        reads += 1;
        const finalUrl = `https://edge${reads}.example.net/t${reads}/index.m3u8?token=${reads}`;
        return { body: master(['v1.m3u8', 'v2.m3u8']), finalUrl };
      }
      return pathname.endsWith('.m3u8') ? live(Math.min(second, 30)) : undefined;
    };
    const { states } = await follow(server, 60);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
    expect(since(states, 'stale')).toBeLessThanOrEqual(30 + LIMIT_S);
  });

  test('variables of the playlist, of its master, and of its URL are replaced in what is asked for', async () => {
    const asked = new Set<string>();
    const text = master(['v1.m3u8?t=abc'], ['#EXT-X-DEFINE:NAME="auth",VALUE="?sig=1"']);
    const header = ['NAME="p",VALUE="x"', 'IMPORT="auth"', 'QUERYPARAM="t"'].map((one) => `#EXT-X-DEFINE:${one}`);
    const server: Server = (second, { pathname, search }) => {
      if (pathname === '/index.m3u8') return text;
      if (pathname === '/v1.m3u8') return live(second, { header, nameOf: (n) => `{$p}/{$p}{$t}${n}.ts{$auth}` });
      asked.add(`${pathname.replace(/\d+/, '')}${search}`);
      return /^\/x\/xabc\d+\.ts$/.test(pathname) ? undefined : 404;
    };
    const { states, found } = await follow(server, 20);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect([...asked]).toEqual(['/x/xabc.ts?sig=1']);
    expect(found).toEqual([]);
  });

  test('a variable that has no value is told', async () => {
    const server = serve(master(['v1.m3u8']), (second) => live(second, { nameOf: (n) => `s${n}.ts{$auth}` }));
    expect((await follow(server, 10)).found).toContain('variable-undefined');
  });
});

describe('segments are asked for as players do', () => {
  test('a server that refuses HEAD is asked by GET before it counts', async () => {
    const methods = new Set<string>();
    const own = serve(master(['v1.m3u8']), (second) => live(second));
    const server: Server = (second, url, options) => {
      if (!url.pathname.endsWith('.ts')) return own(second, url, options);
      methods.add(`${options.method ?? 'GET'} ${options.headers?.range ?? ''}`);
      return options.method === 'HEAD' ? 403 : { status: 206 };
    };
    const { states, everFound } = await follow(server, 40);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect([...methods]).toEqual(['HEAD ', 'GET bytes=0-0']);
    expect(everFound).not.toContain('segment-unavailable');
  });

  test('a server that refuses HEAD and ranges is asked for all of a segment before it counts', async () => {
    const own = serve(master(['v1.m3u8']), (second) => live(second));
    const { states, everFound } = await follow((second, url, options) => {
      if (!url.pathname.endsWith('.ts')) return own(second, url, options);
      if (options.method === 'HEAD') return 405;
      return options.headers?.range ? 416 : 200;
    }, 40);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect([...everFound]).toEqual([]);
  });

  test('segments that stand in the playlist as data: are asked for nowhere', async () => {
    const schemes = new Set<string>();
    const own = serve(master(['v1.m3u8']), (second) => live(second, { nameOf: (n) => `data:video/mp2t,${n}` }));
    const { states } = await follow((second, url, options) => {
      schemes.add(url.protocol);
      return own(second, url, options);
    }, 20);
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh']);
    expect([...schemes]).toEqual(['https:']);
  });

  test('segments that fail at the distribution only are an outage', async () => {
    const own = serve(master(['v1.m3u8']), (second) => live(second));
    const server: Server = (second, url, options) =>
      url.host.includes('cloudfront') && url.pathname.endsWith('.ts') && second > 10 ? 503 : own(second, url, options);
    const { states, last } = await follow(server, 40, { atDistribution: true });
    expect(states.map(([, state]) => state)).toEqual(['unknown', 'fresh', 'stale']);
    expect(last.detector.reason).toMatch(/^at the distribution: .*HTTP 503/);
  });
});
