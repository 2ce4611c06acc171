import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';

/** How long a link may be opened, in ms. */
const LINK_LIFETIME_MS = 15 * 60_000;

/**
 * Who may look at a board: whoever opened one of its links first. A link holds a token that is good once; its holder gets
 * the key of a session, which the browser keeps in a cookie that no script can read. Only hashes are kept here.
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #secret: () => string;
  /** Hash of a token → when its link expires, by the monotonic clock. */
  readonly #links = new Map<string, number>();
  readonly #sessions = new Set<string>();

  /** @param secret makes a text that nobody can guess */
  constructor(clock: Clock, secret: () => string) {
    this.#clock = clock;
    this.#secret = secret;
  }

  /** The token of a new link. */
  mint(): string {
    const token = this.#secret();
    this.#links.set(hashOf(token), this.#clock.monotonic() + LINK_LIFETIME_MS);
    return token;
  }

  /** The key of a new session; undefined for a token that was used before, has expired, or was never made. */
  exchange(token: string): string | undefined {
    const hash = hashOf(token);
    const expiresMs = this.#links.get(hash);
    this.#links.delete(hash);
    if (expiresMs === undefined || expiresMs <= this.#clock.monotonic()) return undefined;
    const key = this.#secret();
    this.#sessions.add(hashOf(key));
    return key;
  }

  isOpen(key: string | undefined): boolean {
    return key !== undefined && this.#sessions.has(hashOf(key));
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
