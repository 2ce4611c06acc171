/** The polls since the figures were last taken. */
export interface PollFigures {
  polls: number;
  /** Polls that failed. */
  failures: number;
  /** Mean time of a poll, ms; 0 without one. */
  meanLatencyMs: number;
}

const NONE = { polls: 0, failures: 0, latencyMs: 0 };

/** Counts polls: `take` for metrics, which begin at 0 each time, `totals` for counters that only grow. */
export class PollCounters {
  #recent = { ...NONE };
  readonly totals = { ...NONE };

  count(latencyMs: number, failed: boolean): void {
    for (const sums of [this.#recent, this.totals]) {
      sums.polls += 1;
      sums.failures += failed ? 1 : 0;
      sums.latencyMs += latencyMs;
    }
  }

  take(): PollFigures {
    const { polls, failures, latencyMs } = this.#recent;
    this.#recent = { ...NONE };
    return { polls, failures, meanLatencyMs: polls === 0 ? 0 : latencyMs / polls };
  }
}
