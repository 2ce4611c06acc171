import { createHash } from 'node:crypto';
import type { Clock } from '../../../../lib/clock.js';
import { linkAbort } from '../../../../lib/http/linked-abort.js';
import { Recent } from '../../../recent.js';
import { ServiceError } from '../../service-error.js';
import { invalidParameter } from './limits.js';
import type { NewMessage, QueueMessage, SentMessage } from './message.js';

/** Defaults of "SetQueueAttributes", Amazon SQS API Reference; times are seconds, as SQS has them. */
export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

/** What services of AWS send as. */
const AWS_SENDER = 'AIDAIT2UOQQY3AUEKVGXU';

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
  /** Messages by deduplication id. */
  readonly #seen: Recent<SentMessage>;
  #sent = 0;
  #purgedAt = Number.NEGATIVE_INFINITY;
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

  send(message: NewMessage): SentMessage {
    const now = this.#clock.now();
    const md5 = createHash('md5').update(message.body).digest('hex');
    const deduplication = this.#deduplicationId(message);
    const seen = deduplication === undefined ? undefined : this.#seen.get(deduplication);
    if (seen !== undefined) return { ...seen, md5 };
    const messageId = crypto.randomUUID();
    this.#sent += 1;
    // Twenty digits that grow ("SendMessage": SequenceNumber).
    const sequenceNumber = this.isFifo ? String(18_870_000_000_000_000_000n + BigInt(this.#sent)) : undefined;
    if (deduplication !== undefined) this.#seen.set(deduplication, { messageId, md5, sequenceNumber });
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
      senderId: message.senderId ?? AWS_SENDER,
      groupId: message.groupId,
      deduplicationId: deduplication,
      sequenceNumber,
    });
    this.#wake();
    return { messageId, md5, sequenceNumber };
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

  get isFifo(): boolean {
    return this.attributes.FifoQueue === 'true';
  }

  /** @throws ServiceError ReceiptHandleIsInvalid, for a handle that this queue never gave */
  delete(receiptHandle: string): void {
    this.#checkHandle(receiptHandle);
    this.#messages = this.#messages.filter((message) => message.receiptHandle !== receiptHandle || !receiptHandle);
  }

  /**
   * Hides a received message for some seconds from now.
   *
   * @throws ServiceError ReceiptHandleIsInvalid, InvalidParameterValue
   */
  changeVisibility(receiptHandle: string, seconds: number): void {
    this.#checkHandle(receiptHandle);
    const message = this.#messages.find((one) => one.receiptHandle === receiptHandle);
    if (!message || message.visibleAt <= this.#clock.now()) {
      throw invalidParameter(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    message.visibleAt = this.#clock.now() + seconds * 1000;
    this.#wake();
  }

  /** @throws ServiceError PurgeQueueInProgress, within a minute of the last purge ("PurgeQueue") */
  purge(): void {
    const now = this.#clock.now();
    if (now - this.#purgedAt < 60_000) {
      const message = `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`;
      throw new ServiceError('PurgeQueueInProgress', message, 403);
    }
    this.#purgedAt = now;
    this.#messages = [];
  }

  #checkHandle(handle: string): void {
    const [arn] = Buffer.from(String(handle), 'base64').toString('utf8').split(' ');
    if (arn === this.arn) return;
    throw new ServiceError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
      404,
    );
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
    const redrive = this.redrive;
    const taken: QueueMessage[] = [];
    for (const message of [...this.#messages]) {
      if (taken.length >= most) break;
      if (message.visibleAt > now || (this.isFifo && busyGroups.has(message.groupId))) continue;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#messages = this.#messages.filter((one) => one !== message);
        onExhausted(message);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ||= now;
      message.receiptHandle = Buffer.from(`${this.arn} ${crypto.randomUUID()}`).toString('base64');
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
    if (!this.isFifo) return undefined;
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
