/**
 * Whether viewers get the stream at the distribution. Pure, on the monotonic clock. A distribution that we closed is
 * not failing: the copilot marks the 404 that it answers.
 */
export class DistributionWatch {
  #last: 'open' | 'closed' | 'failed' | undefined;
  #reason = '';
  #failingSince: number | undefined;
  #failedAt = 0;

  answered(state: 'open' | 'closed'): void {
    this.#last = state;
    this.#failingSince = undefined;
  }

  /** @param deadlineMs a pause between looks that is longer than this breaks a run of failures */
  failed(reason: string, at: number, deadlineMs: number): void {
    if (this.#failingSince === undefined || at - this.#failedAt > deadlineMs) this.#failingSince = at;
    this.#last = 'failed';
    this.#reason = reason;
    this.#failedAt = at;
  }

  /** Failing once it has failed for the deadline without a break; until then its failure is not taken for one. */
  judge(at: number, deadlineMs: number): { state: 'open' | 'closed' | 'failing' | 'unknown'; reason?: string } {
    if (this.#last === 'open' || this.#last === 'closed') return { state: this.#last };
    if (this.#failingSince !== undefined && at - this.#failingSince > deadlineMs) {
      return { state: 'failing', reason: this.#reason };
    }
    return { state: 'unknown' };
  }
}
