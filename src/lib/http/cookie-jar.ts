import type { Cookies, HttpClient } from './http-client.js';

interface KeptCookie {
  value: string;
  domain: string;
  /** Only this host, and none below it, gets it. */
  isHostOnly: boolean;
  path: string;
  isSecure: boolean;
  /** ms since the epoch. */
  untilMs: number;
}

/** As many as one stream sets, and more. */
const MOST = 50;

/**
 * The cookies that the servers of one stream set, as players keep them (RFC 6265 section 5). A cookie goes to the host that
 * set it, or below the domain that it names.
 */
export class CookieJar implements Cookies {
  readonly #nowMs: () => number;
  readonly #cookies = new Map<string, KeptCookie>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async take(url: URL, lines: readonly string[]): Promise<void> {
    const { parseCookie } = await import('undici');
    for (const line of lines) {
      const cookie = parseCookie(line);
      if (!cookie?.name) continue;
      const domain = cookie.domain?.replace(/^\./, '').toLowerCase();
      // A top-level domain alone is nobody's.
      if (domain && !(isWithin(url.hostname, domain) && domain.includes('.'))) continue;
      const { maxAge, expires } = cookie;
      const expiresMs = expires === undefined ? Number.POSITIVE_INFINITY : new Date(expires).getTime();
      const path = cookie.path?.startsWith('/')
        ? cookie.path
        : url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/';
      const kept: KeptCookie = {
        value: `${cookie.name}=${cookie.value}`,
        domain: domain ?? url.hostname,
        isHostOnly: domain === undefined,
        path,
        isSecure: cookie.secure === true,
        untilMs: maxAge === undefined ? expiresMs : this.#nowMs() + maxAge * 1000,
      };
      const key = `${cookie.name} ${kept.domain} ${path}`;
      this.#cookies.delete(key);
      if (kept.untilMs > this.#nowMs() && this.#cookies.size < MOST) this.#cookies.set(key, kept);
    }
  }

  headerFor(url: URL): string | undefined {
    const own = [...this.#cookies.values()].filter(
      ({ domain, isHostOnly, path, isSecure, untilMs }) =>
        (isHostOnly ? url.hostname === domain : isWithin(url.hostname, domain)) &&
        (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
        (!isSecure || url.protocol === 'https:') &&
        untilMs > this.#nowMs(),
    );
    return own.length === 0 ? undefined : own.map(({ value }) => value).join('; ');
  }
}

/** The same client, which keeps cookies. */
export function withCookies(http: HttpClient, cookies: Cookies): HttpClient {
  return { fetch: (url, options) => http.fetch(url, { cookies, ...options }), close: () => http.close() };
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
