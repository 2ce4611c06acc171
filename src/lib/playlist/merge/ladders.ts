import { CvsError } from '../../errors.js';
import { describe } from '../../hls/describe-entry.js';
import { listOf } from '../../list-of.js';
import type { Row } from './pair-entries.js';

/** Rows that an error shows at most. */
const SHOWN_ROWS = 24;

/**
 * The error for regions whose ladders do not match: a sentence, then the ladders side by side.
 *
 * @param what the rows are of: `rungs` or `renditions`
 * @param bearable whether something would be left without what a region lacks
 */
export function laddersDiffer(
  regions: readonly string[],
  rows: readonly Row[],
  what: string,
  bearable: boolean,
): CvsError {
  const lacking = rows.filter((row) => row.includes(undefined));
  const example = describe(lacking[0]?.find((entry) => entry !== undefined));
  const without = regions.filter((_, index) => lacking[0]?.[index] === undefined);
  return new CvsError({
    code: 'LADDERS_DIFFER',
    message: [
      `The ${what} of ${listOf(regions)} differ: ${listOf(without)} has no ${example}.`,
      ...sideBySide(regions, lacking.length + 4 < rows.length && rows.length > SHOWN_ROWS ? lacking : rows),
    ].join('\n'),
    suggestions: [
      'Give the encoders of all regions the same settings, then try again.',
      ...(bearable
        ? [
            'Or leave out what a region lacks: masterPlaylist.allowPartial: true in the cluster file keeps that choice (cvs init --allow-partial writes it), --allow-partial of cvs playlist build and publish makes it for one run.',
          ]
        : []),
    ],
  });
}

function sideBySide(regions: readonly string[], rows: readonly Row[]): string[] {
  const cells = [regions, ...rows.slice(0, SHOWN_ROWS).map((row) => row.map(describe))];
  const widths = regions.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`);
  const more = rows.length - SHOWN_ROWS;
  return [...lines.map((line) => line.trimEnd()), ...(more > 0 ? [`  … and ${more} more`] : [])];
}
