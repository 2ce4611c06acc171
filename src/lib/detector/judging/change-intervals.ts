/** How many intervals the figures are taken from. */
const WINDOW = 120;
/** So many say something of the playlist. */
const LEAST = 8;
/** How many are kept between runs. */
const SAVED = 30;

/** The times between one new segment and the next. */
export class ChangeIntervals {
  /** In ms. */
  #intervals: number[] = [];
  #last: number | undefined;

  /** @param at monotonic ms */
  changed(at: number): void {
    if (this.#last !== undefined) {
      this.#intervals.push(at - this.#last);
      if (this.#intervals.length > WINDOW) this.#intervals.shift();
    }
    this.#last = at;
  }

  /** There was a pause in polling: no interval ends with the next change. */
  interrupted(): void {
    this.#last = undefined;
  }

  /** The newest intervals, in tenths of a second. */
  save(): number[] {
    return this.#intervals.slice(-SAVED).map((ms) => Math.round(ms / 100));
  }

  /** @param last when the last change was seen, monotonic ms */
  restore(tenths: readonly number[], last: number | undefined): void {
    this.#intervals = tenths.map((tenth) => tenth * 100);
    this.#last = last;
  }

  /** Whether many of them are longer than 1.5 target durations (RFC 8216 section 6.2.1), and by how much. */
  late(targetDuration: number, pollMs: number): string | undefined {
    const p90 = this.#intervals.length < LEAST ? 0 : (this.figures()?.p90 ?? 0);
    // A poll may see a segment one interval after it appeared.
    if (p90 <= 1.5 * targetDuration + pollMs / 1000) return undefined;
    return `one update in ten comes ${p90.toFixed(1)} s or more after the one before (target duration ${targetDuration} s)`;
  }

  /** In seconds; undefined before the first interval. */
  figures() {
    const sorted = this.#intervals.map((ms) => ms / 1000).sort((a, b) => a - b);
    const count = sorted.length;
    const at = (index: number) => sorted[index] as number;
    if (count === 0) return undefined;
    return {
      min: at(0),
      mean: sorted.reduce((sum, one) => sum + one, 0) / count,
      median: (at(Math.floor((count - 1) / 2)) + at(Math.ceil((count - 1) / 2))) / 2,
      // Nearest rank.
      p90: at(Math.ceil(0.9 * count) - 1),
      max: at(count - 1),
    };
  }
}
