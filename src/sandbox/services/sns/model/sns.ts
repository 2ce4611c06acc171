import type { SandboxEnvironment } from '../../../environment.js';
import { ServiceError } from '../../service-error.js';
import { type DeliveryTargets, deliver } from './delivery.js';
import type { Notification, PublishInput, Subscription, Topic } from './topic.js';

/** Attributes of a subscription that the sandbox supports. */
const SUBSCRIPTION_ATTRIBUTES = ['RawMessageDelivery', 'RedrivePolicy'];

/**
 * Bytes of UTF-8, with the names, types and values of the attributes ("Publish", Amazon SNS API Reference: "at most 256 KB in
 * size (262,144 bytes, not 262,144 characters)"; "Amazon SNS message attributes").
 */
const MAX_MESSAGE_BYTES = 262_144;

/** Amazon SNS: topics with functions and queues as subscribers. */
export class Sns {
  readonly #env: SandboxEnvironment;
  readonly #targets: DeliveryTargets;
  readonly #topics = new Map<string, Topic>();

  constructor(env: SandboxEnvironment, targets: DeliveryTargets) {
    this.#env = env;
    this.#targets = targets;
  }

  /** Creates a topic, or returns the one that exists. */
  create(region: string, name: string, attributes: Record<string, string>, tags: Record<string, string>): Topic {
    if (!/^[\w-]{1,256}$|^[\w-]{1,251}\.fifo$/.test(name)) {
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Topic Name');
    }
    const arn = `arn:aws:sns:${region}:${this.#env.accountId}:${name}`;
    let topic = this.#topics.get(arn);
    if (!topic) {
      topic = { name, arn, region, attributes, tags, subscriptions: [] };
      this.#topics.set(arn, topic);
    }
    return topic;
  }

  /** @throws ServiceError NotFound */
  get(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (!topic) throw new ServiceError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  list(region: string): Topic[] {
    return [...this.#topics.values()].filter((topic) => topic.region === region);
  }

  delete(arn: string): void {
    this.#topics.delete(arn);
  }

  /** Subscribes a function or queue; an endpoint has at most one subscription. */
  subscribe(topicArn: string, protocol: string, endpoint: string, attributes: Record<string, string>): Subscription {
    const topic = this.get(topicArn);
    if (protocol !== 'lambda' && protocol !== 'sqs') {
      throw new ServiceError('InvalidParameter', `Invalid parameter: the sandbox has no ${protocol} subscriptions`);
    }
    if (!endpoint?.startsWith(`arn:aws:${protocol}:`)) {
      throw new ServiceError('InvalidParameter', `Invalid parameter: ${protocol} endpoint ARN`);
    }
    checkAttributes(attributes);
    const existing = topic.subscriptions.find((one) => one.endpoint === endpoint);
    if (existing) return existing;
    const subscription: Subscription = {
      arn: `${topicArn}:${crypto.randomUUID()}`,
      topicArn,
      protocol,
      endpoint,
      attributes,
    };
    topic.subscriptions.push(subscription);
    return subscription;
  }

  subscription(arn: string): Subscription | undefined {
    return this.#topics.get(arn.split(':').slice(0, 6).join(':'))?.subscriptions.find((one) => one.arn === arn);
  }

  /** @throws ServiceError for an attribute that the sandbox does not support */
  setSubscriptionAttributes(subscription: Subscription, attributes: Record<string, string>): void {
    checkAttributes(attributes);
    subscription.attributes = attributes;
  }

  unsubscribe(arn: string): void {
    const topic = this.#topics.get(arn.split(':').slice(0, 6).join(':'));
    if (topic) topic.subscriptions = topic.subscriptions.filter((one) => one.arn !== arn);
  }

  /** Hands a message to every subscriber; what a subscriber refuses goes to its dead letter queue. */
  async publish(topicArn: string, input: PublishInput): Promise<{ messageId: string }> {
    const topic = this.get(topicArn);
    if (!input.message) throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
    if (sizeOf(input) > MAX_MESSAGE_BYTES) {
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
    }
    const notification: Notification = {
      messageId: crypto.randomUUID(),
      topicArn,
      timestamp: new Date(this.#env.clock.now()).toISOString(),
      ...input,
    };
    await Promise.all(
      topic.subscriptions.map((subscription) =>
        deliver(notification, subscription, this.#targets, (message) =>
          this.#env.log({ source: 'sns', region: topic.region, message, level: 'warn' }),
        ),
      ),
    );
    return { messageId: notification.messageId };
  }
}

function sizeOf({ message, attributes = {} }: PublishInput): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) => [name, ...Object.values(value)]);
  return [message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(String(text ?? '')), 0);
}

function checkAttributes(attributes: Record<string, string>): void {
  const other = Object.keys(attributes).find((name) => !SUBSCRIPTION_ATTRIBUTES.includes(name));
  if (other) throw new ServiceError('InvalidParameter', `Invalid parameter: the sandbox does not support ${other}`);
}
