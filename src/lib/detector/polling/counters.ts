/** The polls since the figures were last taken. */
export interface PollFigures {
  polls: number;
  /** Polls that failed. */
  failures: number;
  /** Mean and greatest time of a poll, ms; 0 without one. */
  meanLatencyMs: number;
  maxLatencyMs: number;
}

/** Counts polls: `take` for metrics, which begin at 0 each time, `totals` for counters that only grow. */
export class PollCounters {
  #polls = 0;
  #failures = 0;
  #latencyMs = 0;
  #maxMs = 0;
  #totals = { polls: 0, failures: 0, latencyMs: 0 };

  count(latencyMs: number, failed: boolean): void {
    this.#polls += 1;
    this.#failures += failed ? 1 : 0;
    this.#latencyMs += latencyMs;
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
    this.#totals.polls += 1;
    this.#totals.failures += failed ? 1 : 0;
    this.#totals.latencyMs += latencyMs;
  }

  take(): PollFigures {
    const figures = {
      polls: this.#polls,
      failures: this.#failures,
      meanLatencyMs: this.#polls === 0 ? 0 : this.#latencyMs / this.#polls,
      maxLatencyMs: this.#maxMs,
    };
    this.#polls = 0;
    this.#failures = 0;
    this.#latencyMs = 0;
    this.#maxMs = 0;
    return figures;
  }

  get totals(): Readonly<{ polls: number; failures: number; latencyMs: number }> {
    return this.#totals;
  }
}
