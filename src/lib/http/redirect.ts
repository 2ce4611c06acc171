import { FetchError } from './http-client.js';

/**
 * Where a redirect leads (RFC 9110 section 15.4).
 *
 * @param start where it began, for messages
 * @param seen every URL so far
 * @throws FetchError `redirect-loop`, `downgrade`, `invalid-url`
 */
export function redirectTarget(
  location: string,
  from: URL,
  { start, seen, maxRedirects }: { start: URL; seen: ReadonlySet<string>; maxRedirects: number },
): URL {
  const next = parseUrl(location, from);
  if (from.protocol === 'https:' && next.protocol === 'http:') {
    throw new FetchError('downgrade', start.href, `${start.href}: it is redirected from https to http (${next.href})`);
  }
  const circle = seen.has(next.href);
  if (!circle && seen.size <= maxRedirects) return next;
  const problem = circle ? 'it redirects in a circle' : `more than ${maxRedirects} redirects`;
  throw new FetchError('redirect-loop', start.href, `${start.href}: ${problem} (last to ${next.href})`);
}

/** @throws FetchError `invalid-url` unless it is http or https */
export function parseUrl(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new FetchError('invalid-url', address, `${JSON.stringify(address)} is not an http or https URL`);
  }
  url.hash = '';
  return url;
}
