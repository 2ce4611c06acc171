/** Something that goes on for a while: it yields until when it waits, in ms since the epoch. */
export type Steps<T = void> = Generator<number, T, void>;

interface Event {
  atMs: number;
  run: () => void;
}

/** Time that passes only where something happens. Events of the same moment happen in the order in which they were planned. */
export class Simulation {
  nowMs: number;
  /** Latest first. */
  readonly #planned: Event[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  at(atMs: number, run: () => void): void {
    const planned = this.#planned;
    let index = planned.length;
    while (index > 0 && (planned[index - 1] as Event).atMs <= atMs) index -= 1;
    planned.splice(index, 0, { atMs, run });
  }

  /** Goes through steps, until they end or `isLost` says that nobody is there to go on. */
  start(steps: Steps, isLost: () => boolean): void {
    const goOn = () => {
      if (isLost()) return;
      const { done, value } = steps.next();
      if (!done) this.at(value as number, goOn);
    };
    goOn();
  }

  /** Until nothing is planned any more. */
  run(): void {
    for (let event = this.#planned.pop(); event; event = this.#planned.pop()) {
      this.nowMs = event.atMs;
      event.run();
    }
  }

  /** Runs steps side by side, and returns their results in their order. */
  *together<T>(all: readonly Steps<T>[]): Steps<T[]> {
    const results: T[] = [];
    const waiting = all.map((steps, index) => ({ steps, index, atMs: this.nowMs }));
    while (waiting.length > 0) {
      let next = waiting[0] as (typeof waiting)[number];
      for (const one of waiting) if (one.atMs < next.atMs) next = one;
      if (next.atMs > this.nowMs) yield next.atMs;
      const { done, value } = next.steps.next();
      if (done) {
        results[next.index] = value as T;
        waiting.splice(waiting.indexOf(next), 1);
      } else {
        next.atMs = value as number;
      }
    }
    return results;
  }
}
