import { outsideText } from '../outside-text.js';

/** The site of a player in a browser, as whose player a question is asked. No server is meant to allow it by name. */
export const PLAYER_ORIGIN = 'https://player.example';

/** What a response's headers say of how it is delivered. */
export interface Delivery {
  /** How long a shared cache may keep it, in seconds (RFC 9111 section 4.2.1); undefined where it does not say. */
  lifetimeS?: number;
  /** How long it has been in caches, in seconds (`Age`); undefined where it comes straight from the origin. */
  ageS?: number;
  /** `Access-Control-Allow-Origin`; `*` also where the server repeats the site that asked. */
  allowOrigin?: string;
  /** `Access-Control-Allow-Credentials`: players may send cookies and logins. */
  allowsCredentials?: boolean;
  /** It says so and allows every site by `*`, which browsers refuse to such players (Fetch Standard, CORS protocol). */
  refusesCredentials?: boolean;
}

/** Reads Cache-Control, Expires, Age, Access-Control-Allow-Origin and Access-Control-Allow-Credentials. */
export function readDelivery(headers: Headers): Delivery {
  // RFC 9111 section 5.1: a number of seconds; anything else is as good as none.
  const age = /^\s*(\d+)\s*$/.exec(headers.get('age') ?? '');
  const allowOrigin = outsideText(headers.get('access-control-allow-origin')?.trim() ?? '') || undefined;
  const allowsCredentials = headers.get('access-control-allow-credentials')?.trim() === 'true';
  return {
    lifetimeS: lifetimeS(headers),
    ageS: age ? Number(age[1]) : undefined,
    allowOrigin: allowOrigin === PLAYER_ORIGIN ? '*' : allowOrigin,
    allowsCredentials,
    refusesCredentials: allowsCredentials && allowOrigin === '*',
  };
}

/**
 * The header without which players in browsers cannot read an error answer, in words; undefined where they can.
 *
 * @param withCredentials whether the playlists of the same server are for players that send credentials
 */
export function lackingHeader(headers: Headers, withCredentials = false): string | undefined {
  const { allowOrigin, allowsCredentials, refusesCredentials } = readDelivery(headers);
  if (!withCredentials) return allowOrigin === '*' ? undefined : 'Access-Control-Allow-Origin';
  if (allowOrigin === undefined) return 'Access-Control-Allow-Origin';
  if (!allowsCredentials) return 'Access-Control-Allow-Credentials, which its playlists have';
  return refusesCredentials ? 'the name of the site in Access-Control-Allow-Origin' : undefined;
}

/** What a shared cache is told (RFC 9111 sections 4.2.1 and 5.2.2). */
function lifetimeS(headers: Headers): number | undefined {
  const directives = cacheControl(headers.get('cache-control') ?? '');
  if (['no-store', 'no-cache', 'private'].some((name) => directives.has(name))) return 0;
  for (const name of ['s-maxage', 'max-age']) {
    const seconds = /^\d+$/.exec(directives.get(name) ?? '');
    if (seconds) return Number(seconds[0]);
  }
  const expires = headers.get('expires');
  if (expires === null) return undefined;
  const leftMs = Date.parse(expires) - Date.parse(headers.get('date') ?? '');
  // What is not a date means that it has expired (section 5.3).
  return leftMs > 0 ? leftMs / 1000 : 0;
}

/** Directives by name, in lower case, without the quotes of their values; the first of a name counts. */
function cacheControl(value: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const piece of value.toLowerCase().split(',')) {
    const [name = '', argument = ''] = piece.trim().split('=');
    if (!directives.has(name)) directives.set(name, argument.replaceAll('"', ''));
  }
  return directives;
}
