import { groupBy } from '../../group-by.js';
import { LONGEST_SENTENCE, outsideText } from '../../outside-text.js';

/** Longer values of a query are tokens rather than names. */
const LONGEST_VALUE = 24;

/**
 * What playlists are called in messages: their URLs without the query, which may hold tokens. Where several have one path,
 * the parameters in which they differ are added, or a number. Made safe to show, as `outsideText` does.
 */
export function playlistNames(urls: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [path, same] of groupBy(urls, withoutQuery)) {
    const queries = same.map((url) => new URLSearchParams(url.slice(path.length)));
    const apart = same.length === 1 ? [] : differing(queries);
    for (const [index, url] of same.entries()) {
      const own = apart.flatMap((name) => ownValue(name, queries[index]));
      const base = outsideText(path, LONGEST_SENTENCE);
      const told = own.length === 0 ? base : `${base} (${own.join(', ')})`;
      let name = told;
      for (let number = index + 1; taken.has(name); number += 1) name = `${told} #${number}`;
      taken.add(name);
      names.set(url, name);
    }
  }
  return names;
}

export function withoutQuery(url: string): string {
  return url.split('?', 1)[0] as string;
}

function differing(queries: readonly URLSearchParams[]): string[] {
  const all = new Set(queries.flatMap((query) => [...query.keys()]));
  return [...all].filter((name) => new Set(queries.map((query) => query.get(name))).size > 1);
}

function ownValue(name: string, query: URLSearchParams | undefined): string[] {
  const value = query?.get(name) ?? undefined;
  return value === undefined || value.length > LONGEST_VALUE ? [] : [outsideText(`${name}=${value}`)];
}
