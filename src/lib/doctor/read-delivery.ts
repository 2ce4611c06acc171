import { CvsError } from '../errors.js';
import { type Delivery, PLAYER_ORIGIN, readDelivery } from '../hls/delivery.js';
import { FetchError, type HttpClient } from '../http/http-client.js';

/** How a playlist comes through a distribution. */
export interface DistributionDelivery extends Delivery {
  url: string;
  /** Whether the origin was asked instead, because the distribution is closed. */
  atOrigin: boolean;
}

/** How a media playlist comes through its distribution: as a page asks that plays it, or as an edge asks its origin. */
export async function deliveryOf(
  http: HttpClient,
  url: string,
  { atOrigin, signal }: { atOrigin: boolean; signal: AbortSignal },
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
  return { url, atOrigin, ...readDelivery(headers) };
}
