import { groupBy } from '../../group-by.js';
import { rawValue, withAttribute } from '../../hls/attributes.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { GROUP_TYPES } from '../../hls/groups.js';
import { withRegionalGroups } from './match-groups.js';
import type { Notes } from './notes.js';

/** Attributes that the summary names at most. */
const SHOWN_ATTRIBUTES = 40;

/** Attributes that are a region's own by nature. */
const REGIONAL: ReadonlySet<string> = new Set(['URI', 'GROUP-ID', ...GROUP_TYPES]);

/**
 * The copies of one entry, a region each. Players take two variants for copies of one rung only when they agree in every
 * attribute (measured: a BANDWIDTH that differs by 1000 makes hls.js lose the pairing), so that all attributes come from
 * the first region but the URI, the groups and the pathway.
 *
 * @param entries the entry of each region, the first region's first
 * @param steering adds PATHWAY-ID to streams. Without content steering it would keep players that build their own
 *   pathways out of equal variants (hls.js) from doing so.
 */
export function rungCopies(entries: readonly Entry[], regions: readonly string[], steering: boolean): Entry[] {
  const [own] = entries;
  if (!own) return [];
  return entries.map((entry, index) => {
    const region = regions[index] ?? '';
    let attributes = withRegionalGroups(own, region);
    const uri = rawValue(entry.attributes, 'URI');
    if (uri !== undefined && entry !== own) attributes = withAttribute(attributes, 'URI', uri);
    if (steering && entry.kind !== 'media') attributes = withAttribute(attributes, 'PATHWAY-ID', `"${region}"`);
    return { ...entry, tag: own.tag, attributes };
  });
}

/** Notes which attributes of other regions were replaced by the first region's: a line for each region and attribute. */
export function noteLevelled(rows: readonly (readonly Entry[])[], regions: readonly string[], notes: Notes): void {
  const found: Levelled[] = [];
  for (const row of rows) {
    const own = row[0];
    for (const [index, region] of regions.entries()) {
      const other = row[index];
      // Regions with the same packager write the same tokens. To see that first makes the whole merge faster.
      if (own && other && index > 0 && !sameTokens(own, other)) found.push(...differences(own, other, region));
    }
  }
  const levelled = groupBy(found, ({ what }) => what);
  for (const [what, [first, ...others]] of [...levelled].slice(0, SHOWN_ATTRIBUTES)) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    notes.changes.push(`${what} levelled with ${regions[0]} (${first?.example}${more})`);
  }
  const hidden = levelled.size - SHOWN_ATTRIBUTES;
  if (hidden > 0) notes.changes.push(`${hidden} more attributes levelled with ${regions[0]}`);
}

/** An attribute that was replaced. */
interface Levelled {
  what: string;
  example: string;
}

function differences(own: Entry, other: Entry, region: string): Levelled[] {
  const [ours, theirs] = [own, other].map(
    ({ attributes }) => new Map(attributes.map(({ name, value }) => [name, value])),
  ) as [Map<string, string>, Map<string, string>];
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((name) => {
    const was = theirs.get(name) ?? 'absent';
    const is = ours.get(name) ?? 'absent';
    if (REGIONAL.has(name) || was === is) return [];
    return [{ what: `${name} of ${region}`, example: `${describe(own)}: ${was} became ${is}` }];
  });
}

function sameTokens(own: Entry, other: Entry): boolean {
  return (
    own.attributes.length === other.attributes.length &&
    own.attributes.every(({ raw, name }, index) => {
      const token = other.attributes[index];
      return token?.name === name && (token.raw === raw || REGIONAL.has(name));
    })
  );
}
