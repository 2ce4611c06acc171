/**
 * A URL in which the parameters of these names have the viewer's own values: references to variables, which players
 * replace by the parameters of the master playlist's URL (EXT-X-DEFINE:QUERYPARAM, RFC 8216bis section 4.4.2.3). What the
 * URL has of them is replaced where it stands, the others are added.
 */
export function withViewersTokens(url: string, names: readonly string[]): string {
  if (names.length === 0) return url;
  const [, path = '', , query = '', fragment = ''] = /^([^?#]*)(\?([^#]*))?(#.*)?$/s.exec(url) ?? [];
  const seen = new Set<string>();
  const pairs = query.split('&').flatMap((pair) => {
    const name = pair.split('=', 1)[0] ?? '';
    if (!names.includes(name)) return pair === '' ? [] : pair;
    // A second one would be the value of whoever read the playlist.
    if (seen.has(name)) return [];
    seen.add(name);
    return reference(name);
  });
  return `${path}?${[...pairs, ...names.filter((name) => !seen.has(name)).map(reference)].join('&')}${fragment}`;
}

function reference(name: string): string {
  return `${name}={$${name}}`;
}
