// Breaks what a program printed into a terminal's rows.
import { stripVTControlCharacters } from 'node:util';

/** ECMA-48's SGR, as chalk writes it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it begins with one
const COLOUR = /\u001b\[[\d;]*m/g;

/**
 * @param line with ANSI colours, which take no room; a colour goes on in the next row
 * @param columns of the terminal; a word that is longer has a row to itself
 * @returns the rows, broken at blanks; an empty line is one
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
    // The blanks at which a row was broken do not begin the next one.
    if (rows.length === 1 || taken > 0 || !piece.startsWith(' ')) {
      rows[rows.length - 1] += piece;
      taken += width;
    }
    colour = piece.match(COLOUR)?.at(-1) ?? colour;
  }
  return rows.map((row) => row.replace(/ +$/, ''));
}
