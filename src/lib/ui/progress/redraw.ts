import { cut } from '../text/fit.js';

/** Draws a text over the one that was drawn before, in place. */
export class Redraw {
  readonly #out: { write(text: string): unknown; readonly columns?: number };
  #height = 0;

  constructor(out: { write(text: string): unknown; readonly columns?: number }) {
    this.#out = out;
  }

  draw(text: string): void {
    // A line that the terminal wraps would take two, and what is drawn next would leave one of them standing.
    const columns = this.#out.columns || Number.POSITIVE_INFINITY;
    const lines = text.split('\n').map((line) => cut(line, columns));
    // ECMA-48: CPL, to the start of so many lines up; ED, erase to the end of the screen.
    const up = this.#height > 0 ? `\u001B[${this.#height}F` : '';
    this.#out.write(`${up}\u001B[J${lines.join('\n')}\n`);
    this.#height = lines.length;
  }
}
