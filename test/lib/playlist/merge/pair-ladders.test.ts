import { describe, expect, test } from '@jest/globals';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';
import { linesOf, merge, refusalOf, variant } from './merging.js';

describe('pairing', () => {
  test('order does not matter, nor does a bandwidth that is nearly the same', () => {
    const hd = 'RESOLUTION=1920x1080,CODECS="avc1.640028,mp4a.40.2"';
    const merged = merge(
      master(...variant(5_000_000, hd), ...variant(3_000_000, hd)),
      master(...variant(3_100_000, hd), ...variant(4_900_000, 'RESOLUTION=1920x1080,CODECS="mp4a.40.2,AVC1.640028"')),
    );
    const uris = linesOf(merged).filter((line) => line.startsWith('https:'));
    expect(uris.map((uri) => uri.split('/').at(-1))).toEqual([
      '5000000.m3u8',
      '4900000.m3u8',
      '3000000.m3u8',
      '3100000.m3u8',
    ]);
    expect(merged.summary.changes.join('\n')).toContain('BANDWIDTH of eu-west-2 levelled with eu-west-1');
  });

  test.each(['640X360', '"640x360"'])('RESOLUTION=%s is 640x360, and is levelled', (written) => {
    const merged = merge(
      master(...variant(1_000_000, 'RESOLUTION=640x360')),
      master(...variant(1_000_000, `RESOLUTION=${written}`)),
    );
    expect(linesOf(merged).filter((line) => line.includes('RESOLUTION=640x360,'))).toHaveLength(2);
    expect(merged.summary.changes.join()).toContain('RESOLUTION of eu-west-2 levelled');
  });

  test.each(['VIDEO-RANGE=SDR', 'HDCP-LEVEL=NONE'])('%s is what its absence means, and is levelled', (written) => {
    const merged = merge(
      master(...variant(1_000_000, `RESOLUTION=640x360,${written}`)),
      master(...variant(1_000_000, 'RESOLUTION=640x360')),
    );
    expect(linesOf(merged).filter((line) => line.includes(written))).toHaveLength(2);
    expect(merged.summary.changes.join()).toContain(`${written.split('=')[0]} of eu-west-2 levelled`);
  });

  test('a rung that one region lacks shows both ladders side by side', () => {
    const error = refusalOf(() =>
      merge(
        master(...variant(5_000_000, 'RESOLUTION=1920x1080'), ...variant(1_000_000, 'RESOLUTION=640x360')),
        master(...variant(1_000_000, 'RESOLUTION=640x360')),
      ),
    );
    expect(error.code).toBe('LADDERS_DIFFER');
    const [sentence, heads, missing, present] = error.message.split('\n');
    expect(sentence).toBe('The rungs of eu-west-1 and eu-west-2 differ: eu-west-2 has no 1920x1080 5000000 bit/s.');
    expect(heads).toMatch(/eu-west-1\s+eu-west-2/);
    expect(missing).toMatch(/1920x1080 5000000 bit\/s\s+—/);
    expect(present).toMatch(/640x360 1000000 bit\/s\s+640x360 1000000 bit\/s/);
  });

  test.each<[string, string, string]>([
    ['SUPPLEMENTAL-CODECS="dvh1.08.07/db4h"', '', 'dvh1.08.07/db4h'],
    ['HDCP-LEVEL=TYPE-1', 'HDCP-LEVEL=NONE', 'TYPE-1'],
    ['REQ-VIDEO-LAYOUT="CH-STEREO"', '', 'CH-STEREO'],
    ['VIDEO-RANGE=PQ', 'VIDEO-RANGE=SDR', 'PQ'],
    ['CODECS="mp4a.40.2"', '', 'audio only'],
  ])('rungs that differ in %s and %s alone are told apart in the message', (one, two, words) => {
    const text = (more: string) =>
      master(`#EXT-X-STREAM-INF:${['BANDWIDTH=1', more].filter(Boolean).join()}`, 'v.m3u8');
    const error = refusalOf(() => merge(text(one), text(two)));
    expect(error.code).toBe('LADDERS_DIFFER');
    expect(error.message.split('\n')[0]).toContain(words);
  });

  test.each([
    ['URI="a.m3u8"', 'DEFAULT=YES', '"en" in "a"', '"en" in "a" muxed'],
    ['ASSOC-LANGUAGE="de",URI="a.m3u8"', 'URI="a.m3u8"', '"en" in "a" de', '"en" in "a"'],
  ])('renditions with %s and with %s are told apart in the message', (one, two, left, right) => {
    const text = (more: string) =>
      master(`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="en",${more}`, ...variant(1, 'AUDIO="a"'));
    const [, , first, second] = refusalOf(() => merge(text(one), text(two))).message.split('\n');
    expect([first?.trim(), second?.trim()].map((line) => line?.replace(/\s*—\s*/, ''))).toEqual([
      `AUDIO ${left}`,
      `AUDIO ${right}`,
    ]);
  });

  test('a bandwidth beyond the tolerance is another rung', () => {
    const one = master(...variant(1_000_000, 'RESOLUTION=640x360'));
    expect(() => merge(one, master(...variant(1_099_000, 'RESOLUTION=640x360')))).not.toThrow();
    const error = refusalOf(() => merge(one, master(...variant(1_101_000, 'RESOLUTION=640x360'))));
    expect(error.code).toBe('LADDERS_DIFFER');
  });

  test('a rung that only the second region has is missed as well', () => {
    const low = variant(1_000_000, 'RESOLUTION=640x360');
    const error = refusalOf(() => merge(master(...low), master(...low, ...variant(9_000_000, 'RESOLUTION=1920x1080'))));
    expect(error.message).toContain('eu-west-1 has no 1920x1080');
  });
});

describe('with allowPartial', () => {
  const partial = (one: string, two: string) =>
    mergeMasters(mastersOf(one, two), { steering: true, allowPartial: true });
  const low = variant(1_000_000, 'RESOLUTION=640x360');

  test('what a region lacks is left out with a warning, nothing else is', () => {
    const merged = partial(
      master(...variant(5_000_000, 'RESOLUTION=1920x1080'), ...low),
      master(...low, ...variant(3_000_000, 'RESOLUTION=1280x720')),
    );
    expect(merged.summary).toMatchObject({ rungs: 1, leftOut: 2 });
    expect(merged.summary.warnings).toEqual([
      'left out: 1920x1080 5000000 bit/s, which is not in eu-west-2',
      'left out: 1280x720 3000000 bit/s, which is not in eu-west-1',
    ]);
    expect(linesOf(merged).filter((line) => line.startsWith('#EXT-X-STREAM-INF'))).toHaveLength(2);
    expect(linesOf(merged).join()).not.toMatch(/1920x1080|1280x720/);
  });

  test('of two that could pair with one, the nearer is taken', () => {
    const same = 'RESOLUTION=640x360';
    const merged = partial(
      master(...variant(1_000_000, same), ...variant(1_050_000, same)),
      master(...variant(1_060_000, same)),
    );
    expect(merged.summary.warnings).toEqual(['left out: 640x360 1000000 bit/s, which is not in eu-west-2']);
  });

  test('a rung that would lose all its sound is refused, and one that keeps some is not', () => {
    const text = (...languages: string[]) =>
      master(
        ...languages.map((one) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="${one}",URI="${one}.m3u8"`),
        ...variant(1_000_000, 'AUDIO="a"'),
      );
    const error = refusalOf(() => partial(text('en'), text('de')));
    expect(error.code).toBe('LADDERS_DIFFER');
    expect(error.message).toContain('eu-west-2 has no AUDIO "en"');
    expect(error.suggestions.join()).not.toContain('allowPartial');
    expect(partial(text('en', 'fr'), text('fr', 'de')).summary).toMatchObject({ renditions: 1, leftOut: 2 });
  });

  test('without it, the refusal proposes it, where something would be left', () => {
    const [one, two] = [master(...low, ...variant(2, 'RESOLUTION=320x180')), master(...low)];
    expect(refusalOf(() => merge(one, two)).suggestions.join()).toContain('masterPlaylist.allowPartial: true');
    const none = master(...variant(3, 'RESOLUTION=16x9'));
    expect(refusalOf(() => merge(one, none)).suggestions).toHaveLength(1);
  });

  test('two ladders that share no rung are refused all the same', () => {
    const error = refusalOf(() => partial(master(...low), master(...variant(1, 'RESOLUTION=320x180'))));
    expect(error.code).toBe('LADDERS_DIFFER');
  });
});
