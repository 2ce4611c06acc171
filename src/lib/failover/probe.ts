import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';

export interface Probe {
  /** Whether the awaited answer came. */
  seen: boolean;
  /** Status of the last answer, or why none came. */
  last: string;
}

/** How often a distribution is asked, in ms. */
const INTERVAL_MS = 250;
/** How long one answer may take, in ms. */
const TIMEOUT_MS = 2000;

/**
 * Asks a distribution for its playlist until the answer is the awaited one, for at most `boundMs`.
 *
 * The cache of an edge is keyed by path, so that a query string cannot get round it: what is seen is what viewers at
 * this edge see.
 */
export async function probeUntil(options: {
  url: string;
  awaited: (status: number) => boolean;
  boundMs: number;
  http: HttpClient;
  clock: Clock;
  signal?: AbortSignal;
}): Promise<Probe> {
  const { url, awaited, boundMs, http, clock, signal } = options;
  const start = clock.monotonic();
  for (;;) {
    let last: string;
    try {
      const { status } = await http.fetch(url, { timeoutMs: TIMEOUT_MS, signal });
      if (awaited(status)) return { seen: true, last: `HTTP ${status}` };
      last = `HTTP ${status}`;
    } catch (error) {
      signal?.throwIfAborted();
      last = messageOf(error);
    }
    if (clock.monotonic() - start + INTERVAL_MS > boundMs) return { seen: false, last };
    await clock.sleep(INTERVAL_MS, signal);
  }
}
