/** How often a case that takes long is tried again before it counts. */
const TRIES = 3;

export interface PaceParts {
  /** The same work each time, by which the machine is measured. */
  plain(): void;
  /** Monotonic ms. */
  now(): number;
}

/**
 * How long cases take, on a machine that may be busy otherwise: a case that takes longer than it may is tried again, and
 * its best time counts, after it was divided by how much longer than at best the plain work takes now.
 */
export class Pace {
  readonly #parts: PaceParts;
  #bestMs = Number.POSITIVE_INFINITY;

  constructor(parts: PaceParts) {
    this.#parts = parts;
    for (let times = 0; times < TRIES; times += 1) this.#slowness();
  }

  /** @returns how long the case takes, in ms of the machine at its best, where that is more than `limitMs` */
  over(act: () => void, limitMs: number): number | undefined {
    let bestMs = Number.POSITIVE_INFINITY;
    for (let times = 0; times < TRIES; times += 1) {
      const ms = this.#time(act);
      if (ms <= limitMs) return undefined;
      bestMs = Math.min(bestMs, ms / this.#slowness());
      if (bestMs <= limitMs) return undefined;
    }
    return bestMs;
  }

  /** How much longer than at best the plain work takes now. */
  #slowness(): number {
    const ms = this.#time(this.#parts.plain);
    this.#bestMs = Math.min(this.#bestMs, ms);
    return ms / this.#bestMs;
  }

  #time(act: () => void): number {
    const start = this.#parts.now();
    act();
    return this.#parts.now() - start;
  }
}
