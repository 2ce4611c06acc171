import { describe, expect, test } from '@jest/globals';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';
import { linesOf, merge, refusalOf, variant } from './merging.js';

const VARIANT = ['#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360', 'v.m3u8'];

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

describe('what players take', () => {
  test('a comma at the end of an attribute list is left out, so that no attribute after it is empty', () => {
    const text = master('#EXT-X-STREAM-INF:BANDWIDTH=1000000,', 'v.m3u8');
    expect(linesOf(merge(text, text))).toContain('#EXT-X-STREAM-INF:BANDWIDTH=1000000,PATHWAY-ID="eu-west-1"');
  });

  test('a URI line that is of no variant is left out with a warning that names region, line and URI', () => {
    const merged = merge(master(...VARIANT, 'left.m3u8'), master(...VARIANT));
    expect(linesOf(merged).join()).not.toContain('left.m3u8');
    expect(merged.summary.warnings).toContain(
      'eu-west-1 line 4 has a URI without an EXT-X-STREAM-INF before it, which was left out: left.m3u8',
    );
    const many = merge(master(...VARIANT, 'a', 'b', 'c'), master(...VARIANT));
    expect(many.summary.warnings).toEqual([
      'eu-west-1 line 4 has a URI without an EXT-X-STREAM-INF before it, which was left out: a (and 2 more)',
    ]);
  });
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

  test('a variable whose value names another one holds what both say', () => {
    const text = master(
      '#EXT-X-DEFINE:NAME="app",VALUE="live"',
      '#EXT-X-DEFINE:NAME="path",VALUE="{$app}/hd"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1',
      '{$path}/v.m3u8',
    );
    const lines = linesOf(merge(text, text));
    expect(lines).toContain('https://d2222.cloudfront.net/out/v1/bbb/live/hd/v.m3u8');
    expect(lines).toContain('#EXT-X-DEFINE:NAME="path",VALUE="{$app}/hd"');
  });

  test('a variable that holds the host of its region is replaced and left out, with a warning', () => {
    const text = (host: string) =>
      master(
        `#EXT-X-DEFINE:NAME="host",VALUE="https://${host}.example"`,
        '#EXT-X-DEFINE:NAME="base",VALUE="{$host}/live"',
        '#EXT-X-DEFINE:NAME="same",VALUE="1"',
        '#EXT-X-STREAM-INF:BANDWIDTH=1',
        '{$base}/v.m3u8',
      );
    const merged = merge(text('one'), text('two'));
    const lines = linesOf(merged);
    expect(lines.filter((line) => line.startsWith('https:'))).toEqual([
      'https://one.example/live/v.m3u8',
      'https://two.example/live/v.m3u8',
    ]);
    expect(lines.filter((line) => line.startsWith('#EXT-X-DEFINE'))).toEqual(['#EXT-X-DEFINE:NAME="same",VALUE="1"']);
    expect(merged.summary.warnings.join()).toContain('EXT-X-DEFINE of "host" and "base" left out');
  });

  test('a variable that holds a host and is used outside URIs too is refused where the regions differ', () => {
    const text = (host: string) =>
      master(
        `#EXT-X-DEFINE:NAME="host",VALUE="https://${host}.example"`,
        '#EXT-X-STREAM-INF:BANDWIDTH=1,NAME="{$host}"',
        '{$host}/v.m3u8',
      );
    expect(refusalOf(() => merge(text('one'), text('two'))).code).toBe('VARIABLES_DIFFER');
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
