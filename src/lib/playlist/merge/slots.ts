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
    for (const leading of copies.keys()) {
      const ordered = blocks.length === 1 ? blocks : [...blocks.slice(leading), ...blocks.slice(0, leading)];
      copies[leading] += gap + textOf(leadingOnly ? ordered.slice(0, 1) : ordered);
    }
  }
  return copies;
}

/** A comment that all copies of an entry share is written once. */
function textOf([first, ...others]: readonly Block[]): string {
  const rest = others.map(({ comments, own }) => (comments === first?.comments ? '' : comments) + own);
  return [first?.comments, first?.own, ...rest].join('');
}

function text(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
