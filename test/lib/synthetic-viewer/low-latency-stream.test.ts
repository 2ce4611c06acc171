import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { FetchOptions, HttpResponse } from '../../../src/lib/http/http-client.js';
import { startViewer } from '../../../src/lib/synthetic-viewer/start-viewer.js';
import { cutIntoChunks } from '../../../src/sandbox/origins/chunks.js';
import { type ClipRendition, readClip } from '../../../src/sandbox/origins/clip.js';
import { lowLatencyPlaylist } from '../../../src/sandbox/origins/low-latency/media-playlist.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FakeStreams } from './fake-streams.js';

/** Two regions whose media playlists are low-latency ones, as the sandbox writes them. */
class LowLatencyStreams extends FakeStreams {
  constructor(
    private readonly own: FakeClock,
    private readonly rendition: ClipRendition,
  ) {
    super(own);
  }

  override async fetch(url: string, options: FetchOptions = {}): Promise<HttpResponse> {
    const response = await super.fetch(url, options);
    if (response.status !== 200 || !/(\d|audio)\.m3u8/.test(url)) return response;
    const nowMs = this.own.now();
    const text = lowLatencyPlaylist(this.rendition, 1, { epochMs: EPOCH, nowMs, skip: false }) as string;
    return { ...response, text: () => text };
  }
}

const EPOCH = Date.UTC(2026, 0, 1) - 60_000;

test('a viewer plays a low-latency stream by its whole segments, and a drained close goes unnoticed', async () => {
  const clock = new FakeClock();
  const clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
  const streams = new LowLatencyStreams(clock, cutIntoChunks(clip.get('video-1') as ClipRendition, 400));
  const viewer = startViewer({ masterUrl: 'http://master.test/playlist.m3u8', http: streams, clock });
  await clock.advance(20_000);
  streams.steering.priority = ['eu-west-2', 'eu-west-1'];
  await clock.advance(10_000);
  streams.behaviour['eu-west-1'] = 'closed';
  await clock.advance(10_000);
  expect(viewer.snapshot()).toMatchObject({
    state: 'playing',
    pathway: 'eu-west-2',
    stalls: 0,
    errorResponses: 0,
    lastSwitch: { because: 'steering' },
  });
  expect(streams.requests.every(({ url }) => !/_HLS_(msn|part|skip)/.test(url))).toBe(true);
  await viewer.stop();
});
