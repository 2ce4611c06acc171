import { secondsText } from '../duration.js';
import { fetchSteering } from '../hls/steering-manifest.js';
import type { CloseOptions } from './plan-close.js';

const INTERVAL_MS = 250;
const TIMEOUT_MS = 2000;

/**
 * Sees when the steering manifest begins to send players elsewhere: from then on each player leaves with its next request
 * for it. The operator is told; the close does not depend on it. What cannot be read is asked for again, until the signal
 * aborts.
 *
 * @param elapsed the caller's count of time, in ms
 * @returns when it was seen, as the caller counts time; undefined where nothing is to be seen, and when the signal aborted
 */
export async function watchSteering(
  { cluster, target, http, clock, report, findMasterUrl }: CloseOptions,
  elapsed: () => number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const url = cluster.masterPlaylist.steering ? await findMasterUrl?.().catch(() => undefined) : undefined;
  // It may come from the state table, where others can write.
  const options = { timeoutMs: TIMEOUT_MS, signal, namedBy: target.distributionPlaylistUrl };
  while (url !== undefined && !signal.aborted) {
    const order = await fetchSteering(http, url, options).catch(() => undefined);
    if (signal.aborted) return undefined;
    if (order?.[0] !== undefined && order[0] !== target.region) {
      const seenMs = elapsed();
      const message = `Players are sent to ${order[0]}: seen ${secondsText(seenMs)} after the start.`;
      report({ type: 'note', message });
      return seenMs;
    }
    await clock.sleep(INTERVAL_MS, signal).catch(() => {});
  }
  return undefined;
}
