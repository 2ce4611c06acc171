import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';

/** How long it waits after a message that could not be published. */
const RETRY_MS = 2000;

interface ChannelParts<News> {
  clock: Clock;
  /** How often it repeats itself, ms. */
  everyMs: number;
  send(news: News): Promise<void>;
  /** What is sent again at once when it is different. */
  stateOf(news: News): string;
  /** It could not be sent. */
  failed(reason: string): void;
}

/**
 * Where a detector sends what it knows: when its state changes, and again and again. One message at a time: what changes
 * meanwhile is the next one's. What could not be sent is told again.
 */
export class Channel<News> {
  readonly #parts: ChannelParts<News>;
  #sent: string | undefined;
  #nextAt = 0;
  #repeatAt = 0;
  #isSending = false;

  constructor(parts: ChannelParts<News>) {
    this.#parts = parts;
  }

  /** Sends it if it is time. Never rejects. @param always it is time whatever was sent before */
  async offer(news: () => News, always = false): Promise<void> {
    const { clock, everyMs, send, stateOf, failed } = this.#parts;
    const at = clock.monotonic();
    if (this.#isSending || (!always && at < this.#nextAt)) return;
    const current = news();
    const state = stateOf(current);
    if (!always && state === this.#sent && at < this.#repeatAt) return;
    this.#isSending = true;
    this.#repeatAt = at + everyMs;
    try {
      await send(current);
      this.#sent = state;
    } catch (error) {
      this.#sent = undefined;
      this.#nextAt = clock.monotonic() + RETRY_MS;
      failed(messageOf(error));
    } finally {
      this.#isSending = false;
    }
  }
}
