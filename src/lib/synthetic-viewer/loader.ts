import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import { FetchError, type HttpClient, type HttpResponse } from '../http/http-client.js';
import type { Recorder } from './recorder.js';

/** What every part of a viewer uses. */
export interface ViewerContext {
  http: HttpClient;
  clock: Clock;
  recorder: Recorder;
  /** Aborts when the viewer stops or gives up. */
  stopped: AbortSignal;
  /** Ends the viewer as failed. */
  giveUp(why: string): void;
}

/** How hls.js repeats requests, and how long it waits for an answer (its default load policies). */
export interface RetryPolicy {
  timeoutMs: number;
  /** How often a request is repeated that got no answer in time, without a pause. */
  timeoutRetries: number;
  /**
   * How often a request is repeated that got a status of 500 or more, after 1 s, then 2 s, up to 8 s. After a 4xx or a
   * broken connection it is not repeated.
   */
  errorRetries: number;
}

export const MASTER_POLICY: RetryPolicy = { timeoutMs: 10_000, timeoutRetries: 2, errorRetries: 1 };
export const PLAYLIST_POLICY: RetryPolicy = { timeoutMs: 10_000, timeoutRetries: 2, errorRetries: 2 };
export const SEGMENT_POLICY: RetryPolicy = { timeoutMs: 20_000, timeoutRetries: 4, errorRetries: 6 };
/** A steering manifest that does not come is asked for again after its TTL. */
export const STEERING_POLICY: RetryPolicy = { timeoutMs: 10_000, timeoutRetries: 0, errorRetries: 0 };

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;

export type Loaded =
  | { type: 'response'; response: HttpResponse; tookMs: number }
  /** The viewer left or stopped meanwhile: not an error. */
  | { type: 'aborted' }
  | { type: 'failed'; what: string; response?: HttpResponse };

/** Loads one URL by a retry policy, and records every answer that is an error. */
export async function load(
  { url, pathway, policy, signal }: { url: string; pathway?: string; policy: RetryPolicy; signal: AbortSignal },
  { http, clock, recorder }: ViewerContext,
): Promise<Loaded> {
  let timeouts = 0;
  let errors = 0;
  for (;;) {
    if (signal.aborted) return { type: 'aborted' };
    const askedMs = clock.monotonic();
    if (pathway !== undefined) recorder.requested(pathway);
    let response: HttpResponse | undefined;
    let what: string;
    let again: boolean;
    try {
      response = await http.fetch(url, { timeoutMs: policy.timeoutMs, signal });
      if (response.status < 400) return { type: 'response', response, tookMs: clock.monotonic() - askedMs };
      what = `HTTP ${response.status}`;
      again = response.status >= 500 && errors < policy.errorRetries;
      errors += 1;
    } catch (error) {
      if (signal.aborted) return { type: 'aborted' };
      what = error instanceof FetchError ? error.reason : messageOf(error);
      again = error instanceof FetchError && error.reason === 'timeout' && timeouts < policy.timeoutRetries;
      timeouts += 1;
    }
    recorder.error({ url, pathway, what });
    if (!again) return { type: 'failed', what, response };
    if (response) {
      const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (errors - 1));
      await clock.sleep(delayMs, signal).catch(() => {});
    }
  }
}
