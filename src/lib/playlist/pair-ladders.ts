import type { Entry, EntryKind } from './entry.js';
import { type GroupNames, matchGroups } from './groups.js';
import { renditionCandidate, streamCandidate } from './identity.js';
import { describe, laddersDiffer, list } from './ladders.js';
import type { Notes } from './notes.js';
import { type Candidate, pairEntries, type Row } from './pair-entries.js';
import type { MasterPlaylist } from './parse-master.js';

/** By the first region's entry: the entries of all regions that are its copies, in the regions' order. */
export type PairedLadders = ReadonlyMap<Entry, readonly Entry[]>;

type Masters = readonly [MasterPlaylist, ...MasterPlaylist[]];

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
 * @throws CvsError `LADDERS_DIFFER`, also where nothing is left
 */
export function pairLadders(masters: Masters, allowPartial: boolean, notes: Notes): PairedLadders {
  const regions = masters.map((master) => master.source.region);
  const names = masters.map((master) => matchGroups(masters[0], master));
  const paired = new Map<Entry, readonly Entry[]>();
  for (const { what, kind, candidate } of PARTS) {
    const rows = pairEntries(candidatesOf(masters, names, kind, candidate));
    const complete = rows.filter((row): row is readonly Entry[] => !row.includes(undefined));
    const bearable = allowPartial && (kind !== 'variant' || complete.length > 0);
    if (complete.length < rows.length && !bearable) throw laddersDiffer(regions, rows, what);
    for (const row of rows) if (row.includes(undefined)) notes.warnings.push(leftOut(row, regions));
    for (const row of complete) if (row[0]) paired.set(row[0], row);
  }
  return paired;
}

function candidatesOf(
  masters: Masters,
  names: readonly GroupNames[],
  kind: EntryKind,
  candidate: (entry: Entry, names: GroupNames, region: string) => Candidate,
): Candidate[][] {
  return masters.map(({ entries, source }, index) =>
    entries
      .filter((entry) => entry.kind === kind)
      .map((entry) => candidate(entry, names[index] ?? new Map(), source.region)),
  );
}

function leftOut(row: Row, regions: readonly string[]): string {
  const without = regions.filter((_, index) => row[index] === undefined);
  return `left out: ${describe(row.find((entry) => entry !== undefined))}, which ${list(without)} has not`;
}
