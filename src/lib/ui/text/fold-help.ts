import { widthOf } from './fit.js';

/** Words, of which a quoted one may hold blanks. */
const WORDS = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** Room for the ` \` that goes on with a command line. */
const MORE = 2;

/**
 * A line of help broken at blanks where it is wider than the terminal. Only a word that is wider by itself stays so: an
 * address that was broken could not be copied. Lines of commands go on behind a backslash, as a shell reads them.
 */
export function foldHelp(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const starts = /^\s*\$ /.test(line);
  const isCommand = starts || /^\s*--[a-z-]+ \S/.test(line);
  if (!isCommand) return fill(line.trim().split(/ +/), indent, indent, columns);
  const others = starts ? `${indent}    ` : indent;
  const words = [...line.replace(/ \\$/, '').matchAll(WORDS)].map(([word]) => word);
  const goesOn = line.endsWith(' \\');
  const parts = flagsWithValues(words, columns - others.length - MORE);
  const lines = fill(parts, indent, others, columns - MORE);
  return lines.map((one, index) => (index < lines.length - 1 || goesOn ? `${one} \\` : one));
}

/** A flag and its value stand together where there is room for both. */
function flagsWithValues(words: readonly string[], room: number): string[] {
  const parts: string[] = [];
  for (const word of words) {
    const flag = parts.at(-1);
    const joined = `${flag} ${word}`;
    const belongs = flag !== undefined && /^--?[a-z-]+$/.test(flag) && !word.startsWith('-') && joined.length <= room;
    if (belongs) parts[parts.length - 1] = joined;
    else parts.push(word);
  }
  return parts;
}

function fill(parts: readonly string[], first: string, others: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? first + part : `${line} ${part}`;
    if (line === '' || widthOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = others + part;
    }
  }
  return [...lines, line];
}
