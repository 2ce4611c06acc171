/**
 * Puts parts that must stay whole into lines of so many columns, with a blank between two parts. A part that is wider
 * than a line gets a line to itself.
 *
 * @param first indent of the first line
 * @param others indent of the other lines
 * @param width how many columns a line takes
 */
export function fill(
  parts: readonly string[],
  columns: number,
  first: string,
  others: string,
  width: (line: string) => number,
): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    if (line === undefined) line = first + part;
    else if (width(`${line} ${part}`) <= columns) line += ` ${part}`;
    else {
      lines.push(line);
      line = others + part;
    }
  }
  return [...lines, line ?? ''];
}
