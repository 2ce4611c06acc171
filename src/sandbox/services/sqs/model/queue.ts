import { createHash } from 'node:crypto';
import type { Clock } from '../../../../lib/clock.js';
import { linkAbort } from '../../../../lib/http/linked-abort.js';
import { Recent } from '../../../recent.js';

/** A message in a queue. Times are ms since the epoch. */
export interface QueueMessage {
  messageId: string;
  body: string;
  attributes: Readonly<Record<string, MessageAttribute>>;
  md5: string;
  sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number;
  receiptHandle: string;
  groupId?: string;
}

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

/** A message that is to be sent. */
export interface NewMessage {
  body: string;
  attributes?: Readonly<Record<string, MessageAttribute>>;
  delaySeconds?: number;
  /** FIFO queues only, as is the next one. */
  groupId?: string;
  deduplicationId?: string;
}

/** Defaults of "SetQueueAttributes", Amazon SQS API Reference; times are seconds, as SQS has them. */
export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

/** FIFO queues ignore a repeated message within this time. */
const DEDUPLICATION_MS = 300_000;

/** A queue: at-least-once, in the order of sending as far as visibility allows; per group for FIFO queues. */
export class Queue {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly url: string;
  readonly createdAt: number;
  readonly attributes: Record<string, string> = { ...DEFAULT_ATTRIBUTES };
  tags: Record<string, string> = {};
  readonly #clock: Clock;
  /** Ids of messages by deduplication id. */
  readonly #seen: Recent<string>;
  #messages: QueueMessage[] = [];
  readonly #arrivals = new Set<() => void>();

  constructor(place: { name: string; region: string; arn: string; url: string }, clock: Clock) {
    this.name = place.name;
    this.region = place.region;
    this.arn = place.arn;
    this.url = place.url;
    this.#clock = clock;
    this.#seen = new Recent(clock, DEDUPLICATION_MS);
    this.createdAt = clock.now();
  }

  get redrive(): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
    const policy = this.attributes.RedrivePolicy;
    return policy ? (JSON.parse(policy) as { deadLetterTargetArn: string; maxReceiveCount: number }) : undefined;
  }

  send(message: NewMessage): { messageId: string; md5: string } {
    const now = this.#clock.now();
    const md5 = createHash('md5').update(message.body).digest('hex');
    const deduplication = this.#deduplicationId(message);
    const seen = deduplication === undefined ? undefined : this.#seen.get(deduplication);
    if (seen !== undefined) return { messageId: seen, md5 };
    const messageId = crypto.randomUUID();
    if (deduplication !== undefined) this.#seen.set(deduplication, messageId);
    this.#forget(now);
    this.#messages.push({
      messageId,
      body: message.body,
      attributes: message.attributes ?? {},
      md5,
      sentAt: now,
      visibleAt: now + (message.delaySeconds ?? Number(this.attributes.DelaySeconds)) * 1000,
      receiveCount: 0,
      firstReceivedAt: 0,
      receiptHandle: '',
      groupId: message.groupId,
    });
    this.#wake();
    return { messageId, md5 };
  }

  /**
   * Takes up to `most` messages, waiting up to `waitMs` for the first one.
   *
   * @param onExhausted gets messages that were received too often, instead of the receiver
   */
  async receive(
    most: number,
    waitMs: number,
    visibilitySeconds: number | undefined,
    onExhausted: (message: QueueMessage) => void,
    signal: AbortSignal,
  ): Promise<QueueMessage[]> {
    const deadline = this.#clock.monotonic() + waitMs;
    for (;;) {
      const taken = this.#take(most, visibilitySeconds, onExhausted);
      const leftMs = deadline - this.#clock.monotonic();
      if (taken.length > 0 || leftMs <= 0 || signal.aborted) return taken;
      await this.#change(leftMs, signal);
    }
  }

  delete(receiptHandle: string): void {
    this.#messages = this.#messages.filter((message) => message.receiptHandle !== receiptHandle || !receiptHandle);
  }

  /** Hides a received message for some seconds from now. */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.#messages.find((one) => one.receiptHandle === receiptHandle);
    if (!message) return;
    message.visibleAt = this.#clock.now() + seconds * 1000;
    this.#wake();
  }

  purge(): void {
    this.#messages = [];
  }

  /** How many are visible, in flight, and delayed. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = this.#clock.now();
    const hidden = this.#messages.filter((message) => message.visibleAt > now);
    const delayed = hidden.filter((message) => message.receiveCount === 0).length;
    return { visible: this.#messages.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  #take(
    most: number,
    visibilitySeconds: number | undefined,
    onExhausted: (message: QueueMessage) => void,
  ): QueueMessage[] {
    const now = this.#clock.now();
    this.#forget(now);
    const busyGroups = new Set(
      this.#messages.filter((message) => message.visibleAt > now).map((message) => message.groupId),
    );
    const isFifo = this.attributes.FifoQueue === 'true';
    const redrive = this.redrive;
    const taken: QueueMessage[] = [];
    for (const message of [...this.#messages]) {
      if (taken.length >= most) break;
      if (message.visibleAt > now || (isFifo && busyGroups.has(message.groupId))) continue;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#messages = this.#messages.filter((one) => one !== message);
        onExhausted(message);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ||= now;
      message.receiptHandle = crypto.randomUUID();
      message.visibleAt = now + (visibilitySeconds ?? Number(this.attributes.VisibilityTimeout)) * 1000;
      taken.push({ ...message });
    }
    return taken;
  }

  /** Drops what was kept for longer than the retention period, also where no one ever receives. */
  #forget(now: number): void {
    const oldest = now - Number(this.attributes.MessageRetentionPeriod) * 1000;
    this.#messages = this.#messages.filter((message) => message.sentAt >= oldest);
  }

  #deduplicationId(message: { body: string; deduplicationId?: string }): string | undefined {
    if (this.attributes.FifoQueue !== 'true') return undefined;
    if (message.deduplicationId !== undefined) return message.deduplicationId;
    return this.attributes.ContentBasedDeduplication === 'true'
      ? createHash('sha256').update(message.body).digest('hex')
      : undefined;
  }

  /** Resolves when a message arrives or becomes visible, or the time is over. */
  async #change(leftMs: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const next = Math.min(...this.#messages.map((message) => message.visibleAt - now).filter((ms) => ms > 0), leftMs);
    const done = linkAbort(signal);
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    this.#arrivals.add(arrive);
    try {
      await Promise.race([arrived, this.#clock.sleep(next, done.signal)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      done.abort();
      done.release();
      this.#arrivals.delete(arrive);
    }
  }

  #wake(): void {
    for (const arrive of this.#arrivals) arrive();
  }
}
