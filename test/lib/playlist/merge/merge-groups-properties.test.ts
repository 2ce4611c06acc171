import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkText } from '../../../../src/lib/playlist/check/check-text.js';
import { mergeMasters } from '../../../../src/lib/playlist/merge/merge.js';
import { mastersOf } from '../masters.js';

/** Renditions that a group may hold; some have one NAME. */
const POOL = [
  'NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES',
  'NAME="English",LANGUAGE="en",CHARACTERISTICS="public.accessibility.describes-video",AUTOSELECT=YES',
  'NAME="English",LANGUAGE="en",CHANNELS="6"',
  'NAME="Deutsch",LANGUAGE="de"',
];

/** What the second region numbers the groups, which are 1 to 4 in the first: some numbers are in both. */
const NUMBERINGS = [1, 2, 3, 10]
  .map((shift) => (group: number) => group + 1 + shift)
  .concat([(group: number) => 7 - group, (group: number) => 40 - 7 * group]);

/** The text of one region: its own ids for the groups, and its own order of the renditions. */
function textOf(
  { groups, rungs }: { groups: readonly (readonly string[])[]; rungs: readonly number[] },
  idOf: (group: number) => string,
  inOrder: (lines: string[]) => string[],
): string {
  const used = [...new Set(rungs.map((group) => group % groups.length))];
  const media = used.flatMap((group) =>
    (groups[group] ?? []).map((one) => {
      const uri = `g${group}-${POOL.indexOf(one)}.m3u8`;
      return `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${idOf(group)}",${one},URI="${uri}"`;
    }),
  );
  const variants = rungs.flatMap((group, index) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${Math.round(1_000_000 * 1.5 ** index)},AUDIO="${idOf(group % groups.length)}"`,
    `v${index}.m3u8`,
  ]);
  return ['#EXTM3U', ...inOrder(media), ...variants, ''].join('\n');
}

test('whatever the second region calls its groups and in whatever order, each rendition meets its copy', () => {
  fc.assert(
    fc.property(
      fc.record({
        groups: fc.array(fc.subarray(POOL, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
        rungs: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
      }),
      fc.constantFrom(...NUMBERINGS),
      fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
      (shape, numberOf, keys) => {
        const one = textOf(
          shape,
          (group) => `s${group + 1}`,
          (lines) => lines,
        );
        const shuffled = (lines: string[]) =>
          lines
            .map((line, index) => [keys[index] ?? 0, line] as const)
            .sort(([a], [b]) => a - b)
            .map(([, line]) => line);
        const two = textOf(shape, (group) => `s${numberOf(group)}`, shuffled);
        const merged = mergeMasters(mastersOf(one, two), { steering: true });
        for (const text of merged.copies.values()) {
          expect(
            checkText(text, 'https://master.example/i.m3u8').filter(({ severity }) => severity === 'error'),
          ).toEqual([]);
          const uris = [...text.matchAll(/\/(aaa|bbb)\/([^"\n]+\.m3u8)/g)].map(([, , name]) => name);
          // Copies follow each other: each name twice in a row.
          expect(uris.filter((_, index) => index % 2 === 0)).toEqual(uris.filter((_, index) => index % 2 === 1));
        }
      },
    ),
    { numRuns: 200 },
  );
});
