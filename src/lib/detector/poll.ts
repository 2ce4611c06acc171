import { FetchError, type HttpClient, type HttpResponse } from '../http/http-client.js';
import { CLOSED_HEADER, CLOSED_HEADER_VALUE } from './closed-header.js';
import { NotAPlaylistError } from './read-playlist.js';

/** What one request for a playlist came to. */
export type PollOutcome<Value> =
  | { kind: 'read'; value: Value }
  /** The copilot's 404: the distribution is closed. */
  | { kind: 'closed' }
  | { kind: 'failed'; reason: string }
  /** We stopped waiting; it says nothing of the stream. */
  | { kind: 'aborted' };

/** Fetches a playlist and reads it. Never rejects. */
export async function poll<Value>(
  http: HttpClient,
  url: string,
  options: { timeoutMs: number; signal: AbortSignal },
  read: (text: string, finalUrl: string) => Value,
): Promise<PollOutcome<Value>> {
  let response: HttpResponse;
  try {
    response = await http.fetch(url, options);
  } catch (error) {
    if (options.signal.aborted) return { kind: 'aborted' };
    return { kind: 'failed', reason: error instanceof FetchError ? error.reason : String(error) };
  }
  if (response.status === 404 && response.headers.get(CLOSED_HEADER) === CLOSED_HEADER_VALUE) return { kind: 'closed' };
  if (response.status !== 200) return { kind: 'failed', reason: `HTTP ${response.status}` };
  try {
    return { kind: 'read', value: read(response.text(), response.url) };
  } catch (error) {
    if (error instanceof NotAPlaylistError) return { kind: 'failed', reason: error.message };
    throw error;
  }
}
