import type { Clock } from '../../src/lib/clock.js';

interface Sleeper {
  at: number;
  /** Of those that wake at the same moment the least comes first. */
  order: number;
  wake: () => void;
}

export interface FakeClockOptions {
  /** What `now` begins with, in ms since 1970. */
  epochMs?: number;
  /** 0 ≤ x < 1. Orders what wakes at the same moment; without it what fell asleep first wakes first. */
  random?: () => number;
}

/** Time that moves only when told to, and stops at every sleeper on the way. */
export class FakeClock implements Clock {
  #elapsed = 0;
  readonly #epoch: number;
  readonly #random: () => number;
  readonly #sleepers = new Set<Sleeper>();

  constructor({ epochMs = Date.UTC(2026, 0, 1), random = () => 0 }: FakeClockOptions = {}) {
    this.#epoch = epochMs;
    this.#random = random;
  }

  now(): number {
    return Math.floor(this.#epoch + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#elapsed + Math.max(0, ms), order: this.#random(), wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Moves time on by `ms`. In between everything runs that is ready, I/O included. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    while (this.#wakeNext(end)) await settle();
    this.#elapsed = end;
  }

  /**
   * Moves time on as fast as the machine can, for simulations without I/O: between two moments only promise jobs run.
   *
   * @param look called at every moment at which something happened, and says whether to go on
   */
  async run(look: () => boolean): Promise<void> {
    do {
      // The next tick comes when no promise job is left.
      await new Promise<void>((resolve) => process.nextTick(resolve));
    } while (look() && this.#wakeNext(Number.POSITIVE_INFINITY));
  }

  /** How many sleeps are pending. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Goes to the next moment at which somebody wakes. @returns whether there is one until `end` */
  #wakeNext(end: number): boolean {
    let next: Sleeper | undefined;
    for (const one of this.#sleepers) {
      if (!next || one.at < next.at || (one.at === next.at && one.order < next.order)) next = one;
    }
    if (!next || next.at > end) return false;
    this.#sleepers.delete(next);
    this.#elapsed = Math.max(this.#elapsed, next.at);
    next.wake();
    return true;
  }
}

/** Lets everything that is ready run: promise jobs and I/O callbacks that are already due. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
