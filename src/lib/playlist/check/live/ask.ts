import { messageOf } from '../../../errors.js';
import { isClosedAnswer } from '../../../hls/closed-answer.js';
import { PLAYER_ORIGIN } from '../../../hls/delivery.js';
import { refusalWords } from '../../../hls/protection/recognize.js';
import { MAX_MASTER_LENGTH } from '../../../hls/recognize.js';
import type { HttpClient, HttpResponse } from '../../../http/http-client.js';

/** What came of one request that a player would make. */
export type Answer =
  | { kind: 'answered'; response: HttpResponse }
  /** The copilot's 404: the distribution is closed. */
  | { kind: 'closed'; headers: Headers }
  /** `status` and `headers` where there was an answer. */
  | { kind: 'failed'; why: string; status?: number; headers?: Headers };

/**
 * Asks as a player in a browser does: with the Origin of its site.
 *
 * @param timeoutMs for answers that are meant to take long; 10 s without it
 * @throws the signal's reason when it aborts, nothing else
 */
export async function ask(http: HttpClient, url: string, signal?: AbortSignal, timeoutMs?: number): Promise<Answer> {
  try {
    const response = await http.fetch(url, {
      headers: { origin: PLAYER_ORIGIN },
      maxBytes: MAX_MASTER_LENGTH,
      signal,
      timeoutMs,
    });
    if (response.status === 200) return { kind: 'answered', response };
    if (isClosedAnswer(response)) return { kind: 'closed', headers: response.headers };
    const { status, headers } = response;
    const why = `it answers ${status}${refusalWords(response)}`;
    return { kind: 'failed', why, status, headers };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'failed', why: messageOf(error) };
  }
}
