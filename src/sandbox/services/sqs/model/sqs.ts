import { setMaxListeners } from 'node:events';
import type { SandboxEnvironment } from '../../../environment.js';
import { policyAllows } from '../../resource-policy.js';
import type { IsPrincipal } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import { invalidParameter } from './limits.js';
import type { NewMessage, QueueMessage } from './message.js';
import { Queue } from './queue.js';
import { checkQueueAttributes } from './queue-attributes.js';

/** Amazon SQS: the queues of every region. */
export class Sqs {
  readonly stopped = new AbortController();
  readonly #env: SandboxEnvironment;
  readonly #isPrincipal: IsPrincipal;
  /** When a queue was deleted, by region and name; ms since the epoch. */
  readonly #deletedAt = new Map<string, number>();
  readonly #queues = new Map<string, Queue>();

  /** @param isPrincipal whether somebody exists whom a policy names */
  constructor(env: SandboxEnvironment, isPrincipal: IsPrincipal = () => true) {
    this.#env = env;
    this.#isPrincipal = isPrincipal;
    // One listener per long poll is not a leak.
    setMaxListeners(0, this.stopped.signal);
  }

  /**
   * Creates a queue; returns the existing one for the same name and attributes.
   *
   * @throws ServiceError QueueNameExists
   */
  create(
    region: string,
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Record<string, string>,
  ): Queue {
    checkName(name, attributes.FifoQueue === 'true');
    if (attributes.FifoQueue === 'false')
      throw new ServiceError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
    this.check(attributes);
    const existing = this.#queues.get(`${region}/${name}`);
    if (existing) {
      const differing = Object.entries(attributes).find(([key, value]) => existing.attributes[key] !== value);
      if (!differing) return existing;
      throw new ServiceError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${differing[0]}`,
      );
    }
    this.#checkDeletion(`${region}/${name}`);
    const queue = new Queue(
      {
        name,
        region,
        arn: `arn:aws:sqs:${region}:${this.#env.accountId}:${name}`,
        url: `${this.#env.endpoint()}/${this.#env.accountId}/${name}`,
      },
      this.#env.clock,
    );
    Object.assign(queue.attributes, attributes);
    queue.tags = tags;
    this.#queues.set(`${region}/${name}`, queue);
    return queue;
  }

  /** By URL or name. @throws ServiceError QueueDoesNotExist */
  get(region: string, urlOrName: string | undefined): Queue {
    const queue = this.#queues.get(`${region}/${String(urlOrName).split('/').at(-1)}`);
    if (!queue) throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  list(region: string): Queue[] {
    return [...this.#queues.values()].filter((queue) => queue.region === region);
  }

  delete(region: string, urlOrName: string): void {
    const key = `${region}/${this.get(region, urlOrName).name}`;
    this.#queues.delete(key);
    this.#deletedAt.set(key, this.#env.clock.now());
  }

  /** Checks attributes that are to be set. @throws ServiceError */
  check(attributes: Readonly<Record<string, string>>): void {
    checkQueueAttributes(attributes, {
      hasQueue: (arn) => this.byArn(arn) !== undefined,
      isPrincipal: this.#isPrincipal,
    });
  }

  /** A name is free a minute after its queue was deleted ("CreateQueue"); the sandbox's speed shortens it. */
  #checkDeletion(key: string): void {
    const deletedAt = this.#deletedAt.get(key);
    if (deletedAt === undefined || this.#env.clock.now() - deletedAt >= 60_000 / this.#env.speed) {
      this.#deletedAt.delete(key);
      return;
    }
    throw new ServiceError(
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    );
  }

  /** The queue with an ARN, if there is one. */
  byArn(arn: string): Queue | undefined {
    return [...this.#queues.values()].find((queue) => queue.arn === arn);
  }

  /**
   * Sends for another AWS service, if the queue's policy lets it. @throws ServiceError QueueDoesNotExist, AccessDenied
   */
  sendFor(service: string, sourceArn: string, queueArn: string, message: NewMessage): void {
    const queue = this.byArn(queueArn);
    if (!queue) throw new ServiceError('QueueDoesNotExist', `The queue ${queueArn} does not exist.`);
    const context = {
      'aws:SourceArn': sourceArn,
      'aws:SourceAccount': this.#env.accountId,
      'aws:SecureTransport': 'true',
    };
    const request = { service, action: 'sqs:SendMessage', resource: queueArn, context };
    if (!policyAllows(queue.attributes.Policy, request)) {
      throw new ServiceError(
        'AccessDenied',
        `The policy of ${queueArn} does not let ${service} send for ${sourceArn}.`,
        403,
      );
    }
    queue.send(message);
  }

  /** Moves a message that was received too often to the dead letter queue. */
  moveToDeadLetters(queue: Queue, message: QueueMessage): void {
    const target = queue.redrive && this.byArn(queue.redrive.deadLetterTargetArn);
    if (target) target.send(message);
    else {
      const text = `dead letter queue of ${queue.name} is missing; message ${message.messageId} is lost`;
      this.#env.log({ source: 'sqs', region: queue.region, message: text, level: 'warn' });
    }
  }

  async close(): Promise<void> {
    this.stopped.abort(new Error('the sandbox stopped'));
  }
}

/** "Queue and message identifiers", Amazon SQS Developer Guide. */
function checkName(name: string, isFifo: boolean): void {
  if (isFifo && !/^[\w-]{1,75}\.fifo$/.test(name)) {
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!isFifo && !/^[\w-]{1,80}$/.test(name)) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
}
