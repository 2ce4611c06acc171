import type { DetectorMessage, StreamState } from '../reporting/detector-message.js';
import type { Judgement } from './playlist-watch.js';

/** What a message says of a stream's state; the numbers are of its playlists. */
export type StreamJudgement = Pick<
  DetectorMessage['detector'],
  'state' | 'reason' | 'total' | 'fresh' | 'stale' | 'unknown'
>;

/** What is kept of a stream's judgement between runs; times on the wall clock, ms. */
export interface SavedStream {
  state: StreamState;
  steadySince?: number;
}

/**
 * The state of a stream by that of its playlists, with hysteresis both ways:
 *
 * - stale when the share of stale ones reaches the tolerance;
 * - from stale to fresh when the share of those that are not fresh has been under half the tolerance for `settleMs`
 *   without a break, so that a stutter does not move viewers back and forth;
 * - in between it stays what it was; from unknown it becomes fresh when it would not be stale even if all that are
 *   unknown were stale.
 */
export class StreamWatch {
  readonly #tolerance: number;
  #state: StreamState = 'unknown';
  /** Since when it would be fresh again, monotonic ms. */
  #steadySince: number | undefined;

  /** @param tolerance 0 to 1 */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** @param settleMs how long too few playlists must be stale before the stream is fresh again */
  judge(playlists: readonly Judgement[], at: number, settleMs: number): StreamJudgement {
    const count = (state: StreamState) => playlists.filter((one) => one.state === state).length;
    const counts = { total: playlists.length, fresh: count('fresh'), stale: count('stale'), unknown: count('unknown') };
    // Floating point: products such as 0.7 × 10 may be slightly above the whole number.
    const needed = counts.total * this.#tolerance - 1e-9;
    const notFresh = counts.stale + counts.unknown;
    const why = (state: StreamState) => {
      const reason = playlists.find((one) => one.state === state)?.reason;
      return `${counts[state]} of ${counts.total} playlists are ${state}${reason ? `: ${reason}` : ''}`;
    };
    const become = (state: StreamState, reason?: string) => {
      this.#state = state;
      this.#steadySince = undefined;
      return { ...counts, state, reason };
    };
    if (counts.total > 0 && counts.stale >= needed) return become('stale', why('stale'));
    if (this.#state === 'stale') {
      if (counts.total === 0 || notFresh >= needed / 2) return become('stale', why('stale'));
      this.#steadySince ??= at;
      if (at - this.#steadySince >= settleMs) return become('fresh');
      return { ...counts, state: 'stale', reason: 'new segments appear again, but not for long enough yet' };
    }
    if (counts.fresh > 0 && notFresh < needed) return become('fresh');
    return become('unknown', counts.total > 0 ? why('unknown') : 'no playlist is known yet');
  }

  save(wallMs: number): SavedStream {
    const since = this.#steadySince;
    return { state: this.#state, steadySince: since === undefined ? undefined : Math.round(since + wallMs) };
  }

  restore(saved: SavedStream, at: number, wallMs: number): void {
    this.#state = saved.state;
    this.#steadySince = saved.steadySince === undefined ? undefined : Math.min(at, saved.steadySince - wallMs);
  }
}
