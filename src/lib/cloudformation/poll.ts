import type { Clock } from '../clock.js';

const SHARE_OF_ELAPSED = 1 / 20;
const MIN_MS = 200;
const MAX_MS = 4000;

/**
 * How long to wait before looking again, in ms: a twentieth of what has passed, so that polling adds two or three per cent to
 * any wait however long it is, with a jitter of a fifth, so that many pollers do not call at the same moment.
 *
 * @param random uniform in [0, 1)
 */
export function nextPollMs(elapsedMs: number, random: () => number): number {
  const base = Math.min(MAX_MS, Math.max(MIN_MS, elapsedMs * SHARE_OF_ELAPSED));
  return base * (0.8 + 0.4 * random());
}

/**
 * Calls `look` at growing intervals until it returns something.
 *
 * @param limitMs after this long `onLimit` is called, which throws
 */
export async function pollUntil<Found>(
  look: () => Promise<Found | undefined>,
  options: { clock: Clock; random: () => number; signal: AbortSignal; limitMs?: number; onLimit?: () => never },
): Promise<Found> {
  const start = options.clock.monotonic();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const elapsed = options.clock.monotonic() - start;
    if (options.limitMs !== undefined && elapsed >= options.limitMs) options.onLimit?.();
    await options.clock.sleep(nextPollMs(elapsed, options.random), options.signal);
  }
}
