import type { Clock } from '../lib/clock.js';

/** Remembers values for a while. What is older is forgotten as soon as something new comes. */
export class Recent<Value> {
  readonly #clock: Clock;
  readonly #keepMs: number;
  /** The oldest first. */
  readonly #entries = new Map<string, { value: Value; atMs: number }>();

  /** @param keepMs for how long a value is remembered */
  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  /** How many values it holds. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && !this.#isOver(entry) ? entry.value : undefined;
  }

  set(key: string, value: Value): void {
    for (const [oldest, entry] of this.#entries) {
      if (!this.#isOver(entry)) break;
      this.#entries.delete(oldest);
    }
    this.#entries.delete(key);
    this.#entries.set(key, { value, atMs: this.#clock.monotonic() });
  }

  #isOver({ atMs }: { atMs: number }): boolean {
    return this.#clock.monotonic() - atMs >= this.#keepMs;
  }
}
