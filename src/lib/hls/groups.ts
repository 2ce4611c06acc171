import { groupBy } from '../group-by.js';
import { isQuoted, quotedValue, rawValue } from './attributes.js';
import type { Entry } from './entry.js';

/** Attributes by which streams name groups; each is also the TYPE of the renditions in the group. */
export const GROUP_TYPES = ['AUDIO', 'VIDEO', 'SUBTITLES', 'CLOSED-CAPTIONS'] as const;

/** The same, to look a name up. */
export const GROUP_NAMES: ReadonlySet<string> = new Set(GROUP_TYPES);

/** Names the group that a rendition is in, by TYPE and GROUP-ID. */
export function keyOfRendition(entry: Entry): string {
  return keyOfGroup(rawValue(entry.attributes, 'TYPE') ?? '', quotedValue(entry.attributes, 'GROUP-ID') ?? '');
}

/** The same key as {@link keyOfRendition}, of a group that a stream names. */
export function keyOfGroup(type: string, id: string): string {
  return `${type}\u0000${id}`;
}

/** A group that a stream names, with the first line that names it. */
export interface GroupReference {
  type: string;
  id: string;
  line: number;
}

/** Groups that streams name though no rendition is in them. */
export function danglingGroups(entries: readonly Entry[]): GroupReference[] {
  const defined = new Set(entries.filter((entry) => entry.kind === 'media').map(keyOfRendition));
  return namedGroups(entries).filter(({ type, id }) => !defined.has(keyOfGroup(type, id)));
}

/** Renditions that have the NAME of an earlier one of their group, though names in a group differ (RFC 8216bis section 4.4.6.1.1). */
export function namesTwice(entries: readonly Entry[]): Entry[] {
  const renditions = entries.filter((entry) => entry.kind === 'media');
  const named = groupBy(renditions, (entry) => `${keyOfRendition(entry)}\u0000${rawValue(entry.attributes, 'NAME')}`);
  return [...named.values()].flatMap(([, ...others]) => others);
}

/** Each group that streams name. */
export function namedGroups(entries: readonly Entry[]): GroupReference[] {
  const found = new Map<string, GroupReference>();
  for (const { kind, attributes, line } of entries) {
    if (kind !== 'variant' && kind !== 'trick') continue;
    for (const { name: type, value } of attributes) {
      if (!GROUP_NAMES.has(type) || !isQuoted(value)) continue;
      const id = value.slice(1, -1);
      const key = keyOfGroup(type, id);
      if (!found.has(key)) found.set(key, { type, id, line });
    }
  }
  return [...found.values()];
}
