import { describe, expect, test } from '@jest/globals';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';
import { linesOf, merge, refusalOf, variant } from './merging.js';

const VARIANT = ['#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360', 'v.m3u8'];

describe('groups', () => {
  const rendition = (group: string, name: string, uri = `${name}.m3u8`) =>
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="${name}",LANGUAGE="${name}",URI="${uri}"`;

  test('each variant names its own region’s group, whatever the second region calls it', () => {
    const merged = merge(
      master(rendition('stereo', 'en'), ...variant(1_000_000, 'AUDIO="stereo"')),
      master(rendition('aac', 'en'), ...variant(1_000_000, 'AUDIO="aac"')),
    );
    const lines = linesOf(merged);
    expect(lines.filter((line) => line.includes('GROUP-ID="stereo_eu-west-2"'))).toHaveLength(1);
    expect(lines).toContain('#EXT-X-STREAM-INF:BANDWIDTH=1000000,AUDIO="stereo_eu-west-2",PATHWAY-ID="eu-west-2"');
    expect(lines.join()).not.toContain('aac');
  });

  test('groups whose names are swapped are matched by what is in them', () => {
    const text = (english: string, german: string) =>
      master(
        rendition(english, 'en'),
        rendition(german, 'de'),
        ...variant(2_000_000, `AUDIO="${english}"`, 'en-video.m3u8'),
        ...variant(1_000_000, `AUDIO="${german}"`, 'de-video.m3u8'),
      );
    const lines = linesOf(merge(text('g1', 'g2'), text('g2', 'g1')));
    const english = lines.findIndex((line) => line.includes('PATHWAY-ID="eu-west-2"') && line.includes('2000000'));
    expect(lines[english]).toContain('AUDIO="g1_eu-west-2"');
    expect(lines[english + 1]).toMatch(/en-video\.m3u8$/);
    expect(lines.find((line) => line.includes('GROUP-ID="g1_eu-west-2"'))).toContain('NAME="en"');
  });

  test('a language that one region lacks is named', () => {
    const error = refusalOf(() =>
      merge(
        master(rendition('a', 'en'), rendition('a', 'de'), ...variant(1, 'AUDIO="a"')),
        master(rendition('a', 'en'), ...variant(1, 'AUDIO="a"')),
      ),
    );
    expect(error.code).toBe('LADDERS_DIFFER');
    expect(error.message).toContain('eu-west-2 has no AUDIO "de" in "a" de');
  });

  test('a variant that names a group without renditions is merged with a warning', () => {
    const text = master(...variant(1, 'SUBTITLES="gone"'));
    expect(merge(text, text).summary.warnings.join()).toContain('SUBTITLES group "gone"');
  });
});

describe('rungs', () => {
  test('what stands on one region’s copy alone, or differs, is taken from the first region and told', () => {
    const merged = merge(
      master(...variant(1, 'SCORE=2,STABLE-VARIANT-ID="a",FRAME-RATE=25')),
      master(...variant(1, 'STABLE-VARIANT-ID="b",FRAME-RATE=25.000')),
    );
    const copy = '#EXT-X-STREAM-INF:BANDWIDTH=1,SCORE=2,STABLE-VARIANT-ID="a",FRAME-RATE=25';
    expect(linesOf(merged).filter((line) => line.startsWith('#EXT-X-STREAM-INF'))).toEqual([
      `${copy},PATHWAY-ID="eu-west-1"`,
      `${copy},PATHWAY-ID="eu-west-2"`,
    ]);
    for (const name of ['SCORE', 'STABLE-VARIANT-ID', 'FRAME-RATE']) {
      expect(merged.summary.changes.join('\n')).toContain(`${name} of eu-west-2 levelled with eu-west-1`);
    }
  });

  test('a rung with a stream for backup within its region is warned of, where there are pathways', () => {
    const text = master(...variant(1, 'FRAME-RATE=25'), ...variant(1, 'FRAME-RATE=25', 'backup.m3u8'));
    expect(merge(text, text).summary.warnings).toEqual([
      expect.stringMatching(/^25 fps 1 bit\/s appears twice .*ExoPlayer/),
    ]);
    expect(mergeMasters(mastersOf(text, text), { steering: false }).summary.warnings).toEqual([]);
  });

  test('a byte order mark and CR LF of one region are not in the merged playlist', () => {
    const merged = merge(`\uFEFF${master(...VARIANT)}`.replaceAll('\n', '\r\n'), master(...VARIANT));
    for (const text of merged.copies.values()) expect(text).toMatch(/^#EXTM3U\n[^\uFEFF\r]*$/);
  });

  test.each(['ftp://a.example/v.m3u8', 'data:application/vnd.apple.mpegurl;base64,AA==', 'https://[a/v.m3u8'])(
    'a stream at %s is refused: nobody could close it',
    (uri) => {
      const error = refusalOf(() => merge(master('#EXT-X-STREAM-INF:BANDWIDTH=1', uri), master(...VARIANT)));
      expect(error).toMatchObject({ code: 'PLAYLIST_UNSUPPORTED', message: expect.stringContaining(uri) });
    },
  );
});

describe('header', () => {
  test('independent segments only where both promise them, the greater version, one start', () => {
    const lines = linesOf(
      merge(
        master('#EXT-X-VERSION:4', '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-START:TIME-OFFSET=-9', ...VARIANT),
        master('#EXT-X-VERSION:7', '#EXT-X-START:TIME-OFFSET=-6', ...VARIANT),
      ),
    );
    expect(lines.slice(0, 4)).toEqual([
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-START:TIME-OFFSET=-9',
      '#EXT-X-CONTENT-STEERING:SERVER-URI="/steering.json",PATHWAY-ID="eu-west-1"',
    ]);
  });

  test('a version that only the second region has is kept, and no version is invented', () => {
    expect(linesOf(merge(master(...VARIANT), master('#EXT-X-VERSION:6', ...VARIANT)))).toContain('#EXT-X-VERSION:6');
    expect(linesOf(merge(master(...VARIANT), master(...VARIANT))).join()).not.toContain('VERSION');
  });

  test('session keys of both regions are kept, each once', () => {
    const key = (uri: string) => `#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="${uri}"`;
    const lines = linesOf(
      merge(master(key('skd://a'), key('own'), ...VARIANT), master(key('skd://a'), key('own'), ...VARIANT)),
    );
    expect(lines.filter((line) => line.startsWith('#EXT-X-SESSION-KEY'))).toEqual([
      key('skd://a'),
      key('https://d1111.cloudfront.net/out/v1/aaa/own'),
      key('https://d2222.cloudfront.net/out/v1/bbb/own'),
    ]);
  });

  test.each([
    ['VARIABLES_DIFFER', ['#EXT-X-DEFINE:NAME="a",VALUE="1"'], ['#EXT-X-DEFINE:NAME="a",VALUE="2"']],
    ['VARIABLES_DIFFER', ['#EXT-X-DEFINE:NAME="a",VALUE="1"'], []],
    ['PLAYLIST_MALFORMED', ['#EXT-X-DEFINE:NAME="a",VALUE="1"', '#EXT-X-DEFINE:NAME="a",VALUE="1"'], []],
    ['PLAYLIST_UNSUPPORTED', ['#EXT-X-DEFINE:QUERYPARAM="token"'], ['#EXT-X-DEFINE:QUERYPARAM="token"']],
    ['PLAYLIST_UNSUPPORTED', ['#EXT-X-DEFINE:IMPORT="path"'], ['#EXT-X-DEFINE:IMPORT="path"']],
    ['PLAYLIST_MALFORMED', ['#EXT-X-VERSION:4', '#EXT-X-VERSION:4'], []],
  ])('%s for %j and %j', (code, one, two) => {
    expect(refusalOf(() => merge(master(...one, ...VARIANT), master(...two, ...VARIANT))).code).toBe(code);
  });

  test('a variable that nobody defines is refused', () => {
    const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1', '{$host}/v.m3u8');
    expect(refusalOf(() => merge(text, text)).message).toContain('"host"');
  });
});

describe('regions', () => {
  test('two regions that name the same stream are refused', () => {
    const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'https://same.example/v.m3u8');
    expect(refusalOf(() => merge(text, text)).code).toBe('SAME_STREAM');
  });

  test('two regions behind one host are warned of', () => {
    const text = (path: string) => master('#EXT-X-STREAM-INF:BANDWIDTH=1', `https://same.example/${path}.m3u8`);
    expect(merge(text('a'), text('b')).summary.warnings.join()).toContain('share the host same.example');
  });

  test('streams at another host than their master are warned of: closing the distribution would not stop them', () => {
    const away = master('#EXT-X-STREAM-INF:BANDWIDTH=1', '//origin.example/v.m3u8');
    const merged = merge(away, master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8'));
    expect(merged.summary.warnings).toEqual([
      expect.stringMatching(/^eu-west-1: streams come from origin\.example, .* from d1111\.cloudfront\.net; closing/),
    ]);
  });

  test('a merged playlist is not merged again', () => {
    const merged = merge(master(...VARIANT), master(...VARIANT));
    const [text = ''] = merged.copies.values();
    expect(refusalOf(() => merge(text, text)).code).toBe('PLAYLIST_ALREADY_MERGED');
  });

  test('a playlist that has pathways of its own is refused with the line', () => {
    const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1,PATHWAY-ID="a"', 'v.m3u8');
    const error = refusalOf(() => merge(text, text));
    expect(error.code).toBe('PLAYLIST_ALREADY_MERGED');
    expect(error.message).toContain('line 2');
  });

  test('a password in the URL is not shown to viewers', () => {
    const text = master(...VARIANT);
    const [one, two] = mastersOf(text, text) as [{ url: string; region: string; text: string }, never];
    const error = refusalOf(() =>
      mergeMasters([{ ...one, url: 'https://me:secret@d1.example/i.m3u8' }, two], { steering: true }),
    );
    expect(error.message).toContain('password');
    expect(error.message).not.toContain('secret');
  });
});
