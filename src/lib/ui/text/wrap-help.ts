import { fill } from './wrap.js';

/** Our help has no wide characters; a library that knows them would make --help a sixth slower. */
const width = (line: string) => [...line].length;

/** Words; a quoted word may contain blanks. */
const WORDS = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** Room for the ` \` that continues a command line. */
const MORE = 2;

/**
 * A line of help, broken at blanks where it is wider than the terminal. A single word that is wider stays whole: an
 * address that was broken could not be copied. Command lines are continued with a backslash, as a shell reads them.
 */
export function foldHelp(line: string, columns: number): string[] {
  if (width(line) <= columns) return [line];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const starts = /^\s*\$ /.test(line);
  const isCommand = starts || /^\s*--[a-z-]+ \S/.test(line);
  if (!isCommand) return fill(line.trim().split(/ +/), columns, indent, indent, width);
  const others = starts ? `${indent}    ` : indent;
  const words = [...line.replace(/ \\$/, '').matchAll(WORDS)].map(([word]) => word);
  const goesOn = line.endsWith(' \\');
  const parts = flagsWithValues(words, columns - others.length - MORE);
  const lines = fill(parts, columns - MORE, indent, others, width);
  return lines.map((one, index) => (index < lines.length - 1 || goesOn ? `${one} \\` : one));
}

/** Joins a flag and its value where there is room for both. */
function flagsWithValues(words: readonly string[], room: number): string[] {
  const parts: string[] = [];
  for (const word of words) {
    const flag = parts.at(-1);
    const joined = `${flag} ${word}`;
    const belongs = flag !== undefined && /^--?[a-z-]+$/.test(flag) && !word.startsWith('-') && width(joined) <= room;
    if (belongs) parts[parts.length - 1] = joined;
    else parts.push(word);
  }
  return parts;
}
