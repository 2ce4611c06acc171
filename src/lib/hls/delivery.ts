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
}

/** Reads Cache-Control, Expires, Age and Access-Control-Allow-Origin. */
export function readDelivery(headers: Headers): Delivery {
  // RFC 9111 section 5.1: a number of seconds; anything else is as good as none.
  const age = /^\s*(\d+)\s*$/.exec(headers.get('age') ?? '');
  const allowOrigin = outsideText(headers.get('access-control-allow-origin') ?? '') || undefined;
  return {
    lifetimeS: lifetimeS(headers),
    ageS: age ? Number(age[1]) : undefined,
    allowOrigin: allowOrigin === PLAYER_ORIGIN ? '*' : allowOrigin,
  };
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
