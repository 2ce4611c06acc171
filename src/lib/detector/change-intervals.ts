/** How many intervals the figures are taken from. */
const WINDOW = 120;

/** The times between one new segment and the next, in seconds. */
export class ChangeIntervals {
  #intervals: number[] = [];
  #last: number | undefined;

  /** @param at monotonic ms */
  changed(at: number): void {
    if (this.#last !== undefined) this.#intervals = [...this.#intervals, (at - this.#last) / 1000].slice(-WINDOW);
    this.#last = at;
  }

  /** Nobody looked for a while: the next change starts anew. */
  interrupted(): void {
    this.#last = undefined;
  }

  figures(): { mean: number; median: number; min: number; max: number } | undefined {
    const sorted = [...this.#intervals].sort((a, b) => a - b);
    const [min, max] = [sorted[0], sorted.at(-1)];
    if (min === undefined || max === undefined) return undefined;
    const middle = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
    return {
      mean: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
      median: ((middle[0] ?? min) + (middle[1] ?? max)) / 2,
      min,
      max,
    };
  }
}
