import { fetchSteering } from '../hls/steering-manifest.js';
import type { FailoverContext } from './failover-context.js';

const INTERVAL_MS = 250;
const TIMEOUT_MS = 2000;

type SteeringWatchContext = Pick<FailoverContext, 'cluster' | 'target' | 'http' | 'clock' | 'report'> & {
  findMasterUrl?: () => Promise<string | undefined>;
};

/**
 * Sees when the steering manifest begins to send players elsewhere: from then on each player leaves with its next request
 * for it. The operator is told; the close does not depend on it. What cannot be read is asked for again.
 */
export class SteeringWatch {
  /** When it was seen, as the caller counts time. */
  seenMs: number | undefined;
  readonly #context: SteeringWatchContext;
  readonly #elapsed: () => number;
  readonly #stopped = new AbortController();
  #watching: Promise<void> | undefined;

  constructor(context: SteeringWatchContext, elapsed: () => number) {
    this.#context = context;
    this.#elapsed = elapsed;
  }

  begin(): void {
    if (this.#context.cluster.masterPlaylist.steering) this.#watching ??= this.#watch();
  }

  /** Waits until it was seen, for at most `ms`. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    const limit = signal ? AbortSignal.any([signal, this.#stopped.signal]) : this.#stopped.signal;
    if (this.#watching) await Promise.race([this.#watching, this.#context.clock.sleep(ms, limit).catch(() => {})]);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #watch(): Promise<void> {
    const { target, http, clock, report, findMasterUrl } = this.#context;
    const { signal } = this.#stopped;
    const url = await findMasterUrl?.().catch(() => undefined);
    while (url !== undefined && !signal.aborted) {
      const order = await fetchSteering(http, url, { timeoutMs: TIMEOUT_MS, signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (order?.[0] !== undefined && order[0] !== target.region) {
        this.seenMs = this.#elapsed();
        report({
          type: 'note',
          message: `Players are sent to ${order[0]}: seen ${(this.seenMs / 1000).toFixed(1)} s after the start.`,
        });
        return;
      }
      await clock.sleep(INTERVAL_MS, signal).catch(() => {});
    }
  }
}
