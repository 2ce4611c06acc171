import type { ClusterStatus } from '../status/cluster-status.js';
import { statusLines, statusTable } from './status-table.js';

/** Where a watched status goes. */
export interface WatchScreen {
  show(status: ClusterStatus): void;
}

/** Erases what is right of the cursor, and what is below it (ECMA-48: CUP, EL, ED). */
const HOME = '\u001b[H';
const ERASE_RIGHT = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** The table drawn over itself in a terminal, a line a region elsewhere, one object a line (NDJSON) for programs. */
export function watchScreen(output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>, json: boolean): WatchScreen {
  if (json) return { show: (status) => void output.write(`${JSON.stringify(status)}\n`) };
  if (!output.isTTY) return { show: (status) => void output.write(`${statusLines(status).join('\n')}\n`) };
  let before = `${HOME}${ERASE_BELOW}`;
  return {
    show(status) {
      const lines = `${statusTable(status)}\n\n${status.at}  Ctrl-C ends`.split('\n');
      output.write(`${before}${lines.map((line) => line + ERASE_RIGHT).join('\n')}\n${ERASE_BELOW}`);
      before = HOME;
    },
  };
}
