import type { Clock } from '../clock.js';
import type { DrillLease } from './drill-options.js';
import { DrillAborted } from './safety.js';

/** How often the lease is renewed, and how soon a renewal that failed is tried again, in ms. */
const RENEW_MS = 20_000;
const RETRY_MS = 5000;

/**
 * Renews a lease until its end. A renewal that fails is tried again for as long as no other drill can have taken the lease.
 *
 * @param heldFromMs when it was last asked for and got, on the monotonic clock
 * @returns `lost`: aborts with DrillAborted when another drill has the lease, or could have taken it
 */
export function keepLease(
  lease: DrillLease,
  clock: Clock,
  heldFromMs: number,
): { lost: AbortSignal; end: () => Promise<void> } {
  const ended = new AbortController();
  const lost = new AbortController();
  const renewing = renew(lease, clock, heldFromMs, ended.signal).then((why) => why && lost.abort(why));
  return {
    lost: lost.signal,
    async end() {
      ended.abort();
      await renewing;
    },
  };
}

/** @returns why it was lost; undefined when the signal aborted */
async function renew(
  lease: DrillLease,
  clock: Clock,
  heldFromMs: number,
  signal: AbortSignal,
): Promise<DrillAborted | undefined> {
  let untilMs = heldFromMs + lease.lastsMs;
  let pauseMs = RENEW_MS;
  for (;;) {
    await clock.sleep(Math.min(pauseMs, untilMs - clock.monotonic()), signal).catch(() => {});
    if (signal.aborted) return undefined;
    const askedMs = clock.monotonic();
    if (askedMs >= untilMs) return new DrillAborted({ type: 'lease-lapsed', afterMs: lease.lastsMs });
    // No answer says nothing of who has it.
    const held = await lease.hold(signal).catch(() => undefined);
    if (held === false) return new DrillAborted({ type: 'lease-taken' });
    if (held) untilMs = askedMs + lease.lastsMs;
    pauseMs = held ? RENEW_MS : RETRY_MS;
  }
}
