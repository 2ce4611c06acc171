import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpClient, HttpResponse } from '../../../../src/lib/http/http-client.js';
import { createHttpClient } from '../../../../src/lib/http/undici-client.js';
import { boxes } from '../../../../src/sandbox/origins/boxes.js';
import { readClip } from '../../../../src/sandbox/origins/clip.js';
import { type LiveOrigin, startLiveOrigin } from '../../../../src/sandbox/origins/live-origin.js';
import { FakeClock } from '../../../support/fake-clock.js';

/** 60 s before the clock's first moment: segments 0 to 29 are complete then. */
const EPOCH = Date.UTC(2026, 0, 1) - 60_000;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Stream {
  clock: FakeClock;
  live: LiveOrigin;
  get(file: string): Promise<HttpResponse>;
  /** Asks for a file; resolves when the origin holds the request. */
  hold(file: string): Promise<{ answer: Promise<HttpResponse>; isAnswered(): boolean }>;
}

async function start(): Promise<Stream> {
  const clock = new FakeClock();
  const clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
  const live = await startLiveOrigin({
    fillers: new Map(),
    region: 'eu-west-1',
    name: 'low-latency',
    clock,
    epochMs: EPOCH,
    clip,
    lowLatency: true,
    port: 0,
  });
  const http: HttpClient = createHttpClient();
  open.push(
    () => http.close(),
    () => live.close(),
  );
  const get = (file: string) => http.fetch(new URL(file, live.masterUrl).href);
  const hold = async (file: string) => {
    let done = false;
    const answer = get(file).finally(() => {
      done = true;
    });
    while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
    return { answer, isAnswered: () => done };
  };
  return { clock, live, get, hold };
}

const lastPart = (response: HttpResponse) =>
  response
    .text()
    .split('\n')
    .findLast((line) => line.startsWith('#EXT-X-PART:'));

test('a segment is the chunks of its parts, one after the other', async () => {
  const { get } = await start();
  const { body } = await get('index_2_29.mp4');
  const parts = await Promise.all([0, 1, 2, 3, 4].map(async (part) => (await get(`index_2_29.${part}.mp4`)).body));
  expect(body.equals(Buffer.concat(parts))).toBe(true);
  expect(boxes(body).map(({ type }) => type)).toEqual(Array(5).fill(['moof', 'mdat']).flat());
});

describe('a reload that waits', () => {
  test('is answered when its part is complete, and may be cached for a second', async () => {
    const { clock, hold } = await start();
    const { answer, isAnswered } = await hold('index_1.m3u8?_HLS_msn=30&_HLS_part=1');
    await clock.advance(799);
    expect(isAnswered()).toBe(false);
    await clock.advance(1);
    const response = await answer;
    expect(lastPart(response)).toContain('index_1_30.1.mp4');
    expect(response.headers.get('cache-control')).toBe('max-age=1');
  });

  test('is refused when it is too far ahead', async () => {
    const { get } = await start();
    const { status, headers } = await get('index_1.m3u8?_HLS_msn=32');
    expect([status, headers.get('cache-control')]).toEqual([400, 'no-store']);
  });

  test('of a frozen stream is answered 503 after three target durations', async () => {
    const { clock, live, hold } = await start();
    live.faults.add({ how: 'freeze' });
    const { answer, isAnswered } = await hold('index_1.m3u8?_HLS_msn=30&_HLS_part=0');
    await clock.advance(5900);
    expect(isAnswered()).toBe(false);
    await clock.advance(200);
    expect((await answer).status).toBe(503);
  });

  test('is answered when a frozen stream moves again', async () => {
    const { clock, live, hold } = await start();
    const { answer, isAnswered } = await hold('index_1.m3u8?_HLS_msn=30&_HLS_part=0');
    await clock.advance(200);
    live.faults.add({ how: 'freeze' });
    await clock.advance(3000);
    expect(isAnswered()).toBe(false);
    live.faults.clear();
    await clock.advance(100);
    // 3.3 s later: part 2 of segment 31 is complete.
    expect(lastPart(await answer)).toContain('index_1_31.2.mp4');
  });

  test('gets the status of a fault that begins meanwhile', async () => {
    const { clock, live, hold } = await start();
    const { answer } = await hold('index_1.m3u8?_HLS_msn=30');
    live.faults.add({ how: 'status', code: 500 });
    await clock.advance(2000);
    expect((await answer).status).toBe(500);
  });
});

describe('parts', () => {
  test('that are hinted at are sent when they are complete; further ones are 404', async () => {
    const { clock, get, hold } = await start();
    expect((await get('index_1_30.1.mp4')).status).toBe(404);
    const { answer } = await hold('index_1_30.0.mp4');
    await clock.advance(400);
    const { status, body } = await answer;
    expect([status, body.equals((await get('index_1_30.0.mp4')).body)]).toEqual([200, true]);
  });

  test('that a frozen stream hinted at never come: 503 after three target durations', async () => {
    const { clock, live, hold } = await start();
    live.faults.add({ how: 'freeze' });
    const { answer } = await hold('index_1_30.0.mp4');
    await clock.advance(6100);
    expect((await answer).status).toBe(503);
  });

  test('can be fetched for as long as segments; a part that its segment does not have is 404', async () => {
    const { get } = await start();
    const status = async (name: string) => (await get(name)).status;
    expect(await status('index_1_29.4.mp4')).toBe(200);
    expect(await status('index_1_29.5.mp4')).toBe(404);
    expect(await status('index_4_20.0.mp4')).toBe(200);
    expect(await status('index_1_5.0.mp4')).toBe(404);
    expect(await status('index_1_29.mp4')).toBe(200);
    expect(await status('index_1_30.mp4')).toBe(404);
  });
});
