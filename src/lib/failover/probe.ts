import { messageOf } from '../errors.js';
import { isClosedAnswer } from '../hls/closed-answer.js';
import type { HttpResponse } from '../http/http-client.js';
import type { FailoverContext } from './failover-context.js';

export interface Probe {
  /** When the awaited answer came, as the caller counts time; absent when it did not. */
  effectiveMs?: number;
  /** Status of the last answer, or why none came. */
  last: string;
}

/** How long a change that is in force by the rules may take to be seen at the distribution, in ms. */
const BOUND_MS = 60_000;
/** How long it is asked even where the answer cannot come as things stand, in ms: another change may be under way. */
const HOPE_MS = 5000;
/** How often a distribution is asked, in ms. */
const INTERVAL_MS = 250;
/** How long one answer may take, in ms. */
const TIMEOUT_MS = 2000;

/**
 * Asks a distribution for its playlist until the answer is the awaited one, for at most a minute or as long as there is
 * something to wait for, and reports that as the end of a step.
 *
 * The cache of an edge is keyed by path, so that a query string does not get round it: the probe sees what viewers at this
 * edge see.
 *
 * @param id of the step
 * @param elapsed the caller's count of time, in ms
 * @param hopeless whether the answer cannot come, as things stand
 */
export async function probeUntil(
  { target, http, clock, report, signal }: FailoverContext,
  id: string,
  awaited: (answer: HttpResponse) => boolean,
  elapsed: () => number,
  hopeless: () => Promise<boolean> = async () => false,
): Promise<Probe> {
  const start = clock.monotonic();
  for (;;) {
    let last: string;
    try {
      const answer = await http.fetch(target.distributionPlaylistUrl, { timeoutMs: TIMEOUT_MS, signal });
      last = `HTTP ${answer.status}${answer.status === 404 && !isClosedAnswer(answer) ? ' of the origin' : ''}`;
      if (awaited(answer)) {
        report({ type: 'step', id, status: 'succeeded', detail: last });
        return { effectiveMs: elapsed(), last };
      }
    } catch (error) {
      signal?.throwIfAborted();
      last = messageOf(error);
    }
    const waitedMs = clock.monotonic() - start;
    if (waitedMs + INTERVAL_MS > BOUND_MS || (waitedMs > HOPE_MS && (await hopeless()))) {
      report({ type: 'step', id, status: 'failed', detail: last });
      return { last };
    }
    await clock.sleep(INTERVAL_MS, signal);
  }
}
