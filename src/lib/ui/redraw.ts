/** Draws a text over the one that was drawn before, in place. */
export class Redraw {
  readonly #out: { write(text: string): unknown };
  #height = 0;

  constructor(out: { write(text: string): unknown }) {
    this.#out = out;
  }

  draw(text: string): void {
    // ECMA-48: CPL, to the start of so many lines up; ED, erase to the end of the screen.
    const up = this.#height > 0 ? `\u001B[${this.#height}F` : '';
    this.#out.write(`${up}\u001B[J${text}\n`);
    this.#height = text.split('\n').length;
  }
}
