import stringWidth from 'string-width';
import { plain, shown } from './signs.js';
import { fill } from './wrap.js';

const CHARACTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// biome-ignore lint/suspicious/noControlCharactersInRegex: ECMA-48's SGR, as chalk writes it
const COLOURS = /(\u001b\[[\d;]*m)/;

/** A line cut to so many columns, with an ellipsis at its end. Colours take no room, and end where the line ends. */
export function cut(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const ellipsis = shown('…');
  let room = columns - stringWidth(ellipsis);
  let kept = '';
  for (const part of line.split(COLOURS)) {
    if (COLOURS.test(part)) {
      kept += part;
      continue;
    }
    for (const { segment } of CHARACTERS.segment(part)) {
      room -= stringWidth(segment);
      if (room < 0) break;
      kept += segment;
    }
  }
  return kept + ellipsis;
}

/**
 * A text without colours, broken at its blanks. Blanks before its first word stay. Nothing is cut: an ARN or a URL that
 * is too long for a line stays whole, so that it can be copied.
 *
 * @param indent of the lines after the first
 */
export function fold(text: string, columns: number, indent = ''): string[] {
  const words = text.trimStart();
  const first = text.slice(0, text.length - words.length);
  return fill(words.split(' '), columns, first, indent, stringWidth);
}

/** As {@link fold}, but what is too long for a line is cut. */
export function wrap(text: string, columns: number, indent = '  '): string[] {
  return fold(text, columns, indent).map((line) => cut(line, columns));
}

/** Columns to fold prose to. Without a terminal, or with `--plain`, lines are as long as they are. */
export function columnsOf(output: { readonly columns?: number }): number {
  return (!plain() && output.columns) || Number.POSITIVE_INFINITY;
}
