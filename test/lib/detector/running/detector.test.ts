import { afterEach, describe, expect, test } from '@jest/globals';
import { type DetectorMessage, readObservation } from '../../../../src/lib/detector/reporting/detector-message.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import type { DetectorSettings } from '../../../../src/lib/detector/running/detector-settings.js';
import { WatchedStream } from '../../../../src/lib/detector/running/watched-stream.js';
import { FetchError, type HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { CannedHttp } from '../../playlist/canned-http.js';

const SETTINGS: DetectorSettings = {
  name: 'spring-final',
  region: 'eu-west-1',
  distributionPlaylistUrl: 'https://d111111abcdef8.cloudfront.net/out/index.m3u8',
  originPlaylistUrl: 'https://origin.example.com/out/index.m3u8',
  durationMultiplier: 3,
  staleTolerance: 0.95,
  changeDetect: 'MEDIASEQUENCE',
  topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
};

const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="aac"
video.m3u8
`;

type Fault = 'freeze' | 'hang' | 'refuse' | number;

const running: AbortController[] = [];
afterEach(() => {
  for (const run of running.splice(0)) run.abort();
});

/** A live stream of 2 s segments at the origin and behind the distribution, and a detector that follows it. */
function setUp() {
  const clock = new FakeClock();
  const faults: { origin?: Fault; distribution?: Fault | 'closed' | 'stuck'; publish?: false | 'hang' } = {};
  let frozenAt: number | undefined;
  const requests: string[] = [];
  const messages: DetectorMessage[] = [];

  const http: HttpClient = {
    async fetch(url, options = {}) {
      requests.push(url);
      // What is wrong at the origin is wrong behind the distribution.
      const fault = (url.includes('cloudfront') && faults.distribution) || faults.origin;
      if (fault === 'refuse') throw new FetchError('refused', url, 'refused');
      if (fault === 'hang') {
        await clock.sleep(options.timeoutMs ?? 10_000, options.signal);
        throw new FetchError('timeout', url, 'timeout');
      }
      frozenAt = faults.origin === 'freeze' ? (frozenAt ?? clock.monotonic()) : undefined;
      const sequence = Math.floor((frozenAt ?? clock.monotonic()) / 2000);
      const media = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXTINF:2,\nseg${sequence}.m4s\n`;
      const status = fault === 'closed' ? 404 : typeof fault === 'number' ? fault : 200;
      const body = Buffer.from(status === 200 ? (url.endsWith('index.m3u8') ? MASTER : media) : 'error');
      const headers = new Headers(fault === 'closed' ? { 'x-cvs-distribution': 'closed' } : {});
      return { url, status, headers, body, text: () => body.toString() };
    },
    close: async () => {},
  };

  const detector = new Detector({
    settings: SETTINGS,
    http,
    clock,
    log: () => {},
    async publish(message) {
      if (faults.publish === 'hang') await clock.sleep(20_000);
      if (faults.publish !== undefined) throw new Error('SNS is away');
      messages.push(message);
    },
  });
  return {
    clock,
    faults,
    requests,
    messages,
    detector,
    states: () => messages.map((message) => message.detector.state),
    run(ms: number) {
      const stop = new AbortController();
      running.push(stop);
      return detector.run(ms, stop.signal);
    },
  };
}

describe('Detector', () => {
  test('says unknown at first, and fresh with the first segment that appears', async () => {
    const { clock, messages, run } = setUp();
    const done = run(55_000);
    await clock.advance(4000);
    expect(messages.map((message) => [message.detector.state, message.detector.observed_at % 60])).toEqual([
      ['unknown', 0],
      ['fresh', 2],
    ]);
    await clock.advance(51_000);
    await done;
    expect(messages).toHaveLength(2);
  });

  test('with an alias in the URL, its message and its figures name the distribution', async () => {
    const distributionDomain = 'd111111abcdef8.cloudfront.net';
    const aliased = { ...SETTINGS, distributionPlaylistUrl: 'https://live.example.com/out/index.m3u8' };
    const stream = new WatchedStream({ ...aliased, distributionDomain }, new CannedHttp(), new FakeClock(), () => {});
    const message = stream.message(0, stream.judge(0), 1);
    expect(readObservation(JSON.parse(JSON.stringify(message)), 0)).toMatchObject({ domain: distributionDomain });
    expect(stream.figures(0).domain).toBe(distributionDomain);
  });

  test('its message has the older system’s fields, and the alert handler reads it', async () => {
    const { clock, messages, run } = setUp();
    void run(55_000);
    await clock.advance(10_000);
    const message = messages.at(-1) as DetectorMessage;
    expect(message.options).toMatchObject({
      cdn_url: SETTINGS.distributionPlaylistUrl,
      origin_url: SETTINGS.originPlaylistUrl,
      region: 'eu-west-1',
      duration_multiplier: 3,
      stale_tolerance: 0.95,
    });
    expect(Object.keys(message.playlists).sort()).toEqual([
      'https://origin.example.com/out/audio.m3u8',
      'https://origin.example.com/out/video.m3u8',
    ]);
    expect(message.detector).toMatchObject({
      total: 2,
      fresh: 2,
      stale: 0,
      stale_playlist_percent: 0,
      stale_tolerance_percent: 95,
      distribution: 'open',
    });
    expect(readObservation(JSON.parse(JSON.stringify(message)), 0)).toMatchObject({
      domain: 'd111111abcdef8.cloudfront.net',
      state: 'fresh',
      sequence: message.detector.sequence,
    });
  });

  test.each<[string, Fault]>([
    ['frozen', 'freeze'],
    ['refusing', 'refuse'],
    ['hanging', 'hang'],
    ['answering 503', 503],
    ['answering 404', 404],
  ])('an origin that is %s is stale within the deadline and one poll, and fresh again afterwards', async (_, fault) => {
    const { clock, faults, messages, states, run } = setUp();
    void run(120_000);
    await clock.advance(20_000);
    faults.origin = fault;
    await clock.advance(6000 + 1000);
    expect(states()).toEqual(['unknown', 'fresh', 'stale']);
    expect(messages.at(-1)?.detector.reason).toMatch(/^1 of 1 variants are stale: (its audio: )?no new segment for 6/);
    await clock.advance(20_000);
    expect(states()).toHaveLength(3);
    delete faults.origin;
    // A request that still hangs, two segments, and the settling time.
    await clock.advance(5000 + 4000 + 6000 + 1000);
    expect(states()).toEqual(['unknown', 'fresh', 'stale', 'fresh']);
  });

  test.each<[string, Fault]>([
    ['refused', 'refuse'],
    ['hanging', 'hang'],
    ['a 503', 503],
  ])('a stream that is %s from the start is never fresh', async (_, fault) => {
    const { clock, faults, messages, states, run } = setUp();
    faults.origin = fault;
    void run(55_000);
    await clock.advance(18_000 + 8000);
    expect(states()).toEqual(['unknown', 'stale']);
    expect(messages.at(-1)?.detector.reason).toContain('the master playlist cannot be read');
  });

  test('each run begins with a heartbeat, and sequences grow', async () => {
    const { clock, messages, states, run } = setUp();
    for (let minute = 0; minute < 3; minute += 1) {
      const done = run(55_000);
      await clock.advance(55_000);
      await done;
      await clock.advance(5000);
    }
    expect(states()).toEqual(['unknown', 'fresh', 'fresh', 'fresh']);
    const sequences = messages.map((message) => message.detector.sequence);
    expect([...new Set(sequences)].sort((a, b) => a - b)).toEqual(sequences);
  });

  test('a freeze between two runs is found by the first look of the next', async () => {
    const { clock, faults, states, run } = setUp();
    const first = run(55_000);
    await clock.advance(54_000);
    faults.origin = 'freeze';
    await clock.advance(1000);
    await first;
    await clock.advance(5000);
    void run(55_000);
    await clock.advance(2000);
    expect(states().at(-1)).toBe('stale');
  });

  test('the copilot’s 404 at the distribution is not an outage, another 404 is', async () => {
    const { clock, faults, messages, states, run } = setUp();
    void run(120_000);
    await clock.advance(10_000);
    faults.distribution = 'closed';
    await clock.advance(30_000);
    expect(states()).toEqual(['unknown', 'fresh']);
    faults.distribution = 404;
    await clock.advance(10_000);
    expect(states()).toEqual(['unknown', 'fresh', 'stale']);
    expect(messages.at(-1)?.detector).toMatchObject({ distribution: 'failing', stale: 0 });
    expect(messages.at(-1)?.detector.reason).toContain('HTTP 404');
  });

  test('what could not be published is published later', async () => {
    const { clock, faults, states, run } = setUp();
    faults.publish = false;
    void run(55_000);
    await clock.advance(10_000);
    delete faults.publish;
    await clock.advance(3000);
    expect(states()).toEqual(['fresh']);
  });

  test('a topic that hangs keeps it from nothing', async () => {
    const { clock, faults, requests, states, run } = setUp();
    run(60_000);
    await clock.advance(5000);
    faults.publish = 'hang';
    faults.origin = 'freeze';
    await clock.advance(10_000);
    const before = requests.length;
    await clock.advance(10_000);
    expect(requests.length - before).toBeGreaterThan(60);
    delete faults.publish;
    await clock.advance(20_000);
    expect(states().at(-1)).toBe('stale');
  });

  test('polls a 2 s playlist each half second, and not more', async () => {
    const { clock, requests, run } = setUp();
    void run(55_000);
    await clock.advance(1000);
    requests.length = 0;
    await clock.advance(10_000);
    const count = requests.filter((url) => url === 'https://origin.example.com/out/video.m3u8').length;
    expect(count).toBeGreaterThanOrEqual(19);
    expect(count).toBeLessThanOrEqual(21);
  });

  test('ends in time with requests under way, and leaves none', async () => {
    const { clock, faults, run } = setUp();
    const done = run(10_000);
    await clock.advance(8000);
    faults.origin = 'hang';
    await clock.advance(2000);
    await done;
    expect(clock.sleeping).toBe(0);
  });
});
