import { CvsError } from '../errors.js';
import { type Delivery, PLAYER_ORIGIN, readDelivery } from '../hls/delivery.js';
import { FetchError, type HttpClient } from '../http/http-client.js';

/** How a playlist comes through a distribution. */
export interface DistributionDelivery extends Delivery {
  url: string;
  /** Whether the origin was asked instead, because the distribution is closed. */
  atOrigin: boolean;
}

/** How a media playlist comes through its distribution. */
export async function deliveryOf(
  http: HttpClient,
  url: string,
  signal: AbortSignal,
): Promise<Omit<DistributionDelivery, 'atOrigin'>> {
  let status: number;
  let headers: Headers;
  try {
    ({ status, headers } = await http.fetch(url, { headers: { origin: PLAYER_ORIGIN }, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    throw new CvsError({ code: 'STREAM_UNREADABLE', message: error.message, cause: error });
  }
  if (status !== 200) throw new CvsError({ code: 'STREAM_UNREADABLE', message: `${url} answers ${status}.` });
  return { url, ...readDelivery(headers) };
}
