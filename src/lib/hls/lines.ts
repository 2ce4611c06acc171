/** One line of a playlist as RFC 8216bis section 4.1 sorts them. */
export interface Line {
  kind: 'blank' | 'comment' | 'tag' | 'uri';
  /** From 1. */
  number: number;
  /** The line as it came, without its line ending. */
  text: string;
  /** Of a tag: the name with its `#`, without the colon. Otherwise empty. */
  tag: string;
  /** Of a tag: what follows the colon, without white space at the line's end. Otherwise empty. */
  value: string;
}

/** Splits a playlist into lines; LF and CRLF end a line, and a byte order mark before the first is left out. */
export function splitLines(text: string): Line[] {
  const rows = withoutByteOrderMark(text).split('\n');
  return rows.map((row, index) => line(row.endsWith('\r') ? row.slice(0, -1) : row, index + 1));
}

/**
 * The tags and URIs of a playlist as players read them: without white space around a line, without blank lines and
 * comments.
 */
export function* meaningfulLines(text: string): Generator<Line> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; start < text.length; number += 1) {
    const end = text.indexOf('\n', start);
    const row = text.slice(start, end < 0 ? text.length : end).trim();
    start = end < 0 ? text.length : end + 1;
    const read = line(row, number);
    if (read.kind === 'tag' || read.kind === 'uri') yield read;
  }
}

/** The text without a leading U+FEFF, which RFC 8216bis section 4.1 forbids but some editors write. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function line(text: string, number: number): Line {
  if (text.startsWith('#EXT')) {
    const colon = text.indexOf(':');
    const tag = colon < 0 ? text.trimEnd() : text.slice(0, colon);
    return { kind: 'tag', number, text, tag, value: colon < 0 ? '' : text.slice(colon + 1).trimEnd() };
  }
  const kind = text.startsWith('#') ? 'comment' : text.trim() === '' ? 'blank' : 'uri';
  return { kind, number, text, tag: '', value: '' };
}
