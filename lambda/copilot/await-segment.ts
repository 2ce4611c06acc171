import type { CloudFrontRequest } from 'aws-lambda';
import type { Clock } from '../../src/lib/clock.js';
import type { StreamOrigin } from '../../src/lib/reroute/reroute-map.js';
import { urlAtOrigin } from './reroute.js';

/** For how long after a change of origin players may ask for what the new one does not have yet, in ms. */
export const LOOK_MS = 30_000;
/** How often an origin is asked for a segment that it lacks, in ms. */
const INTERVAL_MS = 300;
/** How long one answer may take, in ms: an origin that does not say whether it has a segment is asked for it. */
const ANSWER_MS = 1000;
/** How many response timeouts of the origin a request waits for its segment. */
const TIMEOUTS = 4;
/** At most, in ms: a function at the origin side runs for 30 s (CloudFront Developer Guide, "Quotas on Lambda@Edge"). */
const MOST_MS = 20_000;

export interface SegmentWait {
  /** The status of the answer to a HEAD request. */
  head(url: string, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<number>;
  clock: Clock;
}

/**
 * Keeps requests back for segments that an origin does not have yet. Where a region lags behind another one and its origin
 * takes over, players have a playlist that names such segments. A 404 would end the playback of some of them, and CloudFront
 * may keep it.
 */
export class LaggingOrigins {
  /** By domain: from where its distribution serves, and since when; as this instance of the function knows it. */
  readonly #served = new Map<string, { from: string; sinceMs: number }>();
  readonly #wait: SegmentWait;

  constructor(wait: SegmentWait) {
    this.#wait = wait;
  }

  /**
   * Whether the origin of a distribution changed a moment ago. An instance that did not see it before takes a foreign one
   * as just changed.
   *
   * @param mayHave whether it may have changed within {@link LOOK_MS}, by the state; asked of an instance that has just begun
   */
  justChanged(domain: string, from: string, own: string, mayHave: () => boolean): boolean {
    const nowMs = this.#wait.clock.now();
    let served = this.#served.get(domain);
    if (served?.from !== from) {
      const isNew = served !== undefined || from !== own || mayHave();
      served = { from, sinceMs: isNew ? nowMs : Number.NEGATIVE_INFINITY };
      this.#served.set(domain, served);
    }
    return Math.abs(nowMs - served.sinceMs) < LOOK_MS;
  }

  /** Resolves when the origin has what is asked for, when it does not say, or when it has waited long enough. */
  async until(request: CloudFrontRequest, origin: StreamOrigin): Promise<void> {
    const { clock, head } = this.#wait;
    const url = urlAtOrigin(request, origin);
    const fields = Object.values(request.origin?.custom?.customHeaders ?? {}).flat();
    const host = request.headers.host?.[0]?.value;
    const headers = Object.fromEntries(fields.map(({ key, value }) => [key ?? '', value]));
    if (host !== undefined) headers.host = host;
    const endMs = clock.monotonic() + Math.min(MOST_MS, origin.readTimeout * 1000 * TIMEOUTS);
    for (;;) {
      const status = await head(url, headers, ANSWER_MS).catch(() => 0);
      if (status !== 404 || clock.monotonic() + INTERVAL_MS > endMs) return;
      await clock.sleep(INTERVAL_MS);
    }
  }
}
