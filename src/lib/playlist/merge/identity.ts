import { groupBy } from '../../group-by.js';
import { quotedValue, rawValue } from '../../hls/attributes.js';
import type { Entry } from '../../hls/entry.js';
import { GROUP_TYPES } from '../../hls/groups.js';
import { type GroupNames, renditionIdentity } from './match-groups.js';
import type { Candidate } from './pair-entries.js';

/** Attributes that tell rungs apart besides BANDWIDTH and the groups, as they are written. */
const IDENTIFYING = ['VIDEO-RANGE', 'HDCP-LEVEL', 'REQ-VIDEO-LAYOUT'] as const;

/** What their absence means: RFC 8216bis section 4.4.6.2 says it of VIDEO-RANGE; without HDCP-LEVEL none is asked for. */
const ABSENT: readonly string[] = ['SDR', 'NONE'];

/**
 * A variant or trick stream with what identifies its rung: the attributes above, RESOLUTION in any case, FRAME-RATE as a
 * number, the codecs in any order and case, and which groups it names. Small differences in bandwidth are for the pairing
 * to weigh.
 *
 * @param names what this region's groups are called in the first region
 * @param region set apart groups that have no counterpart there, so that nothing pairs with them
 */
export function streamCandidate(entry: Entry, names: GroupNames, region: string): Candidate {
  const { attributes } = entry;
  const rung = rungCandidate(entry);
  const groups = GROUP_TYPES.map((type) => groupKey(quotedValue(attributes, type), names.get(type), region));
  return { ...rung, key: [rung.key, ...groups].join('\u0000') };
}

/** As {@link streamCandidate}, whatever groups it names. */
export function rungCandidate(entry: Entry): Candidate {
  const { attributes } = entry;
  const key = [
    entry.tag,
    ...IDENTIFYING.map((name) => rawValue(attributes, name) ?? '').map((value) =>
      ABSENT.includes(value) ? '' : value,
    ),
    (rawValue(attributes, 'RESOLUTION') ?? '').replaceAll('"', '').toLowerCase(),
    numeric(rawValue(attributes, 'FRAME-RATE')),
    codecs(quotedValue(attributes, 'CODECS')),
    codecs(quotedValue(attributes, 'SUPPLEMENTAL-CODECS')),
  ].join('\u0000');
  return { entry, key, bandwidth: Number(rawValue(attributes, 'BANDWIDTH')) };
}

/** A rendition with what identifies it: its group and what it is within the group. */
export function renditionCandidate(entry: Entry, names: GroupNames, region: string): Candidate {
  const type = rawValue(entry.attributes, 'TYPE') ?? '';
  const group = groupKey(quotedValue(entry.attributes, 'GROUP-ID'), names.get(type), region);
  return { entry, key: `${group}\u0000${renditionIdentity(entry)}`, bandwidth: 0 };
}

/** Attributes that tell renditions apart where NAME, LANGUAGE and CHANNELS do not, the first that do. */
const FURTHER = [
  ['CHARACTERISTICS', 'FORCED'],
  ['SAMPLE-RATE', 'BIT-DEPTH'],
  ['DEFAULT', 'AUTOSELECT'],
  ['STABLE-RENDITION-ID'],
];

/**
 * Gives renditions that a region has several of with one key keys of their own, in every region, by what else tells them
 * apart: in their order the description of the picture could become the copy of the main sound.
 *
 * @param regions the renditions of each region
 */
export function tellApart(regions: readonly (readonly Candidate[])[]): readonly (readonly Candidate[])[] {
  return FURTHER.reduce((before, names) => {
    const repeated = new Set(before.flatMap(repeatedKeys));
    if (repeated.size === 0) return before;
    return before.map((candidates) =>
      candidates.map((one) => {
        if (!repeated.has(one.key)) return one;
        const values = names.map((name) => told(rawValue(one.entry.attributes, name)));
        return { ...one, key: [one.key, ...values].join('\u0000') };
      }),
    );
  }, regions);
}

function repeatedKeys(candidates: readonly Candidate[]): string[] {
  const counts = groupBy(candidates, ({ key }) => key);
  return [...counts].flatMap(([key, same]) => (same.length > 1 ? [key] : []));
}

/** NO is what an attribute is when it is absent; CHARACTERISTICS are in any order. */
function told(value = 'NO'): string {
  return value === 'NO'
    ? ''
    : value
        .replaceAll('"', '')
        .split(',')
        .map((one) => one.trim())
        .sort()
        .join(',');
}

/** CLOSED-CAPTIONS=NONE and no CLOSED-CAPTIONS at all name no group, both. */
function groupKey(id: string | undefined, names: ReadonlyMap<string, string> | undefined, region: string): string {
  if (id === undefined) return '';
  const name = names?.get(id);
  return name === undefined ? `only ${region}: ${id}` : `group: ${name}`;
}

function numeric(value: string | undefined): string {
  return value === undefined ? '' : String(Number(value));
}

function codecs(list = ''): string {
  const names = list.split(',').map((codec) => codec.trim().toLowerCase());
  return names.sort().join(',');
}
