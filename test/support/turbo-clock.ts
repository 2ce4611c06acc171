import type { Clock } from '../../src/lib/clock.js';

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

/** How many promise jobs deep the work between two moments may be. */
const TURNS = 60;

/**
 * Time that runs as fast as the machine does, for simulations without real I/O: between two moments only promise jobs
 * run. Sleepers of the same moment wake in an order of the caller's choosing.
 */
export class TurboClock implements Clock {
  #nowMs = 0;
  #sleepers: Sleeper[] = [];
  readonly #random: () => number;
  readonly #epoch = Date.UTC(2026, 0, 1);

  /** @param random orders what happens at the same moment */
  constructor(random: () => number) {
    this.#random = random;
  }

  now(): number {
    return this.#epoch + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { at: this.#nowMs + Math.max(0, ms), order: this.#random(), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Runs until `endMs`, and calls `look` at every moment at which something happened. */
  async run(endMs: number, look: () => void): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < TURNS; turn += 1) await undefined;
      look();
      let next: Sleeper | undefined;
      for (const one of this.#sleepers) {
        if (!next || one.at < next.at || (one.at === next.at && one.order < next.order)) next = one;
      }
      if (!next || next.at > endMs) return;
      this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
      this.#nowMs = next.at;
      next.wake();
    }
  }
}
