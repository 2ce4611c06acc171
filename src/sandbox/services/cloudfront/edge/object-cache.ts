import { matchesPattern } from './edge-config.js';
import type { EdgeResponse } from './messages.js';

/** A cached response. Times are monotonic, ms. */
export interface CachedObject {
  response: EdgeResponse;
  /** Path as the viewer asked for it: what invalidations name. */
  uri: string;
  storedAtMs: number;
  /** When it expires. */
  expiresAtMs: number;
  /** Until when it is served without asking the origin: longer than its own time while the origin is in trouble. */
  freshUntilMs: number;
}

/** The least recently used objects go first when there are more than this. */
export const MAX_OBJECTS = 1000;
/** Bytes of bodies, for the same: several times what players can ask for of a live stream. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** The objects that one edge holds. */
export class ObjectCache {
  /** The least recently used first. */
  readonly #objects = new Map<string, CachedObject>();
  #bytes = 0;

  get size(): number {
    return this.#objects.size;
  }

  /** Of all bodies. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): CachedObject | undefined {
    const object = this.#objects.get(key);
    if (object) {
      this.#objects.delete(key);
      this.#objects.set(key, object);
    }
    return object;
  }

  /** Keeps an object, whatever its size, and drops others for it. */
  put(key: string, object: CachedObject): void {
    this.delete(key);
    this.#objects.set(key, object);
    this.#bytes += object.response.body.length;
    for (const oldest of this.#objects.keys()) {
      if ((this.size <= MAX_OBJECTS && this.#bytes <= MAX_BYTES) || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const object = this.#objects.get(key);
    if (!object) return;
    this.#objects.delete(key);
    this.#bytes -= object.response.body.length;
  }

  /** Drops what invalidation paths name; a path may end in `*` (CloudFront, "Invalidate files"). */
  invalidate(paths: readonly string[]): void {
    for (const [key, { uri }] of this.#objects) {
      if (paths.some((path) => (path.endsWith('*') ? matchesPattern(path, uri) : path === uri))) this.delete(key);
    }
  }
}
