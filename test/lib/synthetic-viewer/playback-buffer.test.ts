import { describe, expect, test } from '@jest/globals';
import { PlaybackBuffer } from '../../../src/lib/synthetic-viewer/playback-buffer.js';

/** Two tracks with two segments of 2 s each: playing since 0 ms, 4 s ahead. */
function playing(): PlaybackBuffer {
  const buffer = new PlaybackBuffer(['video', 'audio']);
  for (const track of ['video', 'audio']) {
    buffer.append(track, 100, 2, 0);
    buffer.append(track, 102, 2, 0);
  }
  return buffer;
}

describe('a playback buffer', () => {
  test('starts to play when every track has two segments', () => {
    const buffer = new PlaybackBuffer(['video', 'audio']);
    buffer.append('video', 100, 2, 0);
    buffer.append('video', 102, 2, 0);
    buffer.append('audio', 100, 2, 0);
    expect(buffer.read(5_000)).toMatchObject({ state: 'starting', bufferMs: 0, longestStallMs: 0 });
    buffer.append('audio', 102, 2, 5_000);
    expect(buffer.read(5_000)).toMatchObject({ state: 'playing', bufferMs: 4_000 });
  });

  test('plays in real time', () => {
    const buffer = playing();
    expect(buffer.read(1_500)).toMatchObject({ state: 'playing', bufferMs: 2_500 });
    buffer.append('video', 104, 2, 2_000);
    buffer.append('audio', 104, 2, 2_000);
    expect(buffer.read(3_000)).toMatchObject({ state: 'playing', bufferMs: 3_000, lowestBufferMs: 2_000 });
  });

  test('stalls at the very moment at which one track runs out, and until it has more', () => {
    const buffer = playing();
    buffer.append('video', 104, 2, 1_000);
    // The audio ends at 4 s; nobody looks before 5.5 s.
    expect(buffer.read(5_500)).toMatchObject({ state: 'stalled', bufferMs: 0, stalls: 1, longestStallMs: 1_500 });
    buffer.append('audio', 104, 2, 6_000);
    expect(buffer.read(6_500)).toMatchObject({ state: 'playing', bufferMs: 1_500, stalls: 1, longestStallMs: 2_000 });
  });

  test('adds stalls up and keeps the longest', () => {
    const buffer = playing();
    for (const [start, nowMs] of [
      [104, 4_300],
      [106, 7_000],
    ] as const) {
      buffer.append('video', start, 2, nowMs);
      buffer.append('audio', start, 2, nowMs);
    }
    expect(buffer.read(8_000)).toMatchObject({
      stalls: 2,
      longestStallMs: 700,
      totalStallMs: 1_000,
      lowestBufferMs: 0,
    });
  });

  test('starts at the later of two starts, so that what comes before plays nothing', () => {
    const buffer = new PlaybackBuffer(['video', 'audio']);
    buffer.append('audio', 98, 2, 0);
    buffer.append('audio', 100, 2, 0);
    buffer.append('video', 100, 2, 0);
    buffer.append('video', 102, 2, 0);
    expect(buffer.read(0).bufferMs).toBe(2_000);
  });

  test('jumps a gap: what is missing plays for no time', () => {
    const buffer = playing();
    for (const track of ['video', 'audio']) buffer.append(track, 110, 2, 1_000);
    expect(buffer.read(1_000).bufferMs).toBe(5_000);
    expect(buffer.endOf('video')).toBe(112);
  });

  test('counts what overlaps once', () => {
    const buffer = playing();
    for (const track of ['video', 'audio']) buffer.append(track, 103, 2, 0);
    expect(buffer.read(0).bufferMs).toBe(5_000);
  });

  test('knows where each track ends', () => {
    const buffer = new PlaybackBuffer(['video', 'audio']);
    expect(buffer.endOf('video')).toBeUndefined();
    buffer.append('video', 100, 2, 0);
    expect([buffer.endOf('video'), buffer.endOf('audio')]).toEqual([102, undefined]);
  });
});
