import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type ClipRendition, readClip } from '../../../src/sandbox/origins/clip.js';
import { mediaPlaylist } from '../../../src/sandbox/origins/playlists.js';
import { OriginFaults } from '../../../src/sandbox/origins/stream-faults.js';
import { FakeClock } from '../../support/fake-clock.js';

const EPOCH = Date.UTC(2026, 0, 1) - 60_000;
const AUDIO = 4;

let clock: FakeClock;
let faults: OriginFaults;
let renditions: Map<number, ClipRendition>;

beforeEach(async () => {
  clock = new FakeClock();
  faults = new OriginFaults({ clock, epochMs: EPOCH });
  const clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
  renditions = new Map(
    [1, AUDIO].map((index) => [index, clip.get(index === AUDIO ? 'audio' : 'video-1') as ClipRendition]),
  );
});

function playlist(index = 1): string | undefined {
  const nowMs = faults.timeOf(index === AUDIO ? 'audio' : 'video');
  return mediaPlaylist(renditions.get(index) as ClipRendition, index, EPOCH, nowMs, faults);
}

const uris = (index = 1) => (playlist(index) ?? '').split('\n').filter((line) => line && !line.startsWith('#'));
const newest = (index = 1) => uris(index).at(-1);
const sequence = () => Number(/MEDIA-SEQUENCE:(\d+)/.exec(playlist() ?? '')?.[1]);

describe('a stream that stands still', () => {
  test('catches up with the encoder that went on', async () => {
    const thaw = faults.add({ how: 'freeze' });
    await clock.advance(30_000);
    expect([newest(), newest(AUDIO)]).toEqual(['index_1_29.mp4', 'index_4_29.mp4']);
    thaw();
    expect(newest()).toBe('index_1_44.mp4');
  });

  test('may be one track only', async () => {
    const thaw = faults.add({ how: 'audio-freeze' });
    await clock.advance(10_000);
    expect([newest(), newest(AUDIO)]).toEqual(['index_1_34.mp4', 'index_4_29.mp4']);
    thaw();
    faults.add({ how: 'video-freeze' });
    await clock.advance(10_000);
    expect([newest(), newest(AUDIO)]).toEqual(['index_1_34.mp4', 'index_4_39.mp4']);
  });

  test('stands still until the last of two such faults has ended', async () => {
    const first = faults.add({ how: 'freeze' });
    await clock.advance(10_000);
    const second = faults.add({ how: 'freeze' });
    await clock.advance(10_000);
    first();
    expect(newest()).toBe('index_1_34.mp4');
    second();
    expect(newest()).toBe('index_1_39.mp4');
  });

  test('can end as a stream that is over', async () => {
    const goOn = faults.add({ how: 'end' });
    await clock.advance(10_000);
    expect(newest()).toBe('index_1_29.mp4');
    expect(playlist()?.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
    goOn();
    expect(playlist()).not.toContain('ENDLIST');
    expect(newest()).toBe('index_1_34.mp4');
  });
});

describe('a region that lags', () => {
  test('waits until it is that far behind, and takes no segment back', async () => {
    faults.add({ how: 'lag', segments: 2 });
    expect(newest()).toBe('index_1_29.mp4');
    await clock.advance(4000);
    expect(newest()).toBe('index_1_29.mp4');
    await clock.advance(2000);
    expect(newest()).toBe('index_1_30.mp4');
  });

  test('is ahead with a negative lag, and waits for the others afterwards', async () => {
    const end = faults.add({ how: 'lag', segments: -1 });
    expect(newest()).toBe('index_1_30.mp4');
    end();
    expect(newest()).toBe('index_1_30.mp4');
    await clock.advance(2000);
    expect(newest()).toBe('index_1_30.mp4');
    await clock.advance(2000);
    expect(newest()).toBe('index_1_31.mp4');
  });

  test('has the same segment names and times for the same moment', async () => {
    const before = playlist();
    faults.add({ how: 'lag', segments: 1 });
    await clock.advance(2000);
    expect(playlist()).toBe(before);
  });

  test('is where it was before when everything is forgotten', () => {
    faults.add({ how: 'lag', segments: -3 });
    faults.forget();
    expect(newest()).toBe('index_1_29.mp4');
  });
});

describe('segments', () => {
  test('are gaps from the next one on, and stay gaps', async () => {
    const end = faults.add({ how: 'gap' });
    expect(playlist()).not.toContain('EXT-X-GAP');
    await clock.advance(2000);
    end();
    await clock.advance(2000);
    expect(playlist()).toMatch(/#EXT-X-GAP\n#EXTINF:2.00000,\nindex_1_30.mp4\n#EXT-X-PROGRAM-DATE-TIME:\S+\n#EXTINF/);
    expect([29, 30, 31].map((one) => faults.had('gap', one))).toEqual([false, true, false]);
  });

  test('have other names from the next one on', async () => {
    const end = faults.add({ how: 'rename' });
    await clock.advance(2000);
    end();
    await clock.advance(2000);
    expect(uris().slice(-3)).toEqual(['index_1_29.mp4', 'renamed_1_30.mp4', 'index_1_31.mp4']);
  });

  test('are numbered from 0 after a restart, and as before when it is undone', async () => {
    const undo = faults.add({ how: 'restart' });
    // Until the new packager has a segment.
    expect(sequence()).toBe(20);
    await clock.advance(4000);
    expect(sequence()).toBe(0);
    expect(uris()).toEqual(['index_1_0.mp4', 'index_1_1.mp4']);
    faults.add({ how: 'restart' });
    await clock.advance(2000);
    expect(uris()).toEqual(['index_1_0.mp4']);
    faults.clear();
    undo();
    await clock.advance(2000);
    expect(sequence()).toBe(33);
    expect(uris()).toEqual(['index_1_33.mp4']);
  });

  test('expire early', () => {
    expect(faults.keptSegments).toBe(Number.POSITIVE_INFINITY);
    faults.add({ how: 'expire' });
    expect(faults.keptSegments).toBe(3);
    faults.add({ how: 'expire', segments: 2 });
    expect(faults.keptSegments).toBe(2);
  });
});

test('a low-latency stream refuses faults of whole segments, and has the others', async () => {
  const lowLatency = new OriginFaults({ clock, epochMs: EPOCH, lowLatency: true });
  for (const how of ['rename', 'end', 'black'] as const) {
    expect(() => lowLatency.add({ how })).toThrow(`cannot have the fault ${how}`);
  }
  expect(lowLatency.standsStill()).toBe(false);
  lowLatency.add({ how: 'audio-freeze' });
  await clock.advance(100);
  expect([lowLatency.standsStill('audio'), lowLatency.standsStill('video')]).toEqual([true, false]);
});

describe('disturbances', () => {
  const playlists = { what: 'playlists', track: 'video' } as const;
  const audio = { what: 'segments', track: 'audio' } as const;

  test('combine, and end one by one', () => {
    const fast = faults.add({ how: 'slow', seconds: 2 });
    faults.add({ how: 'slow', seconds: 0.5 });
    const well = faults.add({ how: 'status', code: 503 });
    faults.add({ how: 'status', code: 404 });
    expect(faults.disturbance(audio)).toMatchObject({ slowMs: 2500, status: 503, hang: false });
    fast();
    well();
    expect(faults.disturbance(audio)).toMatchObject({ slowMs: 500, status: 404 });
    faults.clear();
    expect(faults.disturbance(audio)).toEqual({ refuse: false, hang: false, cut: false, slowMs: 0, status: undefined });
  });

  test('are limited to what they name', () => {
    faults.add({ how: 'status', code: 503, only: 'playlists' });
    faults.add({ how: 'hang', only: 'audio' });
    expect(faults.disturbance(playlists)).toMatchObject({ status: 503, hang: false });
    expect(faults.disturbance(audio)).toMatchObject({ status: undefined, hang: true });
    expect(faults.disturbance({ what: 'playlists' })).toMatchObject({ status: 503, hang: false });
  });
});
