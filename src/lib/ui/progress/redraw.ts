import { shown } from '../text/signs.js';
import { cut } from '../text/width.js';

/** The size of a terminal, in characters. */
export interface Size {
  columns: number;
  rows: number;
}

/** ECMA-48: CUP (home), EL (erase to the right of the cursor), ED (erase below it). */
const HOME = '\u001b[H';
const ERASE_RIGHT = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

/** Draws lines over those that it drew before, below what else is in the terminal. Changes no setting of the terminal. */
export class Redraw {
  readonly #out: Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;
  #drawn: (Size & { height: number }) | undefined;

  constructor(out: Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>) {
    this.#out = out;
  }

  /** Of the terminal now; the usual one where it is not told. */
  get size(): Size {
    return { columns: this.#out.columns || 80, rows: this.#out.rows || 24 };
  }

  draw(lines: readonly string[]): void {
    const { columns, rows } = this.size;
    // The terminal would wrap a longer line into two, and scroll more lines away. The cursor needs a row of its own.
    const fitting = lines.slice(0, Math.max(1, rows - 1)).map((line) => cut(shown(line), columns));
    this.#out.write(`${this.#toTop()}${fitting.map((line) => `${line}${ERASE_RIGHT}\n`).join('')}${ERASE_BELOW}`);
    this.#drawn = { columns, rows, height: fitting.length };
  }

  /** To the start of what was drawn last. A terminal that was resized has moved its lines: then everything is redrawn. */
  #toTop(): string {
    if (!this.#drawn) return '';
    const { columns, rows } = this.size;
    if (this.#drawn.columns !== columns || this.#drawn.rows !== rows) return `${HOME}${ERASE_BELOW}`;
    // CPL, up to the start of a line. A ^C that the terminal echoes is on the line below.
    return `\u001b[${this.#drawn.height}F`;
  }
}
