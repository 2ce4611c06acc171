/**
 * What a terminal, a reader or a parser would take for something else than text: a new title, erased lines, C1 controls,
 * turned direction, invisible characters, ends of HTML, XML and scripts, separators of lines.
 */
export const HOSTILE =
  '\u001b]0;owned\u0007\u001b[2K\u001b[1Aok\u009b2K\u007f\u202Egnitar\u202C\u2066x\u2069\u200B\uFEFF</script>]]><!--&\u2028\u2029"\'';

/** Nothing that a terminal obeys or a reader does not see: controls (but line feeds and tabs), and formatting characters. */
export const UNSAFE = /(?![\t\n])\p{Cc}|[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** A media playlist that was cut off within its last line. */
export function cutOffPlaylist(lastLine: string): string {
  return `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:1,\na.ts\n#EXTINF:1,${lastLine}`;
}

export function masterOf(uris: readonly string[]): string {
  return `#EXTM3U\n${uris.map((uri) => `#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`).join('')}`;
}
