import type { HttpResponse } from '../../../http/http-client.js';
import { type Finding, finding } from '../rules.js';

/** The site that the check says its player is on: no site is meant to be let in by name. */
export const PLAYER_ORIGIN = 'https://player.example';

/**
 * Whether players in browsers may read a response, and how long caches may keep it.
 *
 * @param line of the master's entry that leads to it
 * @param limitS how old it may be when players get it, in seconds
 */
export function deliveryFindings({ url, headers }: HttpResponse, line: number, limitS: number): Finding[] {
  const found: Finding[] = [];
  const allowed = headers.get('access-control-allow-origin');
  if (allowed !== '*' && allowed !== PLAYER_ORIGIN) {
    const says = allowed === null ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${allowed}`;
    found.push(finding('cors-missing', line, `${url} has ${says}, so that players on other sites cannot read it`));
  }
  const ageS = Number.parseInt(headers.get('age') ?? '', 10) || 0;
  const lifetimeS = statedLifetimeS(headers);
  if (ageS > limitS || (lifetimeS ?? 0) > limitS) {
    const kept = ageS > limitS ? `is ${ageS} s old` : `may be kept for ${lifetimeS} s`;
    found.push(finding('ttl-long', line, `${url} ${kept}; more than ${limitS} s hides what happens behind it`));
  } else if (lifetimeS === undefined) {
    found.push(finding('ttl-unstated', line, `${url} has no Cache-Control, so that each cache decides for itself`));
  }
  return found;
}

/** How long a shared cache may keep a response, in seconds (RFC 9111 section 4.2.1); undefined where it is not said. */
function statedLifetimeS(headers: Headers): number | undefined {
  const directives = new Map(
    (headers.get('cache-control') ?? '').split(',').map((part) => {
      const [name = '', value = ''] = part.trim().toLowerCase().split('=');
      return [name, value.replaceAll('"', '')];
    }),
  );
  if (['no-store', 'no-cache', 'private'].some((name) => directives.has(name))) return 0;
  for (const name of ['s-maxage', 'max-age']) {
    const value = Number.parseInt(directives.get(name) ?? '', 10);
    if (value >= 0) return value;
  }
  const [expires, date] = ['expires', 'date'].map((name) => Date.parse(headers.get(name) ?? '')) as [number, number];
  return Number.isNaN(expires - date) ? undefined : Math.max(0, (expires - date) / 1000);
}
