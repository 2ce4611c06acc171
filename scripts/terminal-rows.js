// Breaks a program's output into a terminal's rows.
import { stripVTControlCharacters } from 'node:util';

/** ECMA-48's SGR, as chalk writes it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: SGR begins with a control character
const COLOUR = /\u001b\[[\d;]*m/g;

/**
 * @param line with ANSI colours, which take no space; a colour continues in the next row
 * @param columns of the terminal; a longer word gets its own row
 * @returns the rows, broken at blanks; an empty line is one row
 */
export function terminalRows(line, columns) {
  const rows = [''];
  let taken = 0;
  let colour = '';
  for (const [piece] of line.matchAll(/ +|[^ ]+/g)) {
    const width = stripVTControlCharacters(piece).length;
    if (taken > 0 && taken + width > columns) {
      rows.push(colour);
      taken = 0;
    }
    // Blanks at which a row is broken are dropped.
    if (rows.length === 1 || taken > 0 || !piece.startsWith(' ')) {
      rows[rows.length - 1] += piece;
      taken += width;
    }
    colour = piece.match(COLOUR)?.at(-1) ?? colour;
  }
  return rows.map((row) => row.replace(/ +$/, ''));
}
