import { describe, expect, test } from '@jest/globals';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import type { DetectorFigures } from '../../../../src/lib/detector/reporting/figures.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import { parseSavedState, type StateStore } from '../../../../src/lib/detector/running/saved-state.js';
import type { HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const ORIGIN = 'https://origin.example.com/out/';
const DISTRIBUTION = 'https://d111111abcdef8.cloudfront.net/out/';

interface Stream {
  /** Playlists that its master names. */
  rungs: string[];
  /** At the origin, and behind the distribution: since when nothing moves, monotonic ms. */
  frozen: { origin?: number; distribution?: number };
  /** Status of segments, and of the master. */
  segments: number;
  master: number;
}

/** Detectors that follow one stream on one clock: processes that take turns. */
function setUp() {
  const clock = new FakeClock();
  /** For how long the monotonic clock of processes stood still, ms. */
  const asleep = { ms: 0 };
  const own = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic() - asleep.ms,
    sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal),
  };
  const stream: Stream = { rungs: ['v1', 'v2'], frozen: {}, segments: 200, master: 200 };
  const messages: DetectorMessage[] = [];
  const figures: DetectorFigures[] = [];
  const errors: string[] = [];
  const requests: { url: string; method: string }[] = [];
  let stored: string | undefined;
  const store: StateStore = {
    load: async () => (stored === undefined ? undefined : parseSavedState(stored)),
    save: async (state) => {
      stored = JSON.stringify(state);
    },
  };

  const http: HttpClient = {
    async fetch(url, { method = 'GET' } = {}) {
      requests.push({ url, method });
      const name = url.slice(url.lastIndexOf('/') + 1);
      const place = url.startsWith(DISTRIBUTION) ? 'distribution' : 'origin';
      const at = stream.frozen[place] ?? stream.frozen.origin ?? clock.monotonic();
      const sequence = Math.floor(at / 2000);
      const media = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\nseg${sequence}.m4s\n`;
      const master = `#EXTM3U\n${stream.rungs.map((rung) => `#EXT-X-STREAM-INF:BANDWIDTH=${rung.slice(1)}\n${rung}.m3u8\n`).join('')}`;
      const text = name === 'index.m3u8' ? master : media;
      const isSegment = name.endsWith('.m4s') || name.endsWith('.mp4');
      const status = isSegment ? stream.segments : name === 'index.m3u8' ? stream.master : 200;
      return { url, status, headers: new Headers(), body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };

  /** A process that knows nothing but what is stored. */
  const process = (parts: { store?: StateStore; peer?: string } = { store }) =>
    new Detector({
      settings: {
        name: 'spring-final',
        region: 'eu-west-1',
        distributionPlaylistUrl: `${DISTRIBUTION}index.m3u8`,
        originPlaylistUrl: `${ORIGIN}index.m3u8`,
        ...(parts.peer ? { peers: [{ originPlaylistUrl: parts.peer }] } : {}),
        durationMultiplier: 3,
        staleTolerance: 0.95,
        changeDetect: 'MEDIASEQUENCE',
        topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
      },
      http,
      clock: own,
      publish: async (message) => {
        messages.push(message);
      },
      log: (level, message) => {
        if (level === 'ERROR') errors.push(message);
      },
      measure: (one) => figures.push(one),
      ...(parts.store ? { store: parts.store } : {}),
    });
  const last = () => messages.at(-1) as DetectorMessage;
  const found = () => last().findings.map(({ check }) => check);
  return { clock, asleep, stream, messages, figures, errors, requests, store, process, last, found };
}

/** The deadline is 6 s, a poll 0.5 s, a tick 0.25 s. */
const LIMIT_MS = 6000 + 500 + 250;

describe('from one process to the next', () => {
  test('a freeze at the end of a run is noticed on time by a process that starts cold', async () => {
    const { clock, stream, messages, process } = setUp();
    const first = process().run(66_000);
    await clock.advance(64_000);
    stream.frozen.origin = clock.monotonic();
    await clock.advance(2000);
    await first;
    void process().run(66_000);
    await clock.advance(LIMIT_MS - 2000);
    expect(messages.map((message) => message.detector.state)).toEqual(['unknown', 'fresh', 'fresh', 'fresh', 'stale']);
    expect(messages.at(-1)?.detector.sequence).toBeGreaterThan(messages.at(-2)?.detector.sequence ?? 0);
  });

  test('while two overlap, both say the same', async () => {
    const { clock, stream, messages, process } = setUp();
    void process().run(66_000);
    await clock.advance(60_000);
    void process().run(66_000);
    await clock.advance(3000);
    stream.frozen.origin = clock.monotonic();
    const before = messages.length;
    await clock.advance(LIMIT_MS);
    expect(messages.slice(before).map((message) => message.detector.state)).toContain('stale');
    expect(messages.slice(before).map((message) => message.detector.state)).not.toContain('fresh');
  });

  test('what was fresh before the process slept is not fresh afterwards, though its monotonic clock stood still', async () => {
    const { clock, asleep, stream, messages, process } = setUp();
    const one = process({});
    const first = one.run(30_000);
    await clock.advance(30_000);
    await first;
    stream.frozen.origin = clock.monotonic();
    await clock.advance(54_000);
    asleep.ms = 54_000;
    const before = messages.length;
    void one.run(66_000);
    await clock.advance(20_000);
    expect(messages.slice(before).map((message) => message.detector.state)).toEqual(['unknown', 'stale']);
  });

  test('a process that starts while the master is away follows what the one before followed', async () => {
    const { clock, stream, messages, process, last } = setUp();
    const first = process().run(60_000);
    await clock.advance(58_000);
    stream.master = 404;
    await clock.advance(2000);
    await first;
    const before = messages.length;
    void process().run(120_000);
    await clock.advance(60_000);
    expect(messages.slice(before).map((message) => message.detector.state)).not.toContain('stale');
    expect(last().detector).toMatchObject({ state: 'fresh', total: 2 });
    stream.frozen.origin = clock.monotonic();
    await clock.advance(LIMIT_MS);
    expect(last().detector.state).toBe('stale');
  });

  test('stale is not forgotten, and not fresh again before it is steady', async () => {
    const { clock, stream, last, process } = setUp();
    const first = process().run(60_000);
    await clock.advance(30_000);
    stream.frozen.origin = clock.monotonic();
    await clock.advance(30_000);
    await first;
    expect(last().detector.state).toBe('stale');
    delete stream.frozen.origin;
    void process().run(66_000);
    await clock.advance(3000);
    expect(last().detector.state).toBe('stale');
    await clock.advance(8000);
    expect(last().detector.state).toBe('fresh');
  });

  test.each<[string, StateStore]>([
    [
      'refuses',
      { load: () => Promise.reject(new Error('throttled')), save: () => Promise.reject(new Error('throttled')) },
    ],
    ['hangs', { load: () => new Promise(() => {}), save: async () => {} }],
  ])('a store that %s holds up nothing', async (_, store) => {
    const { clock, errors, last, process } = setUp();
    void process({ store }).run(66_000);
    await clock.advance(10_000);
    expect(last().detector.state).toBe('fresh');
    expect(errors[0]).toContain('cannot load the state of the last run');
  });

  test.each(['', 'null', '[]', '{"version":2}', '{"version":1,"savedAt":1,"sequence":1}'])(
    '%j is not a saved state',
    (text) => {
      expect(parseSavedState(text)).toBeUndefined();
    },
  );
});

describe('two places to look from', () => {
  test('a distribution without new segments is stale while the origin has them, and the finding names it', async () => {
    const { clock, stream, last, found, process } = setUp();
    void process({}).run(120_000);
    await clock.advance(20_000);
    stream.frozen.distribution = clock.monotonic();
    await clock.advance(LIMIT_MS);
    expect(last().detector).toMatchObject({ state: 'stale', stale: 0, distribution: 'failing' });
    expect(last().detector.reason).toMatch(/^at the distribution: 2 of 2 variants are stale/);
    expect(found()).toEqual(expect.arrayContaining(['stale', 'cdn-stale']));
    expect(last().distribution_playlists?.[`${DISTRIBUTION}v1.m3u8`]?.state).toBe('stale');
  });
});

describe('what the checks find', () => {
  test('a rung that is gone, and one that came', async () => {
    const { clock, stream, process, last } = setUp();
    const detector = process({});
    void detector.run(120_000);
    await clock.advance(20_000);
    stream.rungs = ['v1', 'v3'];
    await clock.advance(16_000);
    const finding = detector.view().findings.find(({ check }) => check === 'rungs-changed');
    expect(finding?.detail).toBe(`added ${ORIGIN}v3.m3u8, removed ${ORIGIN}v2.m3u8`);
    expect(last().detector.state).toBe('fresh');
    expect(Object.keys(detector.view().playlists)).toEqual([`${ORIGIN}v1.m3u8`, `${ORIGIN}v3.m3u8`]);
  });

  test('playlists that move but whose segments are gone become stale', async () => {
    const { clock, stream, process, last, found } = setUp();
    void process({}).run(120_000);
    await clock.advance(20_000);
    stream.segments = 404;
    await clock.advance(14_000);
    expect(last().detector).toMatchObject({ state: 'stale', reason: expect.stringContaining('HTTP 404') });
    expect(found()).toContain('segment-unavailable');
  });

  test('segments are asked for by HEAD, and an initialization segment once', async () => {
    const { clock, process, requests } = setUp();
    void process({}).run(120_000);
    await clock.advance(30_000);
    const media = requests.filter(({ url }) => !url.endsWith('.m3u8'));
    expect(new Set(media.map(({ method }) => method))).toEqual(new Set(['HEAD']));
    for (const place of [ORIGIN, DISTRIBUTION]) {
      const there = media.filter(({ url }) => url.startsWith(place));
      expect(there.filter(({ url }) => url.endsWith('init.mp4'))).toHaveLength(2);
      // Each 4 s and two rungs at the most.
      expect(there.filter(({ url }) => url.endsWith('.m4s')).length).toBeLessThanOrEqual(2 * (30 / 4 + 1));
      expect(there.length).toBeGreaterThan(2);
    }
  });

  test('the other region, where it is compared with, may differ without harm to the state', async () => {
    const { clock, stream, process } = setUp();
    stream.frozen.distribution = 60_000;
    const detector = process({ peer: `${DISTRIBUTION}index.m3u8` });
    void detector.run(120_000);
    await clock.advance(20_000);
    expect(detector.view().findings.map(({ check }) => check)).toContain('media-sequence-differs');
  });
});

test('figures are handed out four times a minute and at the end, for CloudWatch', async () => {
  const { clock, figures, process } = setUp();
  const done = process({}).run(66_000);
  await clock.advance(66_000);
  await done;
  expect(figures).toHaveLength(5);
  expect(figures[1]).toMatchObject({
    domain: 'd111111abcdef8.cloudfront.net',
    state: 'fresh',
    playlists: 2,
    stalePlaylists: 0,
    failures: 0,
  });
  expect(figures[1]?.newestSegmentAgeMs).toBeLessThan(3000);
  // Two masters and four playlists, each half second.
  expect(figures[1]?.polls).toBeGreaterThanOrEqual(120);
});
