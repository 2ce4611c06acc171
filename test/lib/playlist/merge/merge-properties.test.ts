import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import HLS from 'hls-parser';
import { parseAttributes } from '../../../../src/lib/hls/attributes.js';
import { checkMerged } from '../../../../src/lib/playlist/merge/check-merged.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { mastersOf } from '../masters.js';
import { readByVideojs } from './merging.js';

/** Attributes as packagers write them, in any order and spelling that the format allows. */
const vendor = fc
  .dictionary(fc.stringMatching(/^X-[A-Z]{1,6}$/), fc.stringMatching(/^("[a-z =,.é]{0,12}"|[0-9a-fA-Fx]{1,8})$/), {
    maxKeys: 3,
  })
  .map((attributes) => Object.entries(attributes).map(([name, value]) => `${name}=${value}`));

const rung = fc
  .record({
    height: fc.constantFrom(240, 360, 720, 1080),
    frameRate: fc.constantFrom('25', '30.000', '59.940'),
    bandwidth: fc.integer({ min: 100_000, max: 20_000_000 }),
    audio: fc.boolean(),
    vendor,
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ height, frameRate, bandwidth, audio, vendor, order }) => {
    const attributes = [
      `BANDWIDTH=${bandwidth}`,
      `RESOLUTION=${(height * 16) / 9}x${height}`,
      `FRAME-RATE=${frameRate}`,
      'CODECS="avc1.640028,mp4a.40.2"',
      ...(audio ? ['AUDIO="a"'] : []),
      ...vendor,
    ];
    const keyed = attributes.map((attribute) => [order.next().value ?? 0, attribute] as const);
    return {
      list: keyed
        .sort(([one], [other]) => one - other)
        .map(([, attribute]) => attribute)
        .join(','),
      vendor,
    };
  });

const ladder = fc.uniqueArray(rung, { minLength: 1, maxLength: 8, selector: ({ list }) => list });
const AUDIO = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",DEFAULT=YES,AUTOSELECT=YES,URI="audio.m3u8"';

function textOf(rungs: readonly { list: string }[]): string {
  const lines = rungs.flatMap(({ list }, index) => [`#EXT-X-STREAM-INF:${list}`, `v${index}.m3u8`]);
  return ['#EXTM3U', AUDIO, ...lines, ''].join('\n');
}

describe('any ladder, in two to five regions', () => {
  test('comes out with every token that was not changed on purpose, each rung once a region, in every parser', () => {
    fc.assert(
      fc.property(ladder, fc.integer({ min: 2, max: 5 }), (rungs, count) => {
        const masters = mastersOf(...Array.from({ length: count }, () => textOf(rungs)));
        const merged = mergeMasters(masters, { steering: true });
        checkMerged(merged);
        expect([...merged.copies.keys()]).toEqual(masters.map((one) => one.region));
        for (const [region, text] of merged.copies) {
          const lists = text.match(/(?<=^#EXT-X-STREAM-INF:).*/gm) ?? [];
          expect(lists).toHaveLength(rungs.length * count);
          for (const [index, list] of lists.entries()) {
            const original = parseAttributes(rungs[Math.floor(index / count)]?.list ?? '').map((token) => token.raw);
            const kept = parseAttributes(list).map((token) => token.raw);
            expect(kept.slice(0, -1).map((raw) => raw.replace(/^(AUDIO="a)_[^"]+/, '$1'))).toEqual(original);
            expect(kept.at(-1)).toMatch(/^PATHWAY-ID="/);
          }
          expect(lists[0]).toContain(`PATHWAY-ID="${region}"`);
          expect((HLS.parse(text) as HLS.types.MasterPlaylist).variants).toHaveLength(rungs.length * count);
          expect(readByVideojs(text).playlists).toHaveLength(rungs.length * count);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every copy holds the same lines but for the pathway that it starts with', () => {
    fc.assert(
      fc.property(ladder, (rungs) => {
        const merged = mergeMasters(mastersOf(textOf(rungs), textOf(rungs), textOf(rungs)), { steering: true });
        const sorted = [...merged.copies.values()].map((text) =>
          text
            .split('\n')
            .filter((line) => !line.startsWith('#EXT-X-CONTENT-STEERING'))
            .sort(),
        );
        expect(sorted[1]).toEqual(sorted[0]);
        expect(sorted[2]).toEqual(sorted[0]);
      }),
      { numRuns: 40 },
    );
  });
});

test('the cost grows linearly: ten times the variants take far less than a hundred times as long', () => {
  const mastersWith = (variants: number) => {
    const lines = Array.from({ length: variants }, (_, n) => `#EXT-X-STREAM-INF:BANDWIDTH=${n + 1}000\nv${n}.m3u8`);
    const text = ['#EXTM3U', ...lines].join('\n');
    return mastersOf(text, text);
  };
  const sizes = [500, 5000].map((variants) => ({ masters: mastersWith(variants), best: Number.POSITIVE_INFINITY }));
  // In turns, and the best of them: the machine may be busy with other tests.
  for (let round = 0; round < 8; round += 1) {
    for (const size of sizes) {
      const start = performance.now();
      mergeMasters(size.masters, { steering: true });
      size.best = Math.min(size.best, performance.now() - start);
    }
  }
  const [small, large] = sizes.map((size) => size.best) as [number, number];
  expect(large / small).toBeLessThan(50);
});
