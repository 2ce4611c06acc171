import type { StreamRegion } from '../cluster/cluster.js';
import { messageOf } from '../errors.js';
import { CONFIRM_BOUND_MS, type FailoverContext } from './failover-context.js';

export interface Probe {
  /** Whether the awaited answer came. */
  seen: boolean;
  /** When it came, as the caller counts time; absent when it did not. */
  effectiveMs?: number;
  /** Status of the last answer, or why none came. */
  last: string;
}

/** How often a distribution is asked, in ms. */
const INTERVAL_MS = 250;
/** How long one answer may take, in ms. */
const TIMEOUT_MS = 2000;

export function isNotFound(status: number): boolean {
  return status === 404;
}

export function isServed(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Asks a distribution for its playlist until the answer is the awaited one, for at most `CONFIRM_BOUND_MS`, and reports
 * that as the end of a step.
 *
 * The cache of an edge is keyed by path, so that a query string does not get round it: the probe sees what viewers at this
 * edge see.
 *
 * @param options.id of the step
 * @param options.elapsed the caller's count of time, in ms
 */
export async function probeUntil(
  { http, clock, report }: Pick<FailoverContext, 'http' | 'clock' | 'report'>,
  {
    id,
    target,
    awaited,
    elapsed,
    signal,
  }: {
    id: string;
    target: StreamRegion;
    awaited: (status: number) => boolean;
    elapsed: () => number;
    signal?: AbortSignal;
  },
): Promise<Probe> {
  const start = clock.monotonic();
  for (;;) {
    let last: string;
    try {
      const { status } = await http.fetch(target.distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
      last = `HTTP ${status}`;
      if (awaited(status)) {
        report({ type: 'step', id, status: 'succeeded', detail: last });
        return { seen: true, effectiveMs: elapsed(), last };
      }
    } catch (error) {
      signal?.throwIfAborted();
      last = messageOf(error);
    }
    if (clock.monotonic() - start + INTERVAL_MS > CONFIRM_BOUND_MS) {
      report({ type: 'step', id, status: 'failed', detail: last });
      return { seen: false, last };
    }
    await clock.sleep(INTERVAL_MS, signal);
  }
}
