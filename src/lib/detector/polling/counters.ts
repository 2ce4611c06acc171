/** The polls since the figures were last taken. */
export interface PollFigures {
  polls: number;
  /** Polls that failed. */
  failures: number;
  /** Mean time of a poll, ms; 0 without one. */
  meanLatencyMs: number;
  /** How long after it was due a poll began, mean, ms; 0 without one. */
  meanDelayMs: number;
}

const NONE = { polls: 0, failures: 0, latencyMs: 0, begun: 0, delayMs: 0 };

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

  /** A poll begins, so long after it was due. */
  began(delayMs: number): void {
    for (const sums of [this.#recent, this.totals]) {
      sums.begun += 1;
      sums.delayMs += Math.max(0, delayMs);
    }
  }

  take(): PollFigures {
    const { polls, failures, latencyMs, begun, delayMs } = this.#recent;
    this.#recent = { ...NONE };
    const mean = (sum: number, count: number) => (count === 0 ? 0 : sum / count);
    return { polls, failures, meanLatencyMs: mean(latencyMs, polls), meanDelayMs: mean(delayMs, begun) };
  }
}
