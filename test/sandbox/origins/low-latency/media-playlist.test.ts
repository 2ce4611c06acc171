import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readMediaPlaylist } from '../../../../src/lib/hls/read-media-playlist.js';
import { cutIntoChunks } from '../../../../src/sandbox/origins/chunks.js';
import { type ClipRendition, readClip } from '../../../../src/sandbox/origins/clip.js';
import { lowLatencyPlaylist } from '../../../../src/sandbox/origins/low-latency/media-playlist.js';

const EPOCH = Date.UTC(2026, 0, 1);
const renditions = new Map<number, ClipRendition>();
beforeAll(async () => {
  const clip = await readClip(join(process.cwd(), 'media'), 'eu-west-1');
  for (const [index, name] of [
    [1, 'video-1'],
    [4, 'audio'],
  ] as const) {
    renditions.set(index, cutIntoChunks(clip.get(name) as ClipRendition, 400));
  }
});

const at = (seconds: number, index = 1, skip = false): string =>
  lowLatencyPlaylist(renditions.get(index) as ClipRendition, index, {
    epochMs: EPOCH,
    nowMs: EPOCH + seconds * 1000,
    skip,
  }) as string;
const linesOf = (text: string, tag: string) => text.split('\n').filter((line) => line.startsWith(tag));

test('60.8 s after the start, segments 20 to 29 and two parts of segment 30 are listed, and its third part is hinted at', () => {
  const text = at(60.8);
  const { mediaSequence, segments, parts, canBlockReload, canSkipUntilS, holdBackS, aheadLinks } = readMediaPlaylist(
    text,
    'http://a.example/index_1.m3u8',
  );
  expect({ mediaSequence, segments: segments.length, parts }).toEqual({ mediaSequence: 20, segments: 10, parts: 2 });
  expect({ canBlockReload, canSkipUntilS, holdBackS }).toEqual({
    canBlockReload: true,
    canSkipUntilS: 12,
    holdBackS: 6,
  });
  expect(text).toContain('#EXT-X-PART:DURATION=0.40000,URI="index_1_30.0.mp4",INDEPENDENT=YES\n');
  expect(text).toContain('#EXT-X-PART:DURATION=0.40000,URI="index_1_30.1.mp4"\n');
  expect(aheadLinks.map(({ uri }) => uri)).toEqual([
    'index_1_30.2.mp4',
    'index_2.m3u8',
    'index_3.m3u8',
    'index_4.m3u8',
  ]);
  expect(linesOf(text, '#EXT-X-RENDITION-REPORT')[0]).toBe(
    '#EXT-X-RENDITION-REPORT:URI="index_2.m3u8",LAST-MSN=30,LAST-PART=1',
  );
});

test('when a segment is complete, the first part of the next one is hinted at', () => {
  const text = at(62);
  expect(text).toContain('index_1_30.mp4\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="index_1_31.0.mp4"');
  expect(linesOf(text, '#EXT-X-RENDITION-REPORT')[0]).toContain('LAST-MSN=30,LAST-PART=4');
});

test('parts are listed for three target durations, and no longer', () => {
  for (const seconds of [60, 60.4, 61.6]) {
    const parts = linesOf(at(seconds), '#EXT-X-PART:');
    expect(parts).toHaveLength(15);
    expect(parts.at(-1)).toContain(`URI="index_1_${Math.floor((seconds - 0.4) / 2)}.`);
  }
});

describe.each([
  [1, 'video'],
  [4, 'audio'],
])('the playlist of rendition %i (%s)', (index) => {
  test('says of each segment what its parts add up to, and no part is longer than PART-TARGET', () => {
    const { segments, partTargetS, longestPartS, partHoldBackS } = readMediaPlaylist(
      at(60, index),
      'http://a.example/',
    );
    expect(longestPartS).toBeLessThanOrEqual(partTargetS as number);
    expect(partHoldBackS).toBeGreaterThanOrEqual(3 * (partTargetS as number));
    const parts = linesOf(at(60, index), '#EXT-X-PART:').map((line) => Number(/DURATION=([\d.]+)/.exec(line)?.[1]));
    const last = parts.slice(-5).reduce((sum, seconds) => sum + seconds, 0);
    expect(segments.at(-1)?.durationS).toBeCloseTo(last, 3);
  });

  test('is dated without a gap', () => {
    const { segments } = readMediaPlaylist(at(67.2, index), 'http://a.example/');
    for (const [position, { dateMs }] of segments.entries()) {
      const before = segments[position - 1];
      if (before) expect(Math.abs((dateMs ?? 0) - (before.dateMs ?? 0) - before.durationS * 1000)).toBeLessThan(2);
    }
  });
});

test('every part of audio can be decoded by itself', () => {
  expect(linesOf(at(60.8, 4), '#EXT-X-PART:').every((line) => line.endsWith(',INDEPENDENT=YES'))).toBe(true);
});

test('a delta update leaves out what is more than six target durations from the end', () => {
  const { mediaSequence, skipped, segments } = readMediaPlaylist(at(60, 1, true), 'http://a.example/');
  expect({ mediaSequence, skipped, left: segments.map(({ sequence }) => sequence) }).toEqual({
    mediaSequence: 20,
    skipped: 4,
    left: [24, 25, 26, 27, 28, 29],
  });
  expect(at(60, 1, true)).not.toContain('EXT-X-MAP');
});

test('a stream that is younger than that has nothing to leave out', () => {
  expect(at(8, 1, true)).toBe(at(8));
});

test('before the first segment is complete, no playlist is there', () => {
  expect(at(1.9)).toBeUndefined();
  expect(linesOf(at(2), '#EXT-X-PART:')).toHaveLength(5);
});
