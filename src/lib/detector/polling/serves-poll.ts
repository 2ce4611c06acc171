import type { Clock } from '../../clock.js';
import { askServes } from '../../failover/ask-serves.js';
import type { HttpClient } from '../../http/http-client.js';
import { outsideText } from '../../outside-text.js';

/** How often the copilot is asked, ms: four times within one period of the metric. */
const EVERY_MS = 15_000;

/** Asks the copilot of a distribution from which region's origin it serves. */
export class ServesPoll {
  readonly #distributionPlaylistUrl: string;
  readonly #http: HttpClient;
  readonly #clock: Clock;
  #askAt = Number.NEGATIVE_INFINITY;
  #from: string | undefined;

  constructor(distributionPlaylistUrl: string, http: HttpClient, clock: Clock) {
    this.#distributionPlaylistUrl = distributionPlaylistUrl;
    this.#http = http;
    this.#clock = clock;
  }

  /** The region; undefined while it is not known, as of a distribution that is closed or has no copilot. */
  get from(): string | undefined {
    return this.#from;
  }

  /** Asks, if it is time. */
  due(signal: AbortSignal): Promise<void>[] {
    const now = this.#clock.monotonic();
    if (now < this.#askAt) return [];
    this.#askAt = now + EVERY_MS;
    return [this.#ask(signal).catch(() => {})];
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const target = { distributionPlaylistUrl: this.#distributionPlaylistUrl };
    const answer = await askServes(target, { http: this.#http, signal });
    this.#from = answer && outsideText(answer.servesFrom);
  }
}
