import { matchesPattern } from './edge-config.js';
import type { EdgeResponse } from './messages.js';

/** A cached response. Times are monotonic, ms. */
export interface CachedObject {
  response: EdgeResponse;
  /** Path as the viewer asked for it: what invalidations name. */
  uri: string;
  storedAtMs: number;
  freshUntilMs: number;
}

/** Enough for hours of one live event's playlists; the least recently used objects go first. */
const MAX_OBJECTS = 1000;

/** The objects that one edge holds. */
export class ObjectCache {
  readonly #objects = new Map<string, CachedObject>();

  get(key: string): CachedObject | undefined {
    const object = this.#objects.get(key);
    if (object) {
      this.#objects.delete(key);
      this.#objects.set(key, object);
    }
    return object;
  }

  put(key: string, object: CachedObject): void {
    this.#objects.delete(key);
    this.#objects.set(key, object);
    const oldest = this.#objects.keys().next().value;
    if (this.#objects.size > MAX_OBJECTS && oldest !== undefined) this.#objects.delete(oldest);
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  /** Drops what invalidation paths name; a path may end in `*` (CloudFront, "Invalidate files"). */
  invalidate(paths: readonly string[]): void {
    for (const [key, { uri }] of this.#objects) {
      if (paths.some((path) => (path.endsWith('*') ? matchesPattern(path, uri) : path === uri)))
        this.#objects.delete(key);
    }
  }
}
