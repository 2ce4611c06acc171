/** Timers are this exact, ms. */
const EXACT_MS = 50;

/**
 * How long a detector was held up itself: its process had no CPU, was stopped, or had other work to do. What it waited for
 * meanwhile is not late. Times are monotonic ms.
 */
export class OwnDelay {
  #totalMs = 0;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** It sleeps until then, and does nothing else but take answers. */
  sleeps(until: number): void {
    this.#wakesAt = until;
  }

  woke(at: number): void {
    this.#totalMs = this.untilMs(at);
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  /** How long it was held up until a moment, all in all. */
  untilMs(at: number): number {
    const lateMs = at - this.#wakesAt;
    return this.#totalMs + (lateMs > EXACT_MS ? lateMs : 0);
  }
}
