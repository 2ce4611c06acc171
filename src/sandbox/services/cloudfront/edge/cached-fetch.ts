import type { Clock } from '../../../../lib/clock.js';
import type { CacheRules } from './cache-rules.js';
import { isShared, staleIfErrorS, timeToLiveS } from './freshness.js';
import type { EdgeRequest, EdgeResponse } from './messages.js';
import type { CachedObject, ObjectCache } from './object-cache.js';
import type { OriginSideResult } from './origin-side.js';

export interface Served {
  response: EdgeResponse;
  xCache: string;
}

/** What one fetch came to. `shared`: the requests that waited for it get it too. */
interface Fetched extends Served {
  shared: boolean;
}

/** Looks up a GET or HEAD, and fetches what is missing or expired; concurrent misses of one object share one fetch. */
export class CachedFetch {
  readonly #cache: ObjectCache;
  readonly #clock: Clock;
  readonly #running = new Map<string, Promise<Fetched>>();

  constructor(cache: ObjectCache, clock: Clock) {
    this.#cache = cache;
    this.#clock = clock;
  }

  /**
   * @param fetch gets the object from behind the cache, with what it is told to add to the request's headers
   * @param errorMinTtlS Error Caching Minimum TTL by status
   */
  async serve(
    key: string,
    request: EdgeRequest,
    rules: CacheRules,
    errorMinTtlS: (status: number) => number,
    fetch: (conditions: Record<string, string>) => Promise<OriginSideResult>,
  ): Promise<Served> {
    const hit = this.#hit(key);
    if (hit) return hit;
    const running = this.#running.get(key);
    if (running) {
      const first = await running.catch(() => undefined);
      if (first?.shared) return { response: first.response, xCache: xCacheOf(first.response) };
      return this.#hit(key) ?? this.#miss(key, request, rules, errorMinTtlS, fetch);
    }
    const mine = this.#miss(key, request, rules, errorMinTtlS, fetch).finally(() => this.#running.delete(key));
    this.#running.set(key, mine);
    return mine;
  }

  #hit(key: string): Served | undefined {
    const object = this.#cache.get(key);
    if (!object || object.freshUntilMs <= this.#clock.monotonic()) return undefined;
    return this.#fromCache(object, xCacheOf(object.response));
  }

  async #miss(
    key: string,
    request: EdgeRequest,
    rules: CacheRules,
    errorMinTtlS: (status: number) => number,
    fetch: (conditions: Record<string, string>) => Promise<OriginSideResult>,
  ): Promise<Fetched> {
    const stale = this.#cache.get(key);
    const good = stale && stale.response.status < 400 ? stale : undefined;
    const etag = good?.response.headers.etag;
    const { response, xCache, cacheable, originInTrouble } = await fetch(etag ? { 'if-none-match': etag } : {});
    if (response.status === 304 && good) {
      const refreshed = { ...good.response, headers: { ...good.response.headers, ...response.headers } };
      const object = this.#store(key, request, refreshed, rules, 0);
      return { ...this.#fromCache(object, 'RefreshHit from cloudfront'), shared: isShared(refreshed, rules) };
    }
    const minTtlS = errorMinTtlS(response.status);
    if (originInTrouble && good && this.#mayServeExpired(good)) {
      good.freshUntilMs = this.#clock.monotonic() + minTtlS * 1000;
      return { ...this.#fromCache(good, 'Hit from cloudfront'), shared: true };
    }
    if (cacheable) this.#store(key, request, response, rules, minTtlS);
    const shared = cacheable && isShared(response, rules);
    return {
      response,
      xCache: xCache ?? (response.status >= 400 ? 'Error' : 'Miss').concat(' from cloudfront'),
      shared,
    };
  }

  /** While the origin is in trouble. */
  #mayServeExpired({ response, expiresAtMs }: CachedObject): boolean {
    return this.#clock.monotonic() < expiresAtMs + staleIfErrorS(response) * 1000;
  }

  #store(key: string, request: EdgeRequest, response: EdgeResponse, rules: CacheRules, minTtlS: number): CachedObject {
    const storedAtMs = this.#clock.monotonic();
    const ttlMs = timeToLiveS(response, rules, this.#clock.now(), minTtlS) * 1000;
    const expiresAtMs = storedAtMs + ttlMs;
    const object = { response, uri: request.uri, storedAtMs, expiresAtMs, freshUntilMs: expiresAtMs };
    if (ttlMs > 0) this.#cache.put(key, object);
    else this.#cache.delete(key);
    return object;
  }

  #fromCache({ response, storedAtMs }: CachedObject, xCache: string): Served {
    const ageS = Math.floor((this.#clock.monotonic() - storedAtMs) / 1000) + Number(response.headers.age ?? 0);
    return { response: { ...response, headers: { ...response.headers, age: String(ageS) } }, xCache };
  }
}

/** The `x-cache` of what no origin was asked for. */
function xCacheOf({ status }: EdgeResponse): string {
  return status >= 400 ? 'Error from cloudfront' : 'Hit from cloudfront';
}
