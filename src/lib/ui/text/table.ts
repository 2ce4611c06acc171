import stringWidth from 'string-width';

/**
 * Rows under a heading; where these are wider than the terminal, a few lines for each row.
 *
 * @param columns of the terminal. Default: standard output's; without a terminal there is room for everything
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = process.stdout.columns || Number.POSITIVE_INFINITY,
): string {
  const drawn = grid(head, rows);
  return fits(drawn, columns) ? drawn : rows.map((row) => block(head, row, columns)).join('\n');
}

/** Rows under a heading, without lines between them: easy to read, and easy to pipe into `awk`. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  const padded = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
  return cells.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}

/** Whether no line is wider than the terminal. */
export function fits(drawn: string, columns: number): boolean {
  return drawn.split('\n').every((line) => stringWidth(line) <= columns);
}

/** Room for all our heads except `NEW EACH (MIN / MEDIAN / MAX)`. */
const HEAD_WIDTH = 16;

/** A row as lines: its first two values if both fit, then the others, each after the head of its column. */
function block(head: readonly string[], row: readonly string[], columns: number): string {
  const titles = stringWidth(row.slice(0, 2).join('  ')) <= columns ? 2 : 1;
  const lines = row.slice(titles).flatMap((value, index) => {
    const name = (head[index + titles] as string).toLowerCase();
    return value === '' ? [] : [`  ${name.padEnd(HEAD_WIDTH)}${name.length < HEAD_WIDTH ? '' : ' '}${value}`];
  });
  return [row.slice(0, titles).join('  '), ...lines].join('\n');
}
