import { rawValue } from '../../hls/attributes.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { hasPathway, pathwaysOf, rungsOf, rungsTwice, type Stream, streamsOf } from '../../hls/streams.js';
import { listOf } from '../../list-of.js';
import { type Finding, finding } from './playlist-finding.js';

/** Players pair the copies of a rung by their attributes, and start with the first of them. */
export function copyFindings(entries: readonly Entry[]): Finding[] {
  const variants = streamsOf(entries, 'variant');
  return [
    // Backup streams within a region: rungs of which a pathway has more than one copy.
    ...rungsTwice(variants.filter(({ entry }) => hasPathway(entry))).map(({ entry, pathway }) =>
      finding('rung-twice', entry.line, `${describe(entry)} is in ${pathway} already, with another URI`),
    ),
    ...ladderFindings(variants),
    ...ladderFindings(streamsOf(entries, 'trick'), pathwaysOf(variants)),
  ];
}

function ladderFindings(streams: readonly Stream[], pathways: readonly string[] = pathwaysOf(streams)): Finding[] {
  const positions = new Map(streams.map((stream, index) => [stream, index]));
  const known = new Set(pathways);
  return rungsOf(streams).flatMap((rung) => {
    const first = rung[0] as Stream;
    const name = describe(first.entry);
    const own = new Set(rung.map(({ pathway }) => pathway).filter((pathway) => known.has(pathway)));
    if (own.size < pathways.length) {
      const message = `${name} has no copy with the same attributes in ${namesOfLacking(pathways, own)}`;
      return [finding('copies-differ', first.entry.line, message)];
    }
    const position = (stream: Stream | undefined) => (stream && positions.get(stream)) ?? 0;
    if (position(rung.at(-1)) - position(first) >= rung.length) {
      const message = `the copies of ${name} are not next to each other`;
      return [finding('copies-apart', first.entry.line, message)];
    }
    if (first.pathway !== pathways[0]) {
      const message = `the copies of ${name} begin with ${first.pathway}, and the playlist begins with ${pathways[0]}`;
      return [finding('copies-order', first.entry.line, message)];
    }
    return [];
  });
}

/** So many pathways are named in one finding. */
const MOST_NAMED = 5;

/** The pathways that a rung is not in, of which a playlist may have any number. */
function namesOfLacking(pathways: readonly string[], own: ReadonlySet<string>): string {
  const named: string[] = [];
  for (const pathway of pathways) {
    if (named.length === MOST_NAMED) break;
    if (!own.has(pathway)) named.push(pathway);
  }
  const more = pathways.length - own.size - named.length;
  return more > 0 ? listOf([...named, `${more} more`]) : listOf(named);
}

/** RFC 8216bis section 4.4.6.2: CLOSED-CAPTIONS=NONE and SCORE are on every variant or on none. */
export function allOrNoneFindings(entries: readonly Entry[]): Finding[] {
  const variants = entries.filter((entry) => entry.kind === 'variant');
  const check = (what: string, has: (entry: Entry) => boolean): Finding[] => {
    const without = variants.find((entry) => !has(entry));
    if (!without || !variants.some(has)) return [];
    const message = `${what} is on other variants and not on ${describe(without)}`;
    return [finding('all-or-none', without.line, message)];
  };
  return [
    ...check('CLOSED-CAPTIONS=NONE', ({ attributes }) => rawValue(attributes, 'CLOSED-CAPTIONS') === 'NONE'),
    ...check('SCORE', ({ attributes }) => rawValue(attributes, 'SCORE') !== undefined),
  ];
}
