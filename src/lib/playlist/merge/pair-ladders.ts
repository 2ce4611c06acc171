import { CvsError } from '../../errors.js';
import { groupBy } from '../../group-by.js';
import { quotedValue } from '../../hls/attributes.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { GROUP_TYPES, keyOfGroup, keyOfRendition } from '../../hls/groups.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { listOf } from '../../list-of.js';
import { renditionCandidate, rungCandidate, streamCandidate, tellApart } from './identity.js';
import { matchGroups } from './match-groups.js';
import type { Masters, Notes } from './notes.js';
import { pairEntries, type Row } from './pair-entries.js';

/** By the first region's entry: the entries of all regions that are its copies, in the regions' order. */
export type PairedLadders = ReadonlyMap<Entry, readonly Entry[]>;

/** Rows that an error shows at most. */
const SHOWN_ROWS = 24;

/** Renditions first, as what they lack explains what the rungs lack. */
const PARTS = [
  { what: 'renditions', kind: 'media', candidate: renditionCandidate },
  { what: 'rungs', kind: 'variant', candidate: streamCandidate },
  { what: 'streams for scrubbing', kind: 'trick', candidate: streamCandidate },
] as const;

/**
 * Finds, for each rendition, variant and trick stream of the first region, its copies in the other regions.
 *
 * @param allowPartial leaves out what a region lacks, with a warning, instead of throwing
 * @throws CvsError `LADDERS_DIFFER`, also where nothing is left, of the rungs or of a group that one names
 */
export function pairLadders(masters: Masters, allowPartial: boolean, notes: Notes): PairedLadders {
  const regions = masters.map((master) => master.source.region);
  const paired = new Map<Entry, readonly Entry[]>();
  let renditions: readonly Row[] = [];
  for (const { what, kind, rows } of pairParts(masters)) {
    const complete = rows.filter((row): row is readonly Entry[] => !row.includes(undefined));
    const bearable = kind !== 'variant' || complete.length > 0;
    if (complete.length < rows.length && !(allowPartial && bearable)) {
      throw laddersDiffer(regions, rows, what, bearable && !allowPartial);
    }
    const lacking = rows.filter((row) => row.includes(undefined));
    for (const row of lacking) notes.warnings.push(leftOut(row, regions));
    notes.leftOut += lacking.length;
    for (const row of complete) if (row[0]) paired.set(row[0], row);
    if (kind === 'media') renditions = rows;
  }
  if (masters.some((master, index) => losesGroup(master, index, paired))) {
    throw laddersDiffer(regions, renditions, 'renditions', false);
  }
  return paired;
}

interface PairedPart {
  what: string;
  kind: Entry['kind'];
  rows: readonly Row[];
}

/**
 * The rows of each part. Regions may have given the names of two groups of one content the other way round: where an entry
 * finds no copy by the names, the rungs say which group is which, if all do then.
 */
function pairParts(masters: Masters): PairedPart[] {
  const pairs = masters.map((master) => sameRungs(masters[0], master));
  const pairBy = (swapped: boolean) => {
    const names = masters.map(({ entries }, index) =>
      matchGroups(masters[0].entries, entries, pairs[index] ?? [], swapped),
    );
    return PARTS.map(({ what, kind, candidate }) => {
      const candidates = masters.map(({ entries, source }, index) => {
        const ofKind = entries.filter((entry) => entry.kind === kind);
        return ofKind.map((entry) => candidate(entry, names[index] ?? new Map(), source.region));
      });
      return { what, kind, rows: pairEntries(kind === 'media' ? tellApart(candidates) : candidates) };
    });
  };
  const lacks = (parts: readonly PairedPart[]) => parts.some(({ rows }) => rows.some((row) => row.includes(undefined)));
  const parts = pairBy(false);
  if (!lacks(parts)) return parts;
  const others = pairBy(true);
  return lacks(others) ? parts : others;
}

/** The rungs of two regions that are copies of one another whatever groups they name, where nothing else could be. */
function sameRungs(first: MasterPlaylist, other: MasterPlaylist): Row[] {
  const rungs = [first, other].map(({ entries }) => {
    const candidates = entries.filter(({ kind }) => kind === 'variant' || kind === 'trick').map(rungCandidate);
    const alike = groupBy(candidates, ({ key, bandwidth }) => `${bandwidth} ${key}`);
    return [...alike.values()].flatMap((same) => (same.length === 1 ? same : []));
  });
  return pairEntries(rungs);
}

/** Whether a stream that is kept names a group of which nothing is: it would lose all its sound, or all subtitles. */
function losesGroup({ entries }: MasterPlaylist, index: number, paired: PairedLadders): boolean {
  const kept = new Set([...paired.values()].map((row) => row[index]));
  const media = entries.filter((entry) => entry.kind === 'media');
  const groups = new Set(media.map(keyOfRendition));
  const left = new Set(media.filter((entry) => kept.has(entry)).map(keyOfRendition));
  return entries.some(
    (entry) =>
      kept.has(entry) &&
      GROUP_TYPES.some((type) => {
        const group = keyOfGroup(type, quotedValue(entry.attributes, type) ?? '');
        return groups.has(group) && !left.has(group);
      }),
  );
}

function leftOut(row: Row, regions: readonly string[]): string {
  return `left out: ${describe(row.find((entry) => entry !== undefined))}, which is not in ${lackingIn(row, regions)}`;
}

/** The regions that have no copy of an entry. */
function lackingIn(row: Row, regions: readonly string[]): string {
  return listOf(regions.filter((_, index) => row[index] === undefined));
}

/**
 * The error for regions whose ladders do not match: a sentence, then the ladders side by side.
 *
 * @param what the rows are of: `rungs` or `renditions`
 * @param bearable whether something would be left without what a region lacks
 */
function laddersDiffer(regions: readonly string[], rows: readonly Row[], what: string, bearable: boolean): CvsError {
  const lacking = rows.filter((row) => row.includes(undefined));
  const example = describe(lacking[0]?.find((entry) => entry !== undefined));
  return new CvsError({
    code: 'LADDERS_DIFFER',
    message: [
      `The ${what} of ${listOf(regions)} differ: ${lackingIn(lacking[0] ?? [], regions)} has no ${example}.`,
      ...sideBySide(regions, lacking.length + 4 < rows.length && rows.length > SHOWN_ROWS ? lacking : rows),
    ].join('\n'),
    suggestions: [
      'Give the encoders of all regions the same settings, then try again.',
      ...(bearable
        ? [
            'Or leave out what a region lacks: masterPlaylist.allowPartial: true in the cluster file keeps that choice (cvs init --allow-partial writes it), --allow-partial of cvs playlist build and publish makes it for one run.',
          ]
        : []),
    ],
  });
}

function sideBySide(regions: readonly string[], rows: readonly Row[]): string[] {
  const cells = [regions, ...rows.slice(0, SHOWN_ROWS).map((row) => row.map(describe))];
  const widths = regions.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`);
  const more = rows.length - SHOWN_ROWS;
  return [...lines.map((line) => line.trimEnd()), ...(more > 0 ? [`  … and ${more} more`] : [])];
}
