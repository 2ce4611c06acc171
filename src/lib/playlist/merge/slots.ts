import { type Entry, linesOf } from '../../hls/entry.js';

/** A place in the merged playlist. */
export interface Slot {
  /** One that is the same in every copy; or one of each region, in their order, of which a copy's own region leads. */
  entries: readonly Entry[];
  /** Whether a copy has only the entry of the region that leads it. */
  leadingOnly?: boolean;
}

/** An entry's own lines and those of its comments. */
interface Block {
  comments: string;
  own: string;
}

/**
 * The copies of the merged playlist, as many as there are regions: in each, one region comes first, the others follow in
 * their order, those before it last.
 */
export function renderCopies(slots: readonly Slot[], regions: number): string[] {
  const copies = Array.from({ length: regions }, () => '#EXTM3U\n');
  let previous = 'header';
  for (const { entries, leadingOnly } of slots) {
    const kind = entries[0]?.kind;
    const section = kind === 'variant' || kind === 'trick' || kind === 'media' ? kind : 'header';
    // A person who reads the file sees the copies of a rung as a block.
    const gap = section !== previous || section === 'variant' ? '\n' : '';
    previous = section;
    const blocks = entries.map((entry) => ({ comments: text(entry.comments), own: text(linesOf(entry)) }));
    for (let leading = 0; leading < regions; leading += 1) {
      copies[leading] += gap + textOf(blocks, blocks.length === 1 ? 0 : leading, leadingOnly ? 1 : blocks.length);
    }
  }
  return copies;
}

/** So many blocks from the leading one on. A comment that all copies of an entry share is written once. */
function textOf(blocks: readonly Block[], leading: number, count: number): string {
  let written = '';
  for (let index = 0; index < count; index += 1) {
    const { comments, own } = blocks[(leading + index) % blocks.length] as Block;
    written += index === 0 || comments !== blocks[leading]?.comments ? comments + own : own;
  }
  return written;
}

function text(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
