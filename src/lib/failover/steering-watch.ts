import { secondsText } from '../duration.js';
import { fetchSteering } from '../hls/steering-manifest.js';
import type { CloseOptions } from './plan-close.js';

const INTERVAL_MS = 250;
const TIMEOUT_MS = 2000;

/** Sees when players are sent elsewhere. */
export interface SteeringWatch {
  begin(): void;
  /** Waits for at most `ms`. @returns when it was seen, as the caller counts time; undefined when it was not yet */
  seenWithin(ms: number): Promise<number | undefined>;
}

/**
 * Sees when the steering manifest begins to send players elsewhere: from then on each player leaves with its next request
 * for it. The operator is told; the close does not depend on it. What cannot be read is asked for again, until the signal
 * aborts.
 *
 * @param elapsed the caller's count of time, in ms
 */
export function watchSteering(
  { cluster, target, http, clock, report, findMasterUrl }: CloseOptions,
  elapsed: () => number,
  signal: AbortSignal,
): SteeringWatch {
  let watching: Promise<void> | undefined;
  let seenMs: number | undefined;
  return {
    begin() {
      if (cluster.masterPlaylist.steering) watching ??= watch();
    },
    async seenWithin(ms) {
      if (watching) await Promise.race([watching, clock.sleep(ms, signal).catch(() => {})]);
      return seenMs;
    },
  };

  async function watch(): Promise<void> {
    const url = await findMasterUrl?.().catch(() => undefined);
    while (url !== undefined && !signal.aborted) {
      const order = await fetchSteering(http, url, { timeoutMs: TIMEOUT_MS, signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (order?.[0] !== undefined && order[0] !== target.region) {
        seenMs = elapsed();
        const message = `Players are sent to ${order[0]}: seen ${secondsText(seenMs)} after the start.`;
        return report({ type: 'note', message });
      }
      await clock.sleep(INTERVAL_MS, signal).catch(() => {});
    }
  }
}
