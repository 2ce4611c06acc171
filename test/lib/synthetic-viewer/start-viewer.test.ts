import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startViewer } from '../../../src/lib/synthetic-viewer/start-viewer.js';
import type { Viewer, ViewerEvent } from '../../../src/lib/synthetic-viewer/viewer.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeStreams, merged } from './fake-streams.js';

const MASTER = 'http://master.test/playlist.m3u8';

let clock: FakeClock;
let streams: FakeStreams;
let viewer: Viewer;
let events: ViewerEvent[];

beforeEach(() => {
  clock = new FakeClock();
  streams = new FakeStreams(clock);
  events = [];
});

afterEach(async () => {
  await viewer.stop();
});

function start(steering = true): void {
  viewer = startViewer({ masterUrl: MASTER, http: streams, clock, steering, onEvent: (event) => events.push(event) });
}

/** Requests for playlists and segments of a region since a moment. */
function requestsTo(region: string, sinceMs = 0): string[] {
  return streams.requests
    .filter(({ url, atMs }) => url.includes(`//${region}.`) && atMs > sinceMs)
    .map(({ url }) => url);
}

describe('a viewer', () => {
  test('plays video and audio of the first pathway, one rung within the cap, without a stall', async () => {
    start();
    await clock.advance(30_000);
    const stats = viewer.snapshot();
    expect(stats).toMatchObject({ state: 'playing', pathway: 'eu-west-1', errorResponses: 0, longestStallMs: 0 });
    // Three segments at the start and one every 2 s after that, of each of two tracks.
    expect(stats.segments).toBeGreaterThanOrEqual(2 * 17);
    expect(stats.segments).toBeLessThanOrEqual(2 * 18);
    expect(stats.segmentsByPathway).toEqual({ 'eu-west-1': stats.segments });
    expect(stats.bytes).toBe((stats.segments + 2) * 5008);
    expect(requestsTo('eu-west-2')).toEqual([]);
    const videos = streams.requests.filter(({ url }) => /\d+\.m3u8/.test(url)).map(({ url }) => url);
    expect(new Set(videos)).toEqual(new Set(['http://eu-west-1.test/1000000.m3u8']));
  });

  test('asks for the steering manifest every TTL and says where it is and how fast', async () => {
    start();
    await clock.advance(21_000);
    const asked = streams.requests.filter(({ url }) => url.includes('/steering.json'));
    expect(asked).toHaveLength(5);
    const last = new URL(asked.at(-1)?.url ?? '').searchParams;
    expect(last.get('_HLS_pathway')).toBe('eu-west-1');
    expect(Number(last.get('_HLS_throughput'))).toBeGreaterThan(0);
  });

  test.each<[number, string | undefined, number]>([
    [429, '20', 2],
    [429, undefined, 7],
    [410, undefined, 1],
  ])(
    'asks for the steering manifest again after %i with Retry-After %s as hls.js does',
    async (status, retryAfter, asks) => {
      streams.steering = { ...streams.steering, status, retryAfter };
      start();
      await clock.advance(32_000);
      expect(streams.requests.filter(({ url }) => url.includes('/steering.json'))).toHaveLength(asks);
    },
  );

  test('leaves by steering without an error or a stall, and asks the old region for nothing more', async () => {
    start();
    await clock.advance(20_000);
    streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    await clock.advance(10_000);
    streams.behaviour['eu-west-1'] = 'closed';
    const closedAtMs = clock.monotonic();
    await clock.advance(20_000);
    const stats = viewer.snapshot();
    expect(stats).toMatchObject({ state: 'playing', pathway: 'eu-west-2', errorResponses: 0, longestStallMs: 0 });
    expect(stats.lastSwitch).toMatchObject({ from: 'eu-west-1', to: 'eu-west-2', because: 'steering' });
    expect(requestsTo('eu-west-1', closedAtMs)).toEqual([]);
    expect(requestsTo('eu-west-2', closedAtMs).some((url) => url.includes('audio'))).toBe(true);
  });

  test('downloads no segment twice and skips none when it changes regions', async () => {
    start();
    await clock.advance(20_000);
    streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    await clock.advance(20_000);
    const sequences = streams.requests
      .filter(({ url }) => url.endsWith('.m4s'))
      .map(({ url }) => Number(/s(\d+)\.m4s/.exec(url)?.[1]))
      .sort((a, b) => a - b);
    const distinct = [...new Set(sequences)];
    expect(sequences).toHaveLength(2 * distinct.length);
    expect((distinct.at(-1) as number) - (distinct[0] as number) + 1).toBe(distinct.length);
  });

  test('finds its place in the other region by sequence number where there is no date-time', async () => {
    streams.programDateTime = false;
    start();
    await clock.advance(20_000);
    streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    await clock.advance(20_000);
    expect(viewer.snapshot()).toMatchObject({ pathway: 'eu-west-2', longestStallMs: 0, errorResponses: 0 });
  });

  test('sees the 404 of a close that was not drained, moves at once and plays on', async () => {
    start(false);
    await clock.advance(20_000);
    streams.behaviour['eu-west-1'] = 'closed';
    await clock.advance(20_000);
    const stats = viewer.snapshot();
    expect(stats).toMatchObject({ state: 'playing', pathway: 'eu-west-2', longestStallMs: 0 });
    expect(stats.lastSwitch?.because).toBe('error');
    expect(stats.errors.map(({ what }) => what)).toContain('HTTP 404');
    // One for video and one for audio at most: a 404 is never asked for again.
    expect(stats.errorResponses).toBeLessThanOrEqual(2);
  });

  test('does not survive a second close within 300 s without steering, as hls.js does not', async () => {
    start(false);
    await clock.advance(10_000);
    streams.behaviour['eu-west-1'] = 'closed';
    await clock.advance(20_000);
    streams.behaviour['eu-west-1'] = 'open';
    await clock.advance(20_000);
    streams.behaviour['eu-west-2'] = 'closed';
    await clock.advance(20_000);
    expect(viewer.snapshot()).toMatchObject({ state: 'failed', pathway: 'eu-west-2' });
    expect(viewer.snapshot().failure).toContain('eu-west-2');
    expect(events.at(-1)?.type).toBe('failed');
  });

  test('stays on a frozen stream and stalls; a steering flip saves it', async () => {
    start();
    await clock.advance(20_000);
    streams.freeze('eu-west-1');
    await clock.advance(20_000);
    const frozen = viewer.snapshot();
    expect(frozen).toMatchObject({ state: 'stalled', pathway: 'eu-west-1', errorResponses: 0, stalls: 1 });
    // About three segments were buffered; the rest of the 20 s is the stall.
    expect(frozen.longestStallMs).toBeGreaterThan(12_000);
    expect(frozen.longestStallMs).toBeLessThan(17_000);
    streams.steering = { priority: ['eu-west-2', 'eu-west-1'] };
    await clock.advance(10_000);
    expect(viewer.snapshot()).toMatchObject({ state: 'playing', pathway: 'eu-west-2', stalls: 1 });
  });

  test('gives up a segment that hangs when it is steered away', async () => {
    start();
    await clock.advance(20_000);
    streams.behaviour['eu-west-1'] = 'hanging';
    await clock.advance(1_000);
    streams.steering = { priority: ['eu-west-2'] };
    await clock.advance(9_000);
    expect(viewer.snapshot()).toMatchObject({ state: 'playing', pathway: 'eu-west-2', errorResponses: 0 });
  });

  test('tries again after a 5xx before it leaves, as hls.js does', async () => {
    start(false);
    await clock.advance(20_000);
    streams.behaviour['eu-west-1'] = 'failing';
    await clock.advance(2_500);
    streams.behaviour['eu-west-1'] = 'open';
    await clock.advance(10_000);
    const stats = viewer.snapshot();
    expect(stats.pathway).toBe('eu-west-1');
    expect(stats.errorResponses).toBeGreaterThanOrEqual(2);
  });

  test('counts an empty segment as an error and leaves', async () => {
    start(false);
    await clock.advance(10_000);
    streams.behaviour['eu-west-1'] = 'empty';
    await clock.advance(10_000);
    const stats = viewer.snapshot();
    expect(stats.pathway).toBe('eu-west-2');
    expect(stats.errors[0]?.what).toBe('an empty segment');
  });

  test('fails with what is wrong when there is no master playlist', async () => {
    streams.master = '<html><body>Not here</body></html>';
    start();
    await clock.advance(1_000);
    expect(viewer.snapshot()).toMatchObject({ state: 'failed', errorResponses: 1 });
    expect(viewer.snapshot().failure).toContain('lists no variant');
  });

  test('plays a master playlist without steering', async () => {
    streams.master = merged(false);
    start();
    await clock.advance(10_000);
    expect(viewer.snapshot()).toMatchObject({ state: 'playing', pathway: 'eu-west-1' });
    expect(streams.requests.some(({ url }) => url.includes('steering'))).toBe(false);
  });

  test('waits for what it is asked to wait for, and not for longer than it may', async () => {
    start();
    const playing = viewer.waitFor(({ state }) => state === 'playing', 10_000);
    const never = viewer.waitFor(({ pathway }) => pathway === 'mars', 5_000);
    await clock.advance(6_000);
    await expect(playing).resolves.toBe(true);
    await expect(never).resolves.toBe(false);
  });

  test('leaves nothing behind when it stops', async () => {
    start();
    await clock.advance(10_000);
    const stats = await viewer.stop();
    const requests = streams.requests.length;
    await clock.advance(20_000);
    expect(clock.sleeping).toBe(0);
    expect(streams.requests).toHaveLength(requests);
    expect(viewer.snapshot()).toEqual(stats);
  });
});
