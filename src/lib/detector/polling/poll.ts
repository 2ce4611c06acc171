import { createHash } from 'node:crypto';
import { messageOf } from '../../errors.js';
import type { RetrievalFailure } from '../../findings/retrieval.js';
import { isClosedAnswer } from '../../hls/closed-answer.js';
import { type Delivery, readDelivery } from '../../hls/delivery.js';
import { NotAPlaylistError } from '../../hls/refusal.js';
import { describeFailure } from '../../http/fetch-failure.js';
import { FetchError, type FetchOptions, type HttpClient, type HttpResponse } from '../../http/http-client.js';
import { readScore } from './quality-score.js';

/** What ends a request. */
export type PollLimits = Required<Pick<FetchOptions, 'timeoutMs' | 'signal'>>;

/** The last answer of a URL, so that the same playlist is neither sent nor read again. */
export interface Known<Value> {
  value: Value;
  /** What was asked for, and where redirects led. */
  url: string;
  finalUrl: string;
  /** Of the body. It is kept instead of the body, which may have megabytes. */
  hash: string;
  etag?: string;
}

/** The result of one request for a playlist. */
export type PollOutcome<Value> =
  | ({
      kind: 'read';
      known: Known<Value>;
      /** The same as before, byte for byte. */
      unchanged: boolean;
      /** Media quality score, 0 to 100; absent where the origin sends none. */
      score?: number;
    } & Delivery)
  /** The copilot's 404: the distribution is closed. */
  | { kind: 'closed' }
  | { kind: 'failed'; check: RetrievalFailure; reason: string }
  /** The run was stopped; it says nothing about the stream. */
  | { kind: 'aborted' };

/** Fetches a playlist and reads it, by a conditional request where it is known. Never rejects. */
export async function poll<Value>(
  http: HttpClient,
  url: string,
  options: PollLimits & { known?: Known<Value>; qualityKey?: string },
  read: (text: string, finalUrl: string) => Value,
): Promise<PollOutcome<Value>> {
  const { timeoutMs, signal, known } = options;
  // By ETag only: dates have whole seconds, and two versions of a playlist may share one (RFC 9110 section 8.8.2.2).
  const headers = known?.etag && known.url === url ? { 'if-none-match': known.etag } : undefined;
  let response: HttpResponse;
  try {
    response = await http.fetch(url, { timeoutMs, signal, headers });
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    return { kind: 'failed', ...failureOf(error) };
  }
  if (isClosedAnswer(response)) return { kind: 'closed' };
  const delivery = { ...readDelivery(response.headers), score: readScore(response.headers, options.qualityKey) };
  if (response.status === 304 && known) return { kind: 'read', known, unchanged: true, ...delivery };
  if (response.status !== 200) return { kind: 'failed', check: 'http-status', reason: `HTTP ${response.status}` };
  const etag = response.headers.get('etag') ?? undefined;
  try {
    const hash = createHash('sha1').update(response.body).digest('base64');
    const finalUrl = response.url;
    const unchanged = known?.hash === hash && known.finalUrl === finalUrl;
    const value = unchanged ? known.value : read(response.text(), finalUrl);
    return { kind: 'read', known: { value, url, finalUrl, hash, etag }, unchanged, ...delivery };
  } catch (error) {
    if (error instanceof NotAPlaylistError) return { kind: 'failed', check: error.kind, reason: error.message };
    throw error;
  }
}

/** Why no answer arrived: the id of a finding, and words for people. */
export function failureOf(error: unknown): { check: RetrievalFailure; reason: string } {
  if (!(error instanceof FetchError)) return { check: 'network', reason: messageOf(error) };
  const { reason } = error;
  const check = reason === 'aborted' || reason === 'invalid-url' ? 'network' : reason;
  return { check, reason: describeFailure(error) };
}
