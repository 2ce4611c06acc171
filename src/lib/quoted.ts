/** A word as shells for POSIX take it: in single quotes where it has anything but letters, digits and `-_./:=@%+,`. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
