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

/** The variants of a stream, each by what a player needs of it, and its playlists, which are only counted. */
export interface StreamParts {
  variants: readonly Judgement[];
  playlists: readonly Judgement[];
}

/**
 * The state of a stream by that of its variants, with hysteresis in time:
 *
 * - stale when the share of stale variants reaches the tolerance;
 * - from stale to fresh when the share of those that are not fresh has been under the tolerance for `settleMs` without a
 *   break, so that a stutter does not move viewers back and forth;
 * - from unknown it becomes fresh when it would not be stale even if all that are unknown were stale.
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

  /** @param settleMs how long too few variants must be stale before the stream is fresh again */
  judge({ variants, playlists }: StreamParts, at: number, settleMs: number): StreamJudgement {
    const count = (of: readonly Judgement[], state: StreamState) => of.filter((one) => one.state === state).length;
    const [fresh, stale, unknown] = (['fresh', 'stale', 'unknown'] as const).map((state) => count(playlists, state));
    const counts = { total: playlists.length, fresh: fresh ?? 0, stale: stale ?? 0, unknown: unknown ?? 0 };
    // Floating point: products such as 0.7 × 10 may be slightly above the whole number.
    const needed = variants.length * this.#tolerance - 1e-9;
    const staleOnes = count(variants, 'stale');
    const isEnough =
      variants.length > 0 && count(variants, 'fresh') > 0 && staleOnes + count(variants, 'unknown') < needed;
    const why = (state: StreamState) => {
      const reason = variants.find((one) => one.state === state)?.reason;
      return `${count(variants, state)} of ${variants.length} variants are ${state}${reason ? `: ${reason}` : ''}`;
    };
    const become = (state: StreamState, reason?: string) => {
      this.#state = state;
      this.#steadySince = undefined;
      return { ...counts, state, reason };
    };
    if (variants.length > 0 && staleOnes >= needed) return become('stale', why('stale'));
    if (this.#state === 'stale') {
      if (!isEnough) return become('stale', why(staleOnes > 0 ? 'stale' : 'unknown'));
      this.#steadySince ??= at;
      if (at - this.#steadySince >= settleMs) return become('fresh');
      return { ...counts, state: 'stale', reason: 'new segments appear again, but not for long enough yet' };
    }
    if (isEnough) return become('fresh');
    return become('unknown', variants.length > 0 ? why('unknown') : 'no playlist is known yet');
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
