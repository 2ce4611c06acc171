/** How long a score must stay lower, and higher, until it counts, ms. */
const LOWER_AFTER_MS = 2000;
const HIGHER_AFTER_MS = 60_000;

/** A score that has been on one side of the settled one without a break. */
interface Change {
  sinceMs: number;
  /** The score of it that is nearest to the settled one. */
  nearest: number;
}

/** What is kept between runs; times on the wall clock, ms. */
export interface SavedQuality {
  settled: number;
  lower?: Change;
  higher?: Change;
}

/**
 * A stream's media quality score with hysteresis. The settled score follows the last one down when that has been lower
 * for {@link LOWER_AFTER_MS}, and up when it has been higher for {@link HIGHER_AFTER_MS}: one bad segment says nothing,
 * and a picture that comes and goes is bad.
 */
export class QualityWatch {
  #settled: number | undefined;
  #lower: Change | undefined;
  #higher: Change | undefined;

  /** Undefined before the first score. */
  get settled(): number | undefined {
    return this.#settled;
  }

  /** @param at monotonic ms */
  see(score: number, at: number): void {
    this.#settled ??= score;
    this.#lower = grown(this.#lower, score < this.#settled, score, at, Math.max);
    this.#higher = grown(this.#higher, score > this.#settled, score, at, Math.min);
    if (this.#lower && at - this.#lower.sinceMs >= LOWER_AFTER_MS) this.#settle(this.#lower.nearest);
    else if (this.#higher && at - this.#higher.sinceMs >= HIGHER_AFTER_MS) this.#settle(this.#higher.nearest);
  }

  save(wallMs: number): SavedQuality | undefined {
    if (this.#settled === undefined) return undefined;
    const shifted = (change: Change | undefined) => change && { ...change, sinceMs: change.sinceMs + wallMs };
    return { settled: this.#settled, lower: shifted(this.#lower), higher: shifted(this.#higher) };
  }

  restore({ settled, lower, higher }: SavedQuality, wallMs: number): void {
    const shifted = (change: Change | undefined) => change && { ...change, sinceMs: change.sinceMs - wallMs };
    this.#settled = settled;
    this.#lower = shifted(lower);
    this.#higher = shifted(higher);
  }

  #settle(score: number): void {
    this.#settled = score;
    this.#lower = undefined;
    this.#higher = undefined;
  }
}

function grown(
  change: Change | undefined,
  goesOn: boolean,
  score: number,
  at: number,
  nearer: (a: number, b: number) => number,
): Change | undefined {
  if (!goesOn) return undefined;
  return change ? { ...change, nearest: nearer(change.nearest, score) } : { sinceMs: at, nearest: score };
}
