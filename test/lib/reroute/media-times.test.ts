import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeTime } from '../../../src/lib/reroute/decode-time.js';
import { sameInit } from '../../../src/lib/reroute/init-segment.js';
import { segment } from './two-streams.js';

/** A packet of a transport stream with the beginning of a PES packet. */
function packet(pts: bigint, begins = true): Buffer {
  const data = Buffer.alloc(188, 0xff);
  data.set([0x47, begins ? 0x41 : 0x01, 0x00, 0x10], 0);
  data.set([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5], 4);
  data.set(
    [
      0x21 | Number((pts >> 29n) & 0xen),
      Number((pts >> 22n) & 0xffn),
      Number((pts >> 14n) & 0xfen) | 1,
      Number((pts >> 7n) & 0xffn),
      Number((pts << 1n) & 0xfen) | 1,
    ],
    13,
  );
  return data;
}

describe('when a segment begins', () => {
  test('by tfdt, by PTS, and not known of anything else', () => {
    expect(decodeTime(segment(8_100_000_000))).toBe(8_100_000_000n);
    expect(decodeTime(Buffer.concat([packet(1n, false), packet(5_400_123_456n)]))).toBe(5_400_123_456n);
    expect(decodeTime(Buffer.from('WEBVTT'))).toBeUndefined();
    expect(decodeTime(Buffer.alloc(0))).toBeUndefined();
  });

  test('property: no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.constantFrom(0x47, 0x00), (bytes, first) => {
        const data = Buffer.from(bytes);
        if (data.length > 0) data[0] = first;
        decodeTime(data);
        decodeTime(Buffer.concat([segment(5).subarray(0, data.length % 50), data]));
        expect(sameInit(data, data)).toBe(true);
      }),
    );
  });
});

describe('initialization segments', () => {
  const esds = (bitrate: number) =>
    Buffer.from([
      ...[0, 0, 0, 51],
      ...Buffer.from('esds'),
      ...[0, 0, 0, 0, 3, 0x80, 0x80, 0x80, 34, 0, 1, 0, 4, 0x80, 0x80, 0x80, 20, 0x40, 0x15, 0, 0, 0],
      ...[0, 0, bitrate, 0, 0, 0, bitrate, 0, 5, 2, 0x11, 0x90],
    ]);
  const btrt = (bitrate: number) =>
    Buffer.from([0, 0, 0, 20, ...Buffer.from('btrt'), 0, 0, 0, 0, 0, 0, bitrate, 0, 0, 0, bitrate, 0]);

  test('may state other bitrates', () => {
    expect(sameInit(Buffer.concat([esds(1), btrt(1)]), Buffer.concat([esds(2), btrt(2)]))).toBe(true);
  });

  test('may differ in nothing else', () => {
    const other = esds(1);
    other[other.length - 1] = 0x10;
    expect(sameInit(esds(1), other)).toBe(false);
    expect(sameInit(esds(1), Buffer.concat([esds(1), btrt(1)]))).toBe(false);
  });
});
