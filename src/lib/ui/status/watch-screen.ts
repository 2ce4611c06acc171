import type { ClusterStatus } from '../../status/cluster-status.js';
import { plain } from '../text/signs.js';
import { statusLines } from './status-lines.js';
import { type Size, watchFrame } from './watch-frame.js';

/** Where a watched status goes. */
export interface WatchScreen {
  show(status: ClusterStatus): void;
}

/** ECMA-48: CUP (home), EL (erase what is right of the cursor), ED (erase what is below it). */
const HOME = '\u001b[H';
const ERASE_RIGHT = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** A terminal that does not tell its size. */
const USUAL: Size = { columns: 80, rows: 24 };

/**
 * The status drawn over itself in a terminal, below what was there before; a line a region elsewhere and with `--plain`;
 * one object a line (NDJSON) for programs. Nothing of the terminal is changed that would have to be changed back.
 */
export function watchScreen(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns' | 'rows'>,
  json: boolean,
): WatchScreen {
  if (json) return { show: (status) => void output.write(`${JSON.stringify(status)}\n`) };
  if (!output.isTTY || plain()) {
    return { show: (status) => void output.write(`${statusLines(status).join('\n')}\n`) };
  }
  let drawn: (Size & { height: number }) | undefined;
  return {
    show(status) {
      const size = { columns: output.columns || USUAL.columns, rows: output.rows || USUAL.rows };
      const lines = watchFrame(status, size);
      output.write(`${toTop(drawn, size)}${lines.map((line) => `${line}${ERASE_RIGHT}\n`).join('')}${ERASE_BELOW}`);
      drawn = { ...size, height: lines.length };
    },
  };
}

/** To the start of what was drawn last. A terminal that was resized has moved its lines: then all of it is drawn anew. */
function toTop(drawn: (Size & { height: number }) | undefined, { columns, rows }: Size): string {
  if (!drawn) return '';
  if (drawn.columns !== columns || drawn.rows !== rows) return `${HOME}${ERASE_BELOW}`;
  // CPL, to the start of so many lines up; ^C that the terminal echoes stands on the line below.
  return `\u001b[${drawn.height}F`;
}
