import { groupBy } from '../../group-by.js';
import type { Entry } from '../../hls/entry.js';

/**
 * How far the BANDWIDTH of two regions' copies of a rung may be apart, as a part of the first region's. Encoders of
 * one configuration differ by a few per cent; rungs of a ladder by far more.
 */
export const BANDWIDTH_TOLERANCE = 0.1;

/** An entry with what identifies it across regions. */
export interface Candidate {
  entry: Entry;
  /** Equal for entries that may be copies of one another. */
  key: string;
  /** Bits per second; 0 where the key alone decides. */
  bandwidth: number;
}

/** The copies of one entry, in the order of the regions; undefined where a region has none. */
export type Row = readonly (Entry | undefined)[];

/**
 * Pairs the entries of several regions: those of the same key, nearest bandwidth first and within
 * {@link BANDWIDTH_TOLERANCE}, each with one of every region at most.
 *
 * @param regions the entries of each region, the first region first
 * @returns a row for each entry of the first region, in its order, then one for each entry that only others have
 */
export function pairEntries(regions: readonly (readonly Candidate[])[]): Row[] {
  const [first = [], ...others] = regions;
  const counterparts = others.map((candidates) => matchCandidates(first, candidates));
  const rows = first.map((own): Row => [own.entry, ...counterparts.map((matches) => matches.get(own)?.entry)]);
  const extras = others.flatMap((candidates, index) => {
    const matched = new Set(counterparts[index]?.values());
    return candidates
      .filter((candidate) => !matched.has(candidate))
      .map((extra): Row => regions.map((_, at) => (at === index + 1 ? extra.entry : undefined)));
  });
  return [...rows, ...extras];
}

function matchCandidates(first: readonly Candidate[], other: readonly Candidate[]): Map<Candidate, Candidate> {
  const matches = new Map<Candidate, Candidate>();
  const theirs = byKey(other);
  for (const [key, ours] of byKey(first)) matchInOrder(ours, theirs.get(key) ?? [], matches);
  return matches;
}

/** The candidates of each key, by bandwidth; equal ones stay in their order. */
function byKey(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const groups = groupBy(candidates, ({ key }) => key);
  for (const group of groups.values()) group.sort((one, other) => one.bandwidth - other.bandwidth);
  return groups;
}

/** Walks both sorted lists once; where one list is longer, its entry gives way to a nearer one that follows it. */
function matchInOrder(ours: readonly Candidate[], theirs: readonly Candidate[], matches: Map<Candidate, Candidate>) {
  let oursLeftOver = Math.max(0, ours.length - theirs.length);
  let theirsLeftOver = Math.max(0, theirs.length - ours.length);
  let own = 0;
  let their = 0;
  while (own < ours.length && their < theirs.length) {
    const one = ours[own] as Candidate;
    const other = theirs[their] as Candidate;
    const distance = Math.abs(one.bandwidth - other.bandwidth);
    if (distance > one.bandwidth * BANDWIDTH_TOLERANCE) {
      if (one.bandwidth < other.bandwidth) own += 1;
      else their += 1;
    } else if (oursLeftOver > 0 && nearer(ours[own + 1], other, distance)) {
      oursLeftOver -= 1;
      own += 1;
    } else if (theirsLeftOver > 0 && nearer(theirs[their + 1], one, distance)) {
      theirsLeftOver -= 1;
      their += 1;
    } else {
      matches.set(one, other);
      own += 1;
      their += 1;
    }
  }
}

function nearer(next: Candidate | undefined, target: Candidate, distance: number): boolean {
  return next !== undefined && Math.abs(next.bandwidth - target.bandwidth) < distance;
}
