import type { Entry, EntryKind } from './entry.js';
import { linesOf } from './entry.js';

/** A place in the merged playlist. Entries of `each` and `leading` stand in the order of the regions. */
export type Slot =
  /** The same in every copy. */
  | { type: 'once'; entry: Entry }
  /** One entry a region, next to each other, the leading region's first. */
  | { type: 'each'; entries: readonly Entry[] }
  /** Only the entry of the region that leads the copy. */
  | { type: 'leading'; entries: readonly Entry[] };

/**
 * The text of one copy of the merged playlist.
 *
 * @param leading index of the region that comes first; the others follow in their order, those before it last
 */
export function renderSlots(slots: readonly Slot[], leading: number): string {
  const lines = ['#EXTM3U'];
  let previous: EntryKind | 'header' = 'header';
  for (const slot of slots) {
    const entries = entriesOf(slot, leading);
    const section = sectionOf(entries[0]?.kind);
    // A person who reads the file sees the copies of a rung as a block.
    if (section !== previous || section === 'variant') lines.push('');
    previous = section;
    lines.push(...entries.flatMap((entry, index) => [...commentsOf(entry, index, entries), ...linesOf(entry)]));
  }
  return `${lines.join('\n')}\n`;
}

function entriesOf(slot: Slot, leading: number): readonly Entry[] {
  if (slot.type === 'once') return [slot.entry];
  if (slot.type === 'leading') return slot.entries.slice(leading, leading + 1);
  return [...slot.entries.slice(leading), ...slot.entries.slice(0, leading)];
}

/** A comment that all copies of an entry share is written once. */
function commentsOf(entry: Entry, index: number, entries: readonly Entry[]): readonly string[] {
  const same = index > 0 && entry.comments.join('\n') === entries[0]?.comments.join('\n');
  return same ? [] : entry.comments;
}

function sectionOf(kind: EntryKind | undefined): EntryKind | 'header' {
  return kind === 'variant' || kind === 'trick' || kind === 'media' ? kind : 'header';
}
