import { CvsError } from '../errors.js';
import { FetchError, type HttpClient } from '../http/http-client.js';
import type { Delivery } from './facts.js';

/** Some site that a player is on. */
const PLAYER_ORIGIN = 'https://player.example';

/** How a media playlist comes through its distribution. */
export async function readDelivery(
  http: HttpClient,
  url: string,
  signal: AbortSignal,
): Promise<Omit<Delivery, 'atOrigin'>> {
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
  const lifetimeS = lifetimeOf(headers);
  // RFC 9111 section 5.1: a number of seconds; anything else is as good as none.
  const age = /^\s*(\d+)\s*$/.exec(headers.get('age') ?? '');
  const allowOrigin = headers.get('access-control-allow-origin');
  return {
    url,
    ...(lifetimeS === undefined ? {} : { lifetimeS }),
    ...(age ? { ageS: Number(age[1]) } : {}),
    ...(allowOrigin === null ? {} : { allowOrigin: allowOrigin === PLAYER_ORIGIN ? '*' : allowOrigin }),
  };
}

/** RFC 9111 sections 4.2.1 and 5.2.2: what a shared cache is told, in seconds. */
function lifetimeOf(headers: Headers): number | undefined {
  const value = (headers.get('cache-control') ?? '').toLowerCase();
  if (/\b(no-store|no-cache|private)\b/.test(value)) return 0;
  const seconds = /\bs-maxage=(\d+)/.exec(value) ?? /\bmax-age=(\d+)/.exec(value);
  if (seconds) return Number(seconds[1]);
  const expires = headers.get('expires');
  if (expires === null) return undefined;
  const leftMs = Date.parse(expires) - Date.parse(headers.get('date') ?? '');
  // What is no date means that it has expired (section 5.3).
  return leftMs > 0 ? leftMs / 1000 : 0;
}
