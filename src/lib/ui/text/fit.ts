import { stripVTControlCharacters } from 'node:util';
import { plain, shown } from './signs.js';

/** How many columns a line takes, without its colours. */
export function widthOf(line: string): number {
  return [...stripVTControlCharacters(line)].length;
}

/** A line cut to so many columns; its last sign is then an ellipsis. Colours take no room, and end where it ends. */
export function cut(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  const ellipsis = shown('…');
  let room = columns - widthOf(ellipsis);
  let kept = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ECMA-48's SGR, as chalk writes it
  for (const [piece] of line.matchAll(/\u001b\[[\d;]*m|./gsu)) {
    if (piece.startsWith('\u001b')) kept += piece;
    else if (room > 0) {
      kept += piece;
      room -= 1;
    }
  }
  return kept + ellipsis;
}

/** A text without colours broken at its blanks into lines of so many columns; those after the first are indented. */
export function wrap(text: string, columns: number, indent = '  '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() === '' || widthOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].map((one) => cut(one, columns));
}

/**
 * A text without colours broken at its blanks, of which those before its first word stay. Nothing is cut: an ARN or a URL that is
 * too long for a line stays whole, to be copied.
 *
 * @param indent of the lines after the first
 */
export function fold(text: string, columns: number, indent = ''): string[] {
  const [, lead = '', words = ''] = /^( *)(.*)$/s.exec(text) ?? [];
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of words.split(' ')) {
    if (!isEmpty && widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

/** Columns that prose is folded to; what is not a terminal, or is read aloud, has lines as long as they are. */
export function columnsOf(output: { readonly columns?: number }): number {
  return (!plain() && output.columns) || Number.POSITIVE_INFINITY;
}
