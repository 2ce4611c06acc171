import { describe, expect, test } from '@jest/globals';
import { CvsError } from '../../../src/lib/errors.js';
import { type MergedMaster, mergeMasters } from '../../../src/lib/playlist/merge.js';
import { master, mastersOf } from './masters.js';

const VARIANT = ['#EXT-X-STREAM-INF:BANDWIDTH=1000000,RESOLUTION=640x360', 'v.m3u8'];

function merge(...texts: string[]): MergedMaster {
  return mergeMasters(mastersOf(...texts), { steering: true });
}

/** The lines of the copy that lists the first region first. */
function linesOf(merged: MergedMaster): string[] {
  return ([...merged.copies.values()][0] ?? '').split('\n');
}

function refusalOf(act: () => unknown): CvsError {
  try {
    act();
  } catch (error) {
    if (error instanceof CvsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A variant with an audio group; path tells the regions' URIs apart where they must. */
function variant(bandwidth: number, attributes: string, uri = `${bandwidth}.m3u8`): string[] {
  return [`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},${attributes}`, uri];
}

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
      'left out: 1920x1080 5000000 bit/s, which eu-west-2 has not',
      'left out: 1280x720 3000000 bit/s, which eu-west-1 has not',
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
    expect(merged.summary.warnings).toEqual(['left out: 640x360 1000000 bit/s, which eu-west-2 has not']);
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
