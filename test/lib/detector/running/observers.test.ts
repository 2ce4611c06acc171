import { expect, test } from '@jest/globals';
import type { DetectorMessage } from '../../../../src/lib/detector/reporting/detector-message.js';
import type { ObservationMessage } from '../../../../src/lib/detector/reporting/observation-message.js';
import { Detector } from '../../../../src/lib/detector/running/detector.js';
import { FetchError, type FetchOptions, type HttpClient } from '../../../../src/lib/http/http-client.js';
import { FakeClock } from '../../../support/fake-clock.js';

const OWN = {
  region: 'eu-west-1',
  distributionDomain: 'd1.cloudfront.net',
  originPlaylistUrl: 'https://one.example/i.m3u8',
};
const PEER = {
  region: 'eu-west-2',
  distributionDomain: 'd2.cloudfront.net',
  originPlaylistUrl: 'https://two.example/i.m3u8',
};
const SEGMENT_MS = 2000;

type Trouble = 'frozen' | 'hang' | 'never' | undefined;

/** A detector of one region that follows the stream of another one too. */
function setUp() {
  const clock = new FakeClock();
  const trouble: Record<string, Trouble> = {};
  const frozenAt: Record<string, number> = {};
  const messages: { at: number; message: DetectorMessage }[] = [];
  const observations: { at: number; message: ObservationMessage }[] = [];
  const requests: Record<string, number> = {};
  const scores: Record<string, number> = {};
  const http: HttpClient = {
    async fetch(url, options: FetchOptions = {}) {
      const { host, pathname } = new URL(url);
      requests[host] = (requests[host] ?? 0) + 1;
      if (trouble[host] === 'hang') {
        await clock.sleep(options.timeoutMs ?? 10_000, options.signal);
        throw new FetchError('timeout', url, 'timeout');
      }
      const text = pathname === '/i.m3u8' ? '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n' : media(host);
      const status = trouble[host] === 'never' ? 403 : 200;
      const headers = new Headers(scores[host] === undefined ? {} : { 'cmsd-static': `com.aws-mqcs=${scores[host]}` });
      return { url, status, headers, body: Buffer.from(text), text: () => text };
    },
    close: async () => {},
  };
  const media = (host: string) => {
    if (trouble[host] === 'frozen') frozenAt[host] ??= clock.monotonic();
    const at = frozenAt[host] ?? clock.monotonic();
    const first = Math.floor(at / SEGMENT_MS) + 1000;
    const segments = [0, 1, 2, 3].map((index) => `#EXTINF:2,\ns${first + index}.ts`);
    return `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n${segments.join('\n')}\n`;
  };
  const detector = new Detector({
    settings: {
      ...OWN,
      name: 'spring-final',
      distributionPlaylistUrl: 'https://d1.cloudfront.net/i.m3u8',
      peers: [PEER],
      durationMultiplier: 3,
      staleTolerance: 0.95,
      changeDetect: 'MEDIASEQUENCE',
      topicArn: '',
    },
    http,
    clock,
    publish: async (message) => {
      messages.push({ at: clock.monotonic(), message });
    },
    observe: async (message) => {
      observations.push({ at: clock.monotonic(), message });
    },
    log: () => {},
  });
  const seen = () =>
    Object.fromEntries((observations.at(-1)?.message.streams ?? []).map((one) => [one.distribution_domain, one.state]));
  return { clock, trouble, scores, detector, messages, observations, requests, seen };
}

test('it says each ten seconds what it sees of every stream, and its other messages stay as rare as they were', async () => {
  const { clock, detector, messages, observations, seen } = setUp();
  const running = detector.run(66_000);
  await clock.advance(66_000);
  await running;
  expect(seen()).toEqual({ 'd1.cloudfront.net': 'fresh', 'd2.cloudfront.net': 'fresh' });
  const gaps = observations.slice(1).map(({ at }, index) => at - (observations[index]?.at ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_250);
  expect(observations.length).toBeLessThanOrEqual(10);
  expect(messages.length).toBeLessThanOrEqual(3);
  const sequences = observations.map(({ message }) => message.sequence);
  expect([...sequences].sort((one, two) => one - two)).toEqual(sequences);
  expect(observations[0]?.message).toMatchObject({ observer: 'eu-west-1', heartbeat_seconds: 10 });
});

test('it says at once that the stream of another region became stale, and moves nothing of its own', async () => {
  const { clock, trouble, detector, messages, observations, seen } = setUp();
  const running = detector.run(66_000);
  await clock.advance(20_000);
  trouble['two.example'] = 'frozen';
  await clock.advance(7500);
  expect(seen()).toEqual({ 'd1.cloudfront.net': 'fresh', 'd2.cloudfront.net': 'stale' });
  expect(observations.at(-1)?.message.streams[1]).toMatchObject({
    reason: expect.stringMatching(/1 of 1 variants are stale/),
  });
  expect(messages.every(({ message }) => message.detector.state !== 'stale')).toBe(true);
  await clock.advance(40_000);
  await running;
});

test('a peer that does not answer delays nothing of what it says of its own stream', async () => {
  const { clock, trouble, detector, messages, requests, seen } = setUp();
  trouble['two.example'] = 'hang';
  const running = detector.run(66_000);
  await clock.advance(100);
  expect(messages).toHaveLength(1);
  await clock.advance(19_900);
  expect(seen()).toEqual({ 'd1.cloudfront.net': 'fresh', 'd2.cloudfront.net': 'unknown' });
  trouble['one.example'] = 'frozen';
  await clock.advance(6750);
  expect(messages.at(-1)?.message.detector.state).toBe('stale');
  expect(requests['two.example']).toBeLessThan(20);
  await clock.advance(66_000);
  await running;
  expect(clock.monotonic()).toBeGreaterThanOrEqual(66_000);
});

test('an origin that admits nobody from here is not called stale', async () => {
  const { clock, trouble, detector, seen } = setUp();
  trouble['two.example'] = 'never';
  const running = detector.run(66_000);
  await clock.advance(66_000);
  await running;
  expect(seen()).toEqual({ 'd1.cloudfront.net': 'fresh', 'd2.cloudfront.net': 'unknown' });
});

test('a peer costs no requests for segments, and half of what its own stream costs', async () => {
  const { clock, detector, requests } = setUp();
  const running = detector.run(66_000);
  await clock.advance(66_000);
  await running;
  const own = (requests['one.example'] ?? 0) + (requests['d1.cloudfront.net'] ?? 0);
  expect((requests['two.example'] ?? 0) * 2).toBeLessThanOrEqual(own);
});

test('it says at once that the picture of a stream has turned bad, and does not call the stream stale', async () => {
  const { clock, scores, detector, observations, messages } = setUp();
  Object.assign(scores, { 'one.example': 100, 'two.example': 90, 'd1.cloudfront.net': 100 });
  const running = detector.run(60_000);
  await clock.advance(20_000);
  const streams = () =>
    observations.at(-1)?.message.streams.map(({ quality, quality_settled }) => [quality, quality_settled]);
  expect(streams()).toEqual([
    [100, 100],
    [90, 90],
  ]);
  scores['one.example'] = 0;
  await clock.advance(5000);
  expect(streams()).toEqual([
    [0, 0],
    [90, 90],
  ]);
  const told = observations.find(({ message }) => message.streams[0]?.quality_settled === 0);
  expect((told?.at ?? 0) - 20_000).toBeLessThanOrEqual(4000);
  scores['one.example'] = 100;
  await clock.advance(30_000);
  expect(streams()).toEqual([
    [100, 0],
    [90, 90],
  ]);
  expect(messages.some(({ message }) => message.detector.state === 'stale')).toBe(false);
  await clock.advance(5000);
  await running;
});
