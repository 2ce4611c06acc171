import Table from 'cli-table3';
import { widthOf } from './fit.js';

/**
 * Rows under a heading; where these are wider than the terminal, a few lines a row.
 *
 * @param columns of the terminal; what is not a terminal has room for everything
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = process.stdout.columns || Number.POSITIVE_INFINITY,
): string {
  const drawn = grid(head, rows);
  return fits(drawn, columns) ? drawn : rows.map((row) => block(head, row, columns)).join('\n');
}

/** Rows under a heading, without rules: reads well, and pipes into `awk`. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: [...head],
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/** Whether no line is wider than the terminal. */
export function fits(drawn: string, columns: number): boolean {
  return drawn.split('\n').every((line) => widthOf(line.trimEnd()) <= columns);
}

/** Room for the longest of our heads but `NEW EACH (MIN / MEDIAN / MAX)`. */
const HEAD_WIDTH = 16;

/** A row as lines: its first two values where both fit, then the others, each behind the head of its column. */
function block(head: readonly string[], row: readonly string[], columns: number): string {
  const together = row.slice(0, 2).join('  ');
  const title = widthOf(together) <= columns ? together : (row[0] as string);
  const lines = row.slice(title === together ? 2 : 1).flatMap((value, index) => {
    const name = (head[index + (title === together ? 2 : 1)] as string).toLowerCase();
    return value === '' ? [] : [`  ${name.padEnd(HEAD_WIDTH)}${name.length < HEAD_WIDTH ? '' : ' '}${value}`];
  });
  return [title, ...lines].join('\n');
}
