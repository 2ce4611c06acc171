import { groupBy } from '../../group-by.js';
import { type AttributeToken, isQuoted, quotedValue, rawValue, withValue } from '../../hls/attributes.js';
import type { Entry } from '../../hls/entry.js';
import { GROUP_NAMES, keyOfGroup, namedGroups } from '../../hls/groups.js';
import type { Row } from './pair-entries.js';

/** Per TYPE, what a group of this region is called in the first region. A group that has no counterpart is absent. */
export type GroupNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Attributes by which groups of renditions of one name are told apart, where the regions agree in them. */
const DETAILS = ['CHARACTERISTICS', 'FORCED'];

interface Group {
  type: string;
  id: string;
  /** What its renditions are, without the name of the group. */
  signature: string;
  /** The same, with all that tells renditions of one name apart. */
  detail: string;
}

/**
 * The entry's attributes with each group that they name, or are of, renamed to the region's own. Players switch a
 * region's renditions only together with its variants when the groups are distinct (measured: one shared group stalls
 * hls.js). Regions hold no underscore, so that no two ids meet.
 */
export function withRegionalGroups(entry: Entry, region: string): readonly AttributeToken[] {
  const isGroup =
    entry.kind === 'media' ? (name: string) => name === 'GROUP-ID' : (name: string) => GROUP_NAMES.has(name);
  return entry.attributes.map((token) =>
    isGroup(token.name) && isQuoted(token.value) ? withValue(token, `"${token.value.slice(1, -1)}_${region}"`) : token,
  );
}

/**
 * What tells a rendition from the others of its group. RFC 8216bis section 4.4.6.1.1 lets CHANNELS and INSTREAM-ID
 * differ between groups, yet a rendition and its copy in another region must agree in them as well.
 */
export function renditionIdentity(entry: Entry): string {
  const value = (name: string) => rawValue(entry.attributes, name) ?? '';
  const values = ['TYPE', 'NAME', 'INSTREAM-ID'].map(value);
  // A parameter of "-" says nothing: "6/-/-" is "6" (RFC 8216bis section 4.4.6.1).
  values.push(value('CHANNELS').replace(/(\/-)+(?="?$)/, ''));
  const languages = ['LANGUAGE', 'ASSOC-LANGUAGE'].map((name) => language(value(name)));
  return [...values, ...languages, rawValue(entry.attributes, 'URI') === undefined ? 'muxed' : 'own playlist'].join(
    '\u0000',
  );
}

/** One spelling of a language: capitals do not matter, and some packagers write `fra` where others write `fr` (RFC 5646). */
function language(value: string): string {
  const tag = value.replaceAll('"', '').toLowerCase();
  // Intl takes much longer than all the rest.
  if (!/^[a-z]{3}(-[a-z0-9]{2,8})*$/.test(tag)) return tag;
  try {
    return (Intl.getCanonicalLocales(tag)[0] ?? tag).toLowerCase();
  } catch {
    return tag;
  }
}

/**
 * Matches the groups of `other` with those of `first`: those of one content that have other names by the rungs that name
 * them, then by name and content, then by content, then by name alone.
 *
 * @param rungs of `first` and `other`, copies of one another
 * @param swapped whether groups that have the same names in both regions are told by their rungs too
 */
export function matchGroups(
  first: readonly Entry[],
  other: readonly Entry[],
  rungs: readonly Row[],
  swapped = false,
): GroupNames {
  const ours = groupsByType(first);
  const theirs = groupsByType(other);
  return new Map(
    [...theirs].map(([type, groups]) => [type, matchOfType(ours.get(type) ?? [], groups, rungs, swapped)]),
  );
}

function matchOfType(
  ours: readonly Group[],
  theirs: readonly Group[],
  rungs: readonly Row[],
  swapped: boolean,
): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const open = () => theirs.filter((group) => !names.has(group.id));
  const free = () => ours.filter((group) => !taken.has(group.id));
  const match = (their: Group, our: Group | undefined) => {
    if (!our) return;
    names.set(their.id, our.id);
    taken.add(our.id);
  };
  for (const [their, our] of groupsOfRungs(ours, theirs, rungs, swapped)) match(their, our);
  const exact = new Map(ours.map((group) => [`${group.id}\u0000${group.signature}`, group]));
  for (const group of open()) match(group, exact.get(`${group.id}\u0000${group.signature}`));
  for (const part of ['detail', 'signature'] as const) {
    const byContent = unique(free(), (group) => group[part]);
    for (const [content, group] of unique(open(), (group) => group[part])) match(group, byContent.get(content));
  }
  const byId = new Map(free().map((group) => [group.id, group]));
  for (const group of open()) match(group, byId.get(group.id));
  return names;
}

/**
 * Groups that packagers number: several of one content, which are called otherwise in the other region. The rungs tell
 * which is which, where all that name a group agree.
 */
function groupsOfRungs(
  ours: readonly Group[],
  theirs: readonly Group[],
  rungs: readonly Row[],
  swapped: boolean,
): Map<Group, Group> {
  const idsOf = (groups: readonly Group[]) =>
    new Map(
      [...groupBy(groups, ({ signature }) => signature)].map(([signature, alike]) => {
        const ids = alike.map(({ id }) => id).sort();
        return [signature, ids.join('\u0000')];
      }),
    );
  const [ourNames, theirNames] = [idsOf(ours), idsOf(theirs)];
  const renamed = (group: Group | undefined) =>
    group && (swapped || ourNames.get(group.signature) !== theirNames.get(group.signature)) ? group : undefined;
  const byId = (groups: readonly Group[]) => new Map(groups.map((group) => [group.id, group]));
  const [ourIds, theirIds] = [byId(ours), byId(theirs)];
  const found = new Map<Group, Set<Group>>();
  for (const [one, other] of rungs) {
    const type = ours[0]?.type ?? '';
    const our = ourIds.get(quotedValue(one?.attributes ?? [], type) ?? '');
    const their = renamed(theirIds.get(quotedValue(other?.attributes ?? [], type) ?? ''));
    if (our && their) found.set(their, (found.get(their) ?? new Set()).add(our));
  }
  const counts = new Map<Group, number>();
  for (const named of found.values()) for (const our of named) counts.set(our, (counts.get(our) ?? 0) + 1);
  return new Map(
    [...found].flatMap(([their, [our, ...more]]) =>
      our && more.length === 0 && counts.get(our) === 1 && our.signature === their.signature ? [[their, our]] : [],
    ),
  );
}

/** The groups that are the only ones with their key. */
function unique(groups: readonly Group[], keyOf: (group: Group) => string): Map<string, Group> {
  const counts = new Map<string, number>();
  for (const group of groups) counts.set(keyOf(group), (counts.get(keyOf(group)) ?? 0) + 1);
  return new Map(groups.filter((group) => counts.get(keyOf(group)) === 1).map((group) => [keyOf(group), group]));
}

function groupsByType(entries: readonly Entry[]): Map<string, Group[]> {
  const renditions = entries
    .filter((entry) => entry.kind === 'media')
    .map((entry) => ({
      type: rawValue(entry.attributes, 'TYPE') ?? '',
      id: quotedValue(entry.attributes, 'GROUP-ID') ?? '',
      identity: [renditionIdentity(entry)],
      detail: [[renditionIdentity(entry), ...DETAILS.map((name) => rawValue(entry.attributes, name) ?? '')].join()],
    }));
  const named = namedGroups(entries).map(({ type, id }) => ({ type, id, identity: [], detail: [] }));
  const groups = groupBy([...renditions, ...named], ({ type, id }) => keyOfGroup(type, id));
  const signed = [...groups.values()].map((members): Group => {
    const { type = '', id = '' } = members[0] ?? {};
    const all = (contents: readonly string[]) => contents.toSorted().join('\u0001');
    return {
      type,
      id,
      signature: all(members.flatMap(({ identity }) => identity)),
      detail: all(members.flatMap(({ detail }) => detail)),
    };
  });
  return groupBy(signed, ({ type }) => type);
}
