import { CvsError } from '../errors.js';
import { FetchError, type HttpClient } from '../http/http-client.js';
import type { Delivery } from './facts.js';

/** Some site that a player is on. */
const PLAYER_ORIGIN = 'https://player.example';

/** How a media playlist comes through its distribution. */
export async function readDelivery(http: HttpClient, url: string, signal: AbortSignal): Promise<Delivery> {
  let headers: Headers;
  try {
    ({ headers } = await http.fetch(url, { headers: { origin: PLAYER_ORIGIN }, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    throw new CvsError({ code: 'STREAM_UNREADABLE', message: error.message, cause: error });
  }
  const lifetimeS = lifetimeOf(headers);
  const allowOrigin = headers.get('access-control-allow-origin');
  return {
    url,
    ...(lifetimeS === undefined ? {} : { lifetimeS }),
    ...(allowOrigin === null ? {} : { allowOrigin: allowOrigin === PLAYER_ORIGIN ? '*' : allowOrigin }),
  };
}

/** RFC 9111 section 5.2.2: what a shared cache is told, in seconds. */
function lifetimeOf(headers: Headers): number | undefined {
  const value = (headers.get('cache-control') ?? '').toLowerCase();
  if (/\b(no-store|no-cache|private)\b/.test(value)) return 0;
  const seconds = /\bs-maxage=(\d+)/.exec(value) ?? /\bmax-age=(\d+)/.exec(value);
  return seconds ? Number(seconds[1]) : undefined;
}
