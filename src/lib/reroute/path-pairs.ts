import { longestPrefix } from './reroute-map.js';

/** The same thing by the paths under which two distributions have it. */
export type PathPair = readonly [own: string, other: string];

/**
 * Pairs of prefixes by which each path of one side becomes the path of the other, and back. A pair goes as far as
 * everything goes that it is for, so that it is for nothing else.
 *
 * @returns what cannot be made so: paths that end in different names, or one prefix that becomes two
 */
export function prefixPairs(paths: readonly PathPair[]): readonly PathPair[] | { unlike: PathPair } {
  const folders = new Map<string, { pair: PathPair; rests: string[][] }>();
  for (const path of paths) {
    const [own, other] = path.map((one) => one.split('/')) as [string[], string[]];
    let same = 0;
    while (same < Math.min(own.length, other.length) && own.at(-1 - same) === other.at(-1 - same)) same += 1;
    // The part before the first slash is empty in both.
    same = Math.min(same, own.length - 1, other.length - 1);
    if (same === 0) return { unlike: path };
    const cut = (parts: string[]) => `${parts.slice(0, parts.length - same).join('/')}/`;
    const pair: PathPair = [cut(own), cut(other)];
    const folder = folders.get(pair.join('\n')) ?? { pair, rests: [] };
    folder.rests.push(own.slice(own.length - same, -1));
    folders.set(pair.join('\n'), folder);
  }
  const pairs = [...folders.values()].map(({ pair, rests }): PathPair => {
    const common = commonParts(rests)
      .map((part) => `${part}/`)
      .join('');
    return [pair[0] + common, pair[1] + common];
  });
  const unlike = paths.find(([own, other]) => mapped(pairs, own) !== other || mapped(pairs.map(swap), other) !== own);
  return unlike ? { unlike } : pairs;
}

/** The path that a path becomes; undefined where it begins with none of the prefixes. */
export function mapped(pairs: readonly PathPair[], path: string): string | undefined {
  const pair =
    pairs[
      longestPrefix(
        pairs.map(([own]) => own),
        path,
      )
    ];
  return pair && pair[1] + path.slice(pair[0].length);
}

function swap([own, other]: PathPair): PathPair {
  return [other, own];
}

function commonParts(lists: readonly string[][]): string[] {
  const [first = [], ...others] = lists;
  const until = first.findIndex((part, at) => others.some((list) => list[at] !== part));
  return until < 0 ? first : first.slice(0, until);
}
