import { describe, expect, test } from '@jest/globals';
import HLS from 'hls-parser';
import { checkMerged } from '../../../../src/lib/playlist/merge/check-merged.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { fixture, mastersOf } from '../masters.js';
import { readByVideojs } from './merging.js';

const GUIDE = [
  ['eu-west-1', 'https://d1q747mcnm9q46.cloudfront.net/out/v1/f53b2dd7810e43f4a05bffec4aa5c7a1/index.m3u8', 'one'],
  ['eu-west-2', 'https://d3623mp9gw7c0l.cloudfront.net/out/v1/3889cc3066c34b11ad01a1be071fb09a/index.m3u8', 'two'],
].map(([region = '', url = '', name]) => ({ region, url, text: fixture(`guide-region-${name}.m3u8`) }));

describe("the older guide's example", () => {
  test('without steering, ours is what the guide makes by hand, byte for byte', () => {
    const merged = mergeMasters(GUIDE, { steering: false });
    expect(merged.copies.get('eu-west-1')).toBe(fixture('guide-merged.m3u8'));
  });

  test('with steering, it holds the same variants in the same pairing', () => {
    const streams = (text = '') => text.split('\n').filter((line) => line.startsWith('https:'));
    const merged = mergeMasters(GUIDE, { steering: true });
    expect(streams(merged.copies.get('eu-west-1'))).toEqual(streams(fixture('guide-merged.m3u8')));
  });
});

describe.each(['mediapackage-v1', 'mediapackage-v2', 'medialive-s3', 'apple-fmp4', 'll-hls', 'everything'])(
  'a ladder shaped as %s',
  (shape) => {
    const merged = mergeMasters(mastersOf(fixture(`${shape}/eu-west-1.m3u8`), fixture(`${shape}/eu-west-2.m3u8`)), {
      steering: true,
    });

    test.each(['eu-west-1', 'eu-west-2'])('gives the golden copy that lists %s first', (region) => {
      expect(merged.copies.get(region)).toBe(fixture(`${shape}/merged.${region}.m3u8`));
    });

    test('is read by m3u8-parser and hls-parser, each rung once a region', () => {
      checkMerged(merged);
      for (const text of merged.copies.values()) {
        expect(readByVideojs(text).playlists).toHaveLength(merged.summary.rungs * 2);
        const parsed = HLS.parse(text) as HLS.types.MasterPlaylist;
        const variants = parsed.variants.filter((variant) => !variant.isIFrameOnly);
        expect(variants).toHaveLength(merged.summary.rungs * 2);
      }
    });
  },
);
