import { messageOf } from '../errors.js';
import type { FailoverContext } from './failover-context.js';

export interface Probe {
  /** When the awaited answer came, as the caller counts time; absent when it did not. */
  effectiveMs?: number;
  /** Status of the last answer, or why none came. */
  last: string;
}

/** How long a change may take to be seen at the distribution, in ms, before it counts as unconfirmed. */
const BOUND_MS = 60_000;
/** How often a distribution is asked, in ms. */
const INTERVAL_MS = 250;
/** How long one answer may take, in ms. */
const TIMEOUT_MS = 2000;

/**
 * Asks a distribution for its playlist until the answer is the awaited one, for at most a minute, and reports that as the
 * end of a step.
 *
 * The cache of an edge is keyed by path, so that a query string does not get round it: the probe sees what viewers at this
 * edge see.
 *
 * @param id of the step
 * @param elapsed the caller's count of time, in ms
 */
export async function probeUntil(
  { target, http, clock, report, signal }: FailoverContext,
  id: string,
  awaited: (status: number) => boolean,
  elapsed: () => number,
): Promise<Probe> {
  const start = clock.monotonic();
  for (;;) {
    let last: string;
    try {
      const { status } = await http.fetch(target.distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
      last = `HTTP ${status}`;
      if (awaited(status)) {
        report({ type: 'step', id, status: 'succeeded', detail: last });
        return { effectiveMs: elapsed(), last };
      }
    } catch (error) {
      signal?.throwIfAborted();
      last = messageOf(error);
    }
    if (clock.monotonic() - start + INTERVAL_MS > BOUND_MS) {
      report({ type: 'step', id, status: 'failed', detail: last });
      return { last };
    }
    await clock.sleep(INTERVAL_MS, signal);
  }
}
