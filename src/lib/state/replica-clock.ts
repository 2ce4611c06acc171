import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock.js';

/** A moment on the replicas' clocks, in ms since the epoch. Their answers say only whole seconds: the truth is in between. */
export interface Moment {
  /** The operator's own clock, as far as no answer contradicts it. */
  nowMs: number;
  earliestMs: number;
  latestMs: number;
}

/** By the clients whose answers tell the time. */
const SHARED = new WeakMap<object, ReplicaClock>();

/**
 * The replicas' clock, as their answers tell it: what is written to the state table is stamped by it, so that an operator's
 * wrong clock decides nothing. All replicas count as having the same clock (Amazon Time Sync Service).
 *
 * Each answer bounds how far the replicas' clock is ahead of this machine's. Every further answer narrows the bounds; one
 * that contradicts them starts them again, since this machine's clock was set or stood still.
 */
export class ReplicaClock {
  readonly #clock: Clock;
  /** How far the replicas' clock is ahead of this machine's, in ms: at least, and at most. */
  #least = 0;
  #most = 0;
  #asked = false;
  /** Clients whose answers are watched. */
  readonly #watched = new WeakSet<object>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The one that all users of these clients share: each answer makes it more exact for all. */
  static of(clients: object, clock: Clock): ReplicaClock {
    const shared = SHARED.get(clients) ?? new ReplicaClock(clock);
    SHARED.set(clients, shared);
    return shared;
  }

  /** Takes the time from every answer of a client, an error too. */
  watch(client: Pick<DynamoDBClient, 'middlewareStack'>): void {
    if (this.#watched.has(client)) return;
    this.#watched.add(client);
    client.middlewareStack.add(
      (next) => async (args) => {
        const askedMs = this.#clock.now();
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        this.observe(headers?.date, askedMs, this.#clock.now());
        return result;
      },
      // Below the deserializer, which throws what the service refuses, and below the SDK's own retries.
      { step: 'deserialize', priority: 'low' },
    );
  }

  /**
   * Takes the time from an answer.
   *
   * @param date the answer's `Date` header (RFC 9110, section 6.6.1), cut to whole seconds; one that is absent or malformed
   * is left out
   * @param askedMs this machine's clock when the request was sent
   * @param answeredMs the same when the answer had come
   */
  observe(date: string | undefined, askedMs: number, answeredMs: number): void {
    const secondMs = Date.parse(date ?? '');
    if (Number.isNaN(secondMs)) return;
    const least = secondMs - answeredMs;
    const most = secondMs + 999 - askedMs;
    const contradicts = !this.#asked || least > this.#most || most < this.#least;
    this.#least = contradicts ? least : Math.max(this.#least, least);
    this.#most = contradicts ? most : Math.min(this.#most, most);
    this.#asked = true;
  }

  /** What time it is; before the first answer, by this machine's clock. */
  now(): Moment {
    const ownMs = this.#clock.now();
    return { nowMs: ownMs - this.aheadMs, earliestMs: ownMs + this.#least, latestMs: ownMs + this.#most };
  }

  /** How far this machine's clock is surely ahead of the replicas', in ms; negative where it is behind. */
  get aheadMs(): number {
    const offset = Math.min(Math.max(0, this.#least), this.#most);
    return offset === 0 ? 0 : -offset;
  }
}
