import type { CacheRules } from './cache-rules.js';
import type { EdgeResponse } from './messages.js';

/** How long errors are cached at least, s, unless the distribution says otherwise. */
export const ERROR_MIN_TTL_S = 10;
/** The errors for which no-store, no-cache and private are honoured. */
const ERRORS_THAT_MAY_OPT_OUT = new Set([404, 410, 414, 501]);
/** Directives that ask for no caching. */
const OPT_OUTS = ['no-store', 'no-cache', 'private'];
/** CloudFront never caches this one. */
const RANGE_NOT_SATISFIABLE = 416;

/**
 * How long an edge keeps a response, in seconds; 0 when it does not.
 *
 * Source: CloudFront Developer Guide, "Manage how long content stays in the cache (expiration)" and "Control how long
 * CloudFront caches errors".
 *
 * @param nowMs wall clock, for Expires
 * @param errorMinTtlS the Error Caching Minimum TTL of the response's status
 */
export function timeToLiveS(response: EdgeResponse, rules: CacheRules, nowMs: number, errorMinTtlS: number): number {
  const directives = cacheControl(response.headers['cache-control'] ?? '');
  const optsOut = OPT_OUTS.some((name) => directives.has(name));
  const stated = statedLifetimeS(response, directives, nowMs);
  if (response.status >= 400) {
    if (response.status === RANGE_NOT_SATISFIABLE) return 0;
    if (optsOut) return ERRORS_THAT_MAY_OPT_OUT.has(response.status) ? 0 : errorMinTtlS;
    return Math.max(Math.min(stated ?? 0, rules.maxTtlS), errorMinTtlS);
  }
  if (optsOut) return rules.minTtlS;
  return Math.min(Math.max(stated ?? rules.defaultTtlS, rules.minTtlS), Math.max(rules.maxTtlS, rules.minTtlS));
}

/**
 * For how long an expired object is served while its origin answers 5xx or not at all, in seconds: without the
 * directive, for as long as it stays in the cache ("How CloudFront processes HTTP 4xx and 5xx status codes from your
 * origin").
 */
export function staleIfErrorS(response: EdgeResponse): number {
  const seconds = Number.parseInt(
    cacheControl(response.headers['cache-control'] ?? '').get('stale-if-error') ?? '',
    10,
  );
  return Number.isNaN(seconds) ? Number.POSITIVE_INFINITY : seconds;
}

/**
 * Whether requests that waited for the first one get its response too ("Request and response behavior for custom
 * origins", "Simultaneous requests for the same object (request collapsing)").
 */
export function isShared(response: EdgeResponse, rules: CacheRules): boolean {
  const directives = cacheControl(response.headers['cache-control'] ?? '');
  const zero = ['max-age', 's-maxage'].some((name) => Number.parseInt(directives.get(name) ?? '', 10) === 0);
  return rules.minTtlS > 0 || !(zero || OPT_OUTS.some((name) => directives.has(name)));
}

/** s-maxage before max-age before Expires. */
function statedLifetimeS(response: EdgeResponse, directives: Map<string, string>, nowMs: number): number | undefined {
  for (const name of ['s-maxage', 'max-age']) {
    const seconds = Number.parseInt(directives.get(name) ?? '', 10);
    if (seconds >= 0) return seconds;
  }
  const expires = Date.parse(response.headers.expires ?? '');
  return Number.isNaN(expires) ? undefined : Math.max(0, (expires - nowMs) / 1000);
}

function cacheControl(header: string): Map<string, string> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', value = ''] = part.trim().split('=');
      return [name.toLowerCase(), value.replaceAll('"', '')];
    }),
  );
}
