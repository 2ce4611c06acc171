import { describe, expect, test } from '@jest/globals';
import { CvsError } from '../../../../src/lib/errors.js';
import { checkText } from '../../../../src/lib/playlist/check/check-text.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { master, mastersOf } from '../masters.js';

const VARIANT = ['#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8'];
const COUNT = 4000;

const many = (line: (n: number) => string) => Array.from({ length: COUNT }, (_, n) => line(n));

/**
 * Playlists that are large in one way each. A cost that grows with the square of it takes many times the bound, which
 * is wide enough for a machine that is busy otherwise.
 */
describe('size in any one way is no trouble', () => {
  const shapes: [string, string][] = [
    ['equal variants', master(...many(() => VARIANT.join('\n')))],
    ['tags that nobody knows', master(...many((n) => `#EXT-X-T${n}:1`), ...VARIANT)],
    ['comments', master(...many(() => '# x'), ...VARIANT)],
    ['tags before a URI', master('#EXT-X-STREAM-INF:BANDWIDTH=1', ...many((n) => `#EXT-X-T${n}:1`), 'v.m3u8')],
    ['attributes', master(`#EXT-X-STREAM-INF:BANDWIDTH=1,${many((n) => `X-${n}=1`).join(',')}`, 'v.m3u8')],
    [
      'renditions of one group',
      master(...many((n) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="${n}",URI="${n}"`), ...VARIANT),
    ],
    ['session keys', master(...many((n) => `#EXT-X-SESSION-KEY:METHOD=NONE,URI="k${n}"`), ...VARIANT)],
    ['session data', master(...many((n) => `#EXT-X-SESSION-DATA:DATA-ID="${n}",VALUE="1"`), ...VARIANT)],
    ['variables', master(...many((n) => `#EXT-X-DEFINE:NAME="n${n}",VALUE="1"`), ...VARIANT)],
    ['URI lines of no variant', master(...VARIANT, ...many((n) => `${n}.m3u8`))],
    [
      'renditions of one name',
      master(...many((n) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",URI="${n}"`), ...VARIANT),
    ],
    [
      'variables that name each other',
      master(
        '#EXT-X-DEFINE:NAME="v0",VALUE="a"',
        ...many((n) => `#EXT-X-DEFINE:NAME="v${n + 1}",VALUE="{$v${n}}"`),
        '#EXT-X-STREAM-INF:BANDWIDTH=1',
        `{$v${COUNT}}/v.m3u8`,
      ),
    ],
    ['braces', master('#EXT-X-STREAM-INF:BANDWIDTH=1', many(() => '{$').join(''))],
    ['quotes', master(`#EXT-X-STREAM-INF:${many(() => '"').join('')}`, 'v.m3u8')],
  ];
  const SMALL = master(...VARIANT);

  test.each(shapes)('%s', (_, text) => {
    const start = performance.now();
    for (const masters of [mastersOf(text, text), mastersOf(SMALL, text), mastersOf(text, SMALL)]) {
      try {
        const { changes, warnings } = mergeMasters(masters, { steering: true }).summary;
        expect([...changes, ...warnings].join('\n').length).toBeLessThan(10_000);
      } catch (error) {
        if (!(error instanceof CvsError)) throw error;
        expect(error.message.length).toBeLessThan(10_000);
      }
    }
    try {
      checkText(text, 'https://master.example/playlist.m3u8');
    } catch (error) {
      if (!(error instanceof CvsError)) throw error;
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('groups of one content with numbers of their own', () => {
    const text = (first: number) =>
      master(
        ...many((n) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${first + n}",NAME="a",URI="a${n}"`),
        ...many((n) => `#EXT-X-STREAM-INF:BANDWIDTH=${1000 * (n + 1)},AUDIO="${first + n}"\nv${n}`),
      );
    const start = performance.now();
    expect(mergeMasters(mastersOf(text(0), text(7)), { steering: true }).summary.rungs).toBe(COUNT);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
