import { groupBy } from '../group-by.js';
import { type AttributeToken, quotedValue, rawValue } from './attributes.js';
import type { Entry } from './entry.js';
import { GROUP_TYPES, keyOfGroup } from './groups.js';

/** A variant or trick stream of a merged playlist with where it leads. */
export interface Stream {
  entry: Entry;
  /** Its PATHWAY-ID; without one ".", or its host where the playlist has no content steering. */
  pathway: string;
  host: string;
  /** The attributes in which copies must agree. */
  shared: string;
}

const REGIONAL: ReadonlySet<string> = new Set(['PATHWAY-ID', 'URI', ...GROUP_TYPES]);

/** The streams of a playlist, in order. */
export function streamsOf(entries: readonly Entry[], kind: 'variant' | 'trick'): Stream[] {
  const isSteered = entries.some((entry) => entry.tag === '#EXT-X-CONTENT-STEERING');
  return entries.filter((entry) => entry.kind === kind).map((entry) => asStream(entry, isSteered));
}

/**
 * The host of an http or https URL, in lower case with its port unless it is the scheme's own, without a user's name;
 * undefined for anything else.
 */
export function hostOf(uri: string | undefined): string | undefined {
  if (uri === undefined || !/^https?:\/\//i.test(uri)) return undefined;
  const ownPort = /^https/i.test(uri) ? /:443$/ : /:80$/;
  return uri.split('/', 3)[2]?.replace(/^.*@/, '').replace(ownPort, '').toLowerCase();
}

/** What an entry leads to: its URI line, or its URI attribute. */
export function uriOf(entry: Entry): string | undefined {
  return entry.uri ?? quotedValue(entry.attributes, 'URI');
}

export function hasPathway(entry: Entry): boolean {
  return rawValue(entry.attributes, 'PATHWAY-ID') !== undefined;
}

/** The pathways in the order in which the playlist names them first. */
export function pathwaysOf(streams: readonly Stream[]): string[] {
  return [...new Set(streams.map((stream) => stream.pathway))];
}

/** The streams whose attributes agree: the copies of a rung, in the playlist's order. */
export function rungsOf(streams: readonly Stream[]): Stream[][] {
  return [...groupBy(streams, ({ shared }) => shared).values()];
}

/** The streams that name each group, by {@link keyOfGroup}. */
export function usersOfGroups(streams: readonly Stream[]): Map<string, Stream[]> {
  const users = new Map<string, Stream[]>();
  for (const stream of streams) {
    for (const type of GROUP_TYPES) {
      const id = quotedValue(stream.entry.attributes, type);
      if (id === undefined) continue;
      const key = keyOfGroup(type, id);
      const known = users.get(key);
      if (known) known.push(stream);
      else users.set(key, [stream]);
    }
  }
  return users;
}

/** The attributes of a rendition in which its copies agree: all but those that are a region's own. */
export function sharedAttributes(rendition: Entry): string {
  return comparable(rendition.attributes.filter(({ name }) => name !== 'URI' && name !== 'GROUP-ID'));
}

/**
 * An attribute list as players compare it, by its values: it has no order (RFC 8216bis section 4.2), 30 is 30.000, and
 * codecs and the x of a resolution are the same in capitals.
 */
function comparable(attributes: readonly AttributeToken[]): string {
  const pieces = attributes.map(({ name, value }) => {
    if (name === 'CODECS' || name === 'SUPPLEMENTAL-CODECS' || name === 'RESOLUTION')
      return `${name}=${value.toLowerCase()}`;
    return /^\d+\.\d+$/.test(value) ? `${name}=${Number(value)}` : `${name}=${value}`;
  });
  return pieces.sort().join(',');
}

/** The streams that agree in every attribute with an earlier one of their pathway, and lead elsewhere. */
export function rungsTwice(variants: readonly Stream[]): Stream[] {
  const copies = groupBy(variants, ({ pathway, shared }) => `${pathway}\u0000${shared}`);
  return [...copies.values()].flatMap((same) => {
    const [, ...others] = groupBy(same, ({ entry }) => entry.uri).values();
    return others.flatMap(([first]) => first ?? []);
  });
}

/** RFC 8216bis section 4.4.6.2: the pathway of a stream that names none. */
export const DEFAULT_PATHWAY = '.';

function asStream(entry: Entry, isSteered: boolean): Stream {
  const host = hostOf(uriOf(entry)) ?? '';
  const shared = comparable(entry.attributes.filter((token) => !REGIONAL.has(token.name)));
  return {
    entry,
    host,
    pathway: quotedValue(entry.attributes, 'PATHWAY-ID') ?? (isSteered ? DEFAULT_PATHWAY : host),
    shared: `${entry.tag},${shared}`,
  };
}
