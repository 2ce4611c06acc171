import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpClient } from '../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../src/lib/http/undici-client.js';
import { findBox } from '../../../src/sandbox/origins/boxes.js';
import { readClip } from '../../../src/sandbox/origins/clip.js';
import { type LiveOrigin, startLiveOrigin } from '../../../src/sandbox/origins/live-origin.js';
import { readFillers } from '../../../src/sandbox/origins/picture-and-sound.js';
import { FakeClock } from '../../support/fake-clock.js';

const MEDIA = join(process.cwd(), 'media');
const EPOCH = Date.UTC(2026, 0, 1) - 60_000;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function origin(clock: FakeClock, region = 'eu-west-1'): Promise<LiveOrigin> {
  const clip = await readClip(MEDIA, region);
  const fillers = await readFillers(MEDIA);
  const live = await startLiveOrigin({ region, name: `live-${region}`, clock, epochMs: EPOCH, clip, fillers, port: 0 });
  open.push(() => live.close());
  return live;
}

function client(): HttpClient {
  const http = createHttpClient();
  open.unshift(() => http.close());
  return http;
}

/** A media playlist taken apart far enough for these tests. */
function read(text: string) {
  const tag = (name: string) =>
    text.split('\n').flatMap((line) => (line.startsWith(name) ? line.slice(name.length) : []));
  return {
    sequence: Number(tag('#EXT-X-MEDIA-SEQUENCE:')[0]),
    durations: tag('#EXTINF:').map((value) => Number.parseFloat(value)),
    times: tag('#EXT-X-PROGRAM-DATE-TIME:'),
    uris: text.split('\n').filter((line) => line && !line.startsWith('#')),
  };
}

const decodeTime = (segment: Buffer) => segment.readBigUInt64BE(findBox(segment, 'moof/traf/tfdt').content + 4);

describe('the audio', () => {
  test('tells decoders what it is: AAC-LC, 48 kHz, stereo', async () => {
    const { init } = (await readClip(MEDIA, 'eu-west-1')).get('audio') ?? {};
    // DecoderSpecificInfo (ISO/IEC 14496-1 section 7.2.6.7) with an AudioSpecificConfig: 5 bits object type 2, 4 bits
    // sampling frequency index 3, 4 bits channel configuration 2. Browsers refuse the track without it.
    const config = Buffer.from([0x05, 0x80, 0x80, 0x80, 0x02, 0b00010_001, 0b1_0010_000]);
    expect(init?.includes(config)).toBe(true);
  });
});

describe('the master playlist', () => {
  test('lists three rungs with one separate audio rendition', async () => {
    const live = await origin(new FakeClock());
    const response = await client().fetch(live.masterUrl);
    expect(live.masterUrl).toMatch(/^http:\/\/live-eu-west-1\.localhost:\d+\/out\/v1\/[0-9a-f]{32}\/index\.m3u8$/);
    expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.text()).toContain(
      '#EXT-X-STREAM-INF:BANDWIDTH=110000,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=960x540,FRAME-RATE=25.000,AUDIO="audio"\nindex_3.m3u8',
    );
    expect(response.text().match(/#EXT-X-STREAM-INF/g)).toHaveLength(3);
    expect(response.text()).toContain('URI="index_4.m3u8"');
  });

  test('is the same in every region, so that merged copies of a rung agree', async () => {
    const clock = new FakeClock();
    const http = client();
    const regions = ['eu-west-1', 'eu-west-2', 'ap-southeast-2'];
    const texts = await Promise.all(
      regions.map(async (region) => (await http.fetch((await origin(clock, region)).masterUrl)).text()),
    );
    expect(new Set(texts).size).toBe(1);
  });

  test.each(['eu-west-1', 'eu-west-2', 'anywhere'])(
    'no segment of %s exceeds the advertised bandwidth',
    async (region) => {
      const clip = await readClip(MEDIA, region);
      const peak = (name: string) =>
        Math.max(
          ...(clip.get(name)?.fragments ?? []).map(
            ({ data, durationTicks }) => (data.length * 8 * (clip.get(name)?.timescale ?? 0)) / durationTicks,
          ),
        );
      expect(peak('video-1') + peak('audio')).toBeLessThan(60_000);
      expect(peak('video-2') + peak('audio')).toBeLessThan(80_000);
      expect(peak('video-3') + peak('audio')).toBeLessThan(110_000);
    },
  );
});

describe('media playlists', () => {
  test('name the ten newest complete segments, in step with the clock', async () => {
    const clock = new FakeClock();
    const live = await origin(clock);
    const http = client();
    const url = new URL('index_3.m3u8', live.masterUrl).href;
    const before = read((await http.fetch(url)).text());
    // 60 s after the epoch segments 0 to 29 are complete.
    expect(before.sequence).toBe(20);
    expect(before.uris).toHaveLength(10);
    expect(before.uris.at(-1)).toBe('index_3_29.mp4');
    expect(before.times[0]).toBe('2025-12-31T23:59:40.000Z');
    expect(before.durations.every((duration) => duration === 2)).toBe(true);
    await clock.advance(1999);
    expect(read((await http.fetch(url)).text())).toEqual(before);
    await clock.advance(1);
    expect(read((await http.fetch(url)).text()).sequence).toBe(21);
  });

  test('of two regions agree on sequence numbers and times, for video and audio', async () => {
    const clock = new FakeClock();
    const http = client();
    const lives = [await origin(clock, 'eu-west-1'), await origin(clock, 'eu-west-2')];
    for (const name of ['index_1.m3u8', 'index_4.m3u8']) {
      const texts = await Promise.all(
        lives.map(async (live) => (await http.fetch(new URL(name, live.masterUrl).href)).text()),
      );
      expect(texts[0]).toBe(texts[1]);
    }
  });

  test('are not there before the first segment is', async () => {
    const clock = new FakeClock({ epochMs: EPOCH + 1999 });
    const live = await origin(clock);
    const http = client();
    const url = new URL('index_1.m3u8', live.masterUrl).href;
    expect((await http.fetch(url)).status).toBe(404);
    await clock.advance(1);
    expect(read((await http.fetch(url)).text()).uris).toEqual(['index_1_0.mp4']);
  });
});

describe('segments', () => {
  test.each([
    [3, 90_000],
    [4, 48_000],
  ])('of rendition %i follow on without a gap, over the end of the loop', async (index, timescale) => {
    const clock = new FakeClock();
    const live = await origin(clock);
    const http = client();
    const playlist = read((await http.fetch(new URL(`index_${index}.m3u8`, live.masterUrl).href)).text());
    let expected: number | undefined;
    for (const [position, uri] of playlist.uris.entries()) {
      const { body } = await http.fetch(new URL(uri, live.masterUrl).href);
      const start = Number(decodeTime(body)) / timescale;
      expect(start).toBeCloseTo(expected ?? start, 4);
      expected = start + (playlist.durations[position] as number);
      expect(EPOCH + start * 1000).toBeCloseTo(Date.parse(playlist.times[position] as string), -0.5);
      expect(body.readUInt32BE(findBox(body, 'moof/mfhd').content + 4)).toBe(playlist.sequence + position + 1);
    }
    // Segment 28 opens the eighth loop of 8 s.
    const opening = await http.fetch(new URL(`index_${index}_28.mp4`, live.masterUrl).href);
    expect(decodeTime(opening.body)).toBe(BigInt(7 * 8 * timescale));
  });

  test('differ between regions: each shows its own picture', async () => {
    const clock = new FakeClock();
    const http = client();
    const [one, two] = [await origin(clock, 'eu-west-1'), await origin(clock, 'eu-west-2')];
    const get = async (live: LiveOrigin) => (await http.fetch(new URL('index_1_29.mp4', live.masterUrl).href)).body;
    expect((await get(one)).equals(await get(two))).toBe(false);
  });

  test('that are not complete, long gone or unheard of are 404', async () => {
    const live = await origin(new FakeClock());
    const http = client();
    const status = async (name: string) => (await http.fetch(new URL(name, live.masterUrl).href)).status;
    expect(await status('index_1_30.mp4')).toBe(404);
    expect(await status('index_1_29.mp4')).toBe(200);
    expect(await status('index_1_10.mp4')).toBe(200);
    expect(await status('index_1_9.mp4')).toBe(404);
    expect(await status('index_7.m3u8')).toBe(404);
    expect(await status('/elsewhere')).toBe(404);
  });

  test('are revalidated by their ETag', async () => {
    const live = await origin(new FakeClock());
    const http = client();
    const url = new URL('index_1_29.mp4', live.masterUrl).href;
    const { headers } = await http.fetch(url);
    expect(headers.get('cache-control')).toBe('max-age=86400');
    expect((await http.fetch(url, { headers: { 'if-none-match': headers.get('etag') as string } })).status).toBe(304);
  });
});

describe('faults', () => {
  test('a frozen stream keeps its last playlist and those segments, and catches up when cleared', async () => {
    const clock = new FakeClock();
    const live = await origin(clock);
    const http = client();
    const url = new URL('index_2.m3u8', live.masterUrl).href;
    live.faults.add({ how: 'freeze' });
    await clock.advance(30_000);
    const frozen = read((await http.fetch(url)).text());
    expect(frozen.sequence).toBe(20);
    expect((await http.fetch(new URL(frozen.uris[0] as string, url).href)).status).toBe(200);
    live.faults.clear();
    expect(read((await http.fetch(url)).text()).sequence).toBe(35);
  });

  test('a status hits everything, or the playlists only', async () => {
    const live = await origin(new FakeClock());
    const http = client();
    const segment = new URL('index_1_29.mp4', live.masterUrl).href;
    const playlists = live.faults.add({ how: 'status', code: 503, only: 'playlists' });
    expect((await http.fetch(live.masterUrl)).status).toBe(503);
    expect((await http.fetch(segment)).status).toBe(200);
    playlists();
    live.faults.add({ how: 'status', code: 404 });
    expect((await http.fetch(segment)).status).toBe(404);
  });

  test('segments that are gaps, expired or renamed cannot be fetched by their old names', async () => {
    const clock = new FakeClock();
    const live = await origin(clock);
    const http = client();
    const status = async (name: string) => (await http.fetch(new URL(name, live.masterUrl).href)).status;
    const published = live.faults.add({ how: 'gap' });
    await clock.advance(2000);
    published();
    expect(await status('index_1_30.mp4')).toBe(404);
    live.faults.add({ how: 'rename' });
    await clock.advance(2000);
    expect([await status('index_1_31.mp4'), await status('renamed_1_31.mp4')]).toEqual([404, 200]);
    live.faults.add({ how: 'expire', segments: 3 });
    expect([await status('index_1_28.mp4'), await status('index_1_29.mp4')]).toEqual([404, 200]);
  });

  test('an answer that is cut promises more than it sends', async () => {
    const live = await origin(new FakeClock());
    const http = client();
    live.faults.add({ how: 'cut', only: 'segments' });
    expect((await http.fetch(live.masterUrl)).status).toBe(200);
    const url = new URL('index_1_29.mp4', live.masterUrl).href;
    await expect(http.fetch(url)).rejects.toMatchObject({ reason: 'network' });
  });

  test('hanging, refusing and slow origins', async () => {
    const clock = new FakeClock();
    const live = await origin(clock);
    const http = client();
    live.faults.add({ how: 'hang' });
    await expect(http.fetch(live.masterUrl, { timeoutMs: 50 })).rejects.toMatchObject({ reason: 'timeout' });
    live.faults.add({ how: 'refuse' });
    await expect(http.fetch(live.masterUrl)).rejects.toMatchObject({ reason: 'network' });
    live.faults.clear();
    live.faults.add({ how: 'slow', seconds: 5 });
    let done = false;
    const slow = http.fetch(live.masterUrl).then((response) => {
      done = true;
      return response;
    });
    while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    await clock.advance(5000);
    expect((await slow).status).toBe(200);
  });
});

test('a request that names another origin in its Host header is refused', async () => {
  const live = await origin(new FakeClock());
  const statusFor = async (host: string) =>
    (await client().fetch(live.masterUrl, { headers: { host: `${host}:${live.port}` } })).status;
  expect(await statusFor('live-eu-west-1.localhost')).toBe(200);
  expect(await statusFor('live-eu-west-2.localhost')).toBe(403);
});
