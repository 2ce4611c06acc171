import { groupBy } from '../../../group-by.js';
import { lackingHeader, PLAYER_ORIGIN, readDelivery } from '../../../hls/delivery.js';
import { FetchError, type HttpClient } from '../../../http/http-client.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { LookedCopy } from './row-findings.js';

/** What is asked for beside a media playlist, to see an error answer. */
const ABSENT = 'cvs-check-of-an-error-answer.m3u8';

/**
 * Whether players in browsers may read errors of a region: otherwise they see no status, and leave it later. Looks at the
 * error answers that there were, also of a closed distribution; where there was none, asks for a playlist that is absent.
 *
 * @param looked every copy that was asked for, of all regions
 * @throws the signal's reason when it aborts, nothing else
 */
export async function errorAnswerFindings(
  looked: readonly LookedCopy[],
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const regions = [...groupBy(looked, ({ pathway }) => pathway)];
  const found = await Promise.all(
    regions.map(async ([pathway, copies]): Promise<Finding[]> => {
      const answered = copies.flatMap(({ answer }) => (answer.kind === 'answered' ? answer.response : []));
      const withCredentials = answered.some(({ headers }) => readDelivery(headers).allowsCredentials);
      const seen = copies.flatMap((copy) => errorOf(copy));
      const [first] = answered;
      if (seen.length === 0 && first) seen.push(...(await errorAnswerBeside(first.url, http, signal)));
      for (const { url, status, headers } of seen) {
        const lacking = lackingHeader(headers, withCredentials);
        if (lacking === undefined) continue;
        const message = `${pathway} answers ${status} without ${lacking}: ${url}`;
        return [finding('cors-missing-on-errors', copies[0]?.line ?? 1, message)];
      }
      return [];
    }),
  );
  return found.flat();
}

interface ErrorAnswer {
  url: string;
  status: number;
  headers: Headers;
}

/**
 * Asks for a playlist that is not there.
 *
 * @param beside the URL of one that is
 * @returns the answer; nothing where it is not an error, or none came
 * @throws the signal's reason when it aborts, nothing else
 */
export async function errorAnswerBeside(
  beside: string,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<ErrorAnswer[]> {
  return errorAnswer(new URL(ABSENT, beside).href, http, signal);
}

/** As {@link errorAnswerBeside}, of a URL that is expected to answer with an error. */
export async function errorAnswer(url: string, http: HttpClient, signal?: AbortSignal): Promise<ErrorAnswer[]> {
  try {
    const { status, headers } = await http.fetch(url, { headers: { origin: PLAYER_ORIGIN }, signal });
    return status < 400 ? [] : [{ url, status, headers }];
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof FetchError) return [];
    throw error;
  }
}

function errorOf({ url, answer }: LookedCopy): ErrorAnswer[] {
  if (answer.kind === 'closed') return [{ url, status: 404, headers: answer.headers }];
  const { status, headers } = answer.kind === 'failed' ? answer : {};
  return status !== undefined && status >= 400 && headers ? [{ url, status, headers }] : [];
}
