import { CvsError } from '../errors.js';
import { type Delivery, lackingHeader, PLAYER_ORIGIN, readDelivery } from '../hls/delivery.js';
import { FetchError, type HttpClient } from '../http/http-client.js';
import { errorAnswer, errorAnswerBeside } from '../playlist/check/live/error-answers.js';

/** How a playlist comes through a distribution. */
export interface DistributionDelivery extends Delivery {
  url: string;
  /** Whether the origin was asked instead, because the distribution is closed. */
  atOrigin: boolean;
  /** What error answers of the distribution lack for players in browsers, in words. */
  errorsLack?: string;
}

/**
 * How a media playlist comes through its distribution: as a page asks that plays it, or as an edge asks its origin.
 *
 * @param closedUrl a playlist of the distribution where it is closed, to see an error answer; otherwise one that is absent
 *   is asked for
 */
export async function deliveryOf(
  http: HttpClient,
  url: string,
  { atOrigin, signal, closedUrl }: { atOrigin: boolean; signal: AbortSignal; closedUrl?: string },
): Promise<DistributionDelivery> {
  let status: number;
  let headers: Headers;
  try {
    const asked = atOrigin ? undefined : { origin: PLAYER_ORIGIN };
    ({ status, headers } = await http.fetch(url, { headers: asked, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    throw new CvsError({ code: 'STREAM_UNREADABLE', message: error.message, cause: error });
  }
  if (status !== 200) throw new CvsError({ code: 'STREAM_UNREADABLE', message: `${url} answers ${status}.` });
  const delivery = readDelivery(headers);
  const [error] = closedUrl ? await errorAnswer(closedUrl, http, signal) : await errorAnswerBeside(url, http, signal);
  const lacking = error && lackingHeader(error.headers, !atOrigin && delivery.allowsCredentials);
  const errorsLack = lacking && `HTTP ${error.status} comes without ${lacking}: ${error.url}`;
  return { url, atOrigin, ...delivery, errorsLack };
}
