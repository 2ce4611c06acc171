import type { Entry, EntryKind } from '../../hls/entry.js';
import { linesOf } from '../../hls/entry.js';

/** A place in the merged playlist. Entries of `each` and `leading` are in the order of the regions. */
export type Slot =
  /** The same in every copy. */
  | { type: 'once'; entry: Entry }
  /** One entry for each region, next to each other, the leading region's first. */
  | { type: 'each'; entries: readonly Entry[] }
  /** Only the entry of the region that leads the copy. */
  | { type: 'leading'; entries: readonly Entry[] };

/** An entry's own lines and those of its comments. */
interface Block {
  comments: string;
  own: string;
}

/** A slot as text: blocks in the order of the regions, or one for all. */
interface WrittenSlot {
  type: Slot['type'];
  section: Section;
  blocks: readonly Block[];
}

type Section = 'header' | 'media' | 'variant' | 'trick';

/**
 * The copies of the merged playlist, as many as there are regions: in each, one region comes first, the others follow in
 * their order, those before it last.
 */
export function renderCopies(slots: readonly Slot[], regions: number): string[] {
  const written = slots.map(write);
  return Array.from({ length: regions }, (_, leading) => renderCopy(written, leading));
}

function renderCopy(slots: readonly WrittenSlot[], leading: number): string {
  let text = '#EXTM3U\n';
  let previous: Section = 'header';
  for (const { type, section, blocks } of slots) {
    // A person who reads the file sees the copies of a rung as a block.
    if (section !== previous || section === 'variant') text += '\n';
    previous = section;
    const [first, ...others] = rotated(blocks, leading);
    text += (first?.comments ?? '') + (first?.own ?? '');
    if (type !== 'each') continue;
    // A comment that all copies of an entry share is written once.
    for (const block of others) text += (block.comments === first?.comments ? '' : block.comments) + block.own;
  }
  return text;
}

function write(slot: Slot): WrittenSlot {
  const entries = slot.type === 'once' ? [slot.entry] : slot.entries;
  const blocks = entries.map((entry) => ({ comments: text(entry.comments), own: text(linesOf(entry)) }));
  return { type: slot.type, section: sectionOf(entries[0]?.kind), blocks };
}

function rotated(blocks: readonly Block[], leading: number): readonly Block[] {
  return blocks.length === 1 ? blocks : [...blocks.slice(leading), ...blocks.slice(0, leading)];
}

function text(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function sectionOf(kind: EntryKind | undefined): Section {
  return kind === 'variant' || kind === 'trick' || kind === 'media' ? kind : 'header';
}
