import type { SandboxEnvironment } from '../../../environment.js';
import type { IsPrincipal } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import { type DeliveryTargets, deliver } from './delivery.js';
import { readTexts } from './message-structure.js';
import type { Notification, PublishInput, Subscription, Topic } from './topic.js';
import { checkTopicAttributes, invalid } from './topic-attributes.js';

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
  readonly #isPrincipal: IsPrincipal;
  readonly #targets: DeliveryTargets;
  readonly #topics = new Map<string, Topic>();

  /** @param isPrincipal whether somebody exists whom a policy names */
  constructor(env: SandboxEnvironment, targets: DeliveryTargets, isPrincipal: IsPrincipal = () => true) {
    this.#env = env;
    this.#isPrincipal = isPrincipal;
    this.#targets = targets;
  }

  /** Creates a topic, or returns the one that exists. */
  create(region: string, name: string, attributes: Record<string, string>, tags: Record<string, string>): Topic {
    const isFifo = attributes.FifoTopic === 'true';
    if (!(isFifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/).test(name)) throw invalid('Topic Name');
    checkTopicAttributes(attributes, this.#isPrincipal);
    const arn = `arn:aws:sns:${region}:${this.#env.accountId}:${name}`;
    let topic = this.#topics.get(arn);
    if (topic) checkSame(topic, attributes, tags);
    else {
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

  /** Sets one attribute. @throws ServiceError InvalidParameter */
  setAttributes(topic: Topic, attributes: Readonly<Record<string, string>>): void {
    if ('FifoTopic' in attributes) throw invalid('AttributeName');
    checkTopicAttributes(attributes, this.#isPrincipal);
    Object.assign(topic.attributes, attributes);
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
      throw new ServiceError('NotImplemented', `The sandbox does not support ${protocol} subscriptions.`, 501);
    }
    if (!endpoint?.startsWith(`arn:aws:${protocol}:`)) {
      throw new ServiceError('InvalidParameter', `Invalid parameter: ${protocol} endpoint ARN`);
    }
    checkAttributes(attributes);
    const existing = topic.subscriptions.find((one) => one.endpoint === endpoint);
    if (existing) {
      if (isSame(existing.attributes, attributes)) return existing;
      throw invalid('Attributes Reason: Subscription already exists with different attributes');
    }
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
    if (!input.message) throw invalid('Empty message');
    if (sizeOf(input) > MAX_MESSAGE_BYTES) throw invalid('Message too long');
    checkSubject(input.subject);
    checkFifo(topic, input);
    const notification: Notification = {
      messageId: crypto.randomUUID(),
      topicArn,
      timestamp: new Date(this.#env.clock.now()).toISOString(),
      texts: readTexts(input.message, input.structure),
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

/** "CreateTopic", Amazon SNS API Reference: a topic that exists is returned if the request names nothing else. */
function checkSame(topic: Topic, attributes: Record<string, string>, tags: Record<string, string>): void {
  const differs = Object.entries(attributes).some(([name, value]) => topic.attributes[name] !== value);
  if (differs) throw invalid('Attributes Reason: Topic already exists with different attributes');
  if (Object.keys(tags).length > 0 && !isSame(topic.tags, tags)) {
    throw invalid('Tags Reason: Topic already exists with different tags');
  }
}

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** "Publish", Amazon SNS API Reference: ASCII, up to a hundred characters, without line breaks. */
function checkSubject(subject: string | undefined): void {
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalid('Subject');
}

/** "Amazon SNS FIFO topics", Amazon SNS Developer Guide. */
function checkFifo({ attributes }: Topic, { groupId, deduplicationId }: PublishInput): void {
  if (attributes.FifoTopic !== 'true') return;
  if (groupId === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics');
  if (deduplicationId === undefined && attributes.ContentBasedDeduplication !== 'true') {
    throw invalid(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

function checkAttributes(attributes: Record<string, string>): void {
  const other = Object.keys(attributes).find((name) => !SUBSCRIPTION_ATTRIBUTES.includes(name));
  if (other)
    throw new ServiceError('NotImplemented', `The sandbox does not support the subscription attribute ${other}.`, 501);
}
