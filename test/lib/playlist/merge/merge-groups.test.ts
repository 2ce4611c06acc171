import { describe, expect, test } from '@jest/globals';
import { master } from '../masters.js';
import { linesOf, merge, refusalOf, variant } from './merging.js';

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

  test.each([
    ['of two groups', ['g1', 'g2'], ['g2', 'g1']],
    ['of three groups', ['g1', 'g2', 'g3'], ['g3', 'g1', 'g2']],
  ])(
    'groups of one content whose names are swapped are told apart by the rungs that name them: %s',
    (_, ours, theirs) => {
      const text = (groups: string[]) =>
        master(
          ...groups.map((group, index) => rendition(group, 'en', `${index}.m3u8`)),
          ...groups.flatMap((group, index) => variant((index + 1) * 1_000_000, `AUDIO="${group}"`)),
        );
      const lines = linesOf(merge(text(ours), text(theirs)));
      for (const [index, group] of ours.entries()) {
        const second = lines.find((line) => line.includes(`GROUP-ID="${group}_eu-west-2"`));
        expect(second).toContain(`/bbb/${index}.m3u8`);
      }
    },
  );

  test('names decide as long as every rung finds its copy by them', () => {
    const text = (first: string, second: string) =>
      master(
        rendition('g1', 'en', '1.m3u8'),
        rendition('g2', 'en', '2.m3u8'),
        ...variant(2_000_000, `AUDIO="${first}"`),
        ...variant(2_100_000, `AUDIO="${second}"`),
      );
    const lines = linesOf(merge(text('g1', 'g2'), text('g2', 'g1')));
    expect(lines.find((line) => line.includes('GROUP-ID="g1_eu-west-2"'))).toContain('/bbb/1.m3u8');
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

  test.each([
    ['numbers of their own', ['s11', 's12'], ['s71', 's72']],
    ['numbers of which one is in both regions', ['s11', 's12'], ['s12', 's13']],
  ])('groups of one content are told apart by the rungs that name them: %s', (_, ours, theirs) => {
    const text = ([low, high]: string[]) =>
      master(
        rendition(low ?? '', 'en', 'low.m3u8'),
        rendition(high ?? '', 'en', 'high.m3u8'),
        ...variant(2_000_000, `AUDIO="${high}"`),
        ...variant(1_000_000, `AUDIO="${low}"`),
      );
    const lines = linesOf(merge(text(ours), text(theirs)));
    const second = (group: string) => lines.find((line) => line.includes(`GROUP-ID="${group}_eu-west-2"`));
    expect(second('s11')).toContain('/bbb/low.m3u8');
    expect(second('s12')).toContain('/bbb/high.m3u8');
  });

  test.each([
    ['CHARACTERISTICS', 'CHARACTERISTICS="public.accessibility.describes-video"'],
    ['FORCED', 'FORCED=YES'],
    ['DEFAULT', 'DEFAULT=YES'],
  ])('renditions of one name are told apart by %s, not by their order', (_, attribute) => {
    const plain = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="plain.m3u8"';
    const other = `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",${attribute},URI="other.m3u8"`;
    const video = variant(1, 'SUBTITLES="s"');
    const merged = merge(master(plain, other, ...video), master(other, plain, ...video));
    const others = linesOf(merged).filter((line) => line.includes('other.m3u8'));
    expect(others).toHaveLength(2);
    for (const line of others) expect(line).toContain(attribute);
    expect(merged.summary.changes.join()).not.toContain('levelled');
    expect(merged.summary.warnings).toContain(
      'eu-west-2 line 3: SUBTITLES "English" in "s" en has the NAME of another rendition of its group: players that tell them apart by NAME show one',
    );
  });

  test.each([
    ['en-US', 'en-us'],
    ['fra', 'fr'],
    ['de', 'ger'],
    ['not a language', 'Not a language'],
  ])('%s and %s are the same language, and are levelled', (one, two) => {
    const text = (language: string) =>
      master(
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="${language}",URI="a.m3u8"`,
        ...variant(1, 'AUDIO="a"'),
      );
    const merged = merge(text(one), text(two));
    expect(linesOf(merged).filter((line) => line.includes(`LANGUAGE="${one}"`))).toHaveLength(2);
    expect(merged.summary.changes.join()).toContain('LANGUAGE of eu-west-2 levelled');
  });

  test('CHANNELS whose parameters say nothing are the same, and are levelled', () => {
    const text = (channels: string) =>
      master(
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",CHANNELS="${channels}",URI="a.m3u8"`,
        ...variant(1, 'AUDIO="a"'),
      );
    expect(linesOf(merge(text('6'), text('6/-/-'))).filter((line) => line.includes('CHANNELS="6",'))).toHaveLength(2);
    expect(refusalOf(() => merge(text('6'), text('6/JOC'))).code).toBe('LADDERS_DIFFER');
  });

  test('groups of other names are told apart by CHARACTERISTICS where their rungs are alike', () => {
    const text = (main: string, described: string) =>
      master(
        rendition(main, 'en', 'main.m3u8'),
        rendition(described, 'en', 'described.m3u8').replace(',URI', ',CHARACTERISTICS="public.described",URI'),
        ...variant(1_000_000, `AUDIO="${described}"`, 'v.m3u8'),
        ...variant(1_000_000, `AUDIO="${main}"`, 'v.m3u8'),
      );
    const lines = linesOf(merge(text('m1', 'd1'), text('m2', 'd2')));
    const described = lines.filter((line) => line.includes('described.m3u8'));
    expect(described.map((line) => /GROUP-ID="([^"]*)"/.exec(line)?.[1])).toEqual(['d1_eu-west-1', 'd1_eu-west-2']);
  });

  test('renditions of one name that nothing tells apart across the regions are refused', () => {
    const described = (attributes: string) =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English"${attributes},URI="${attributes.length}.m3u8"`;
    const text = (characteristics: string) =>
      master(described(''), described(`,CHARACTERISTICS="${characteristics}"`), ...variant(1, 'AUDIO="a"'));
    const error = refusalOf(() => merge(text('public.one'), text('public.two')));
    expect(error.code).toBe('LADDERS_DIFFER');
    expect(error.message).toContain('public.one');
  });

  test('a variant that names a group without renditions is merged with a warning', () => {
    const text = master(...variant(1, 'SUBTITLES="gone"'));
    expect(merge(text, text).summary.warnings.join()).toContain('SUBTITLES group "gone"');
  });
});
