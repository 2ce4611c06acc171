import { jsonService, type Operation } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import { ServiceError } from '../service-error.js';
import type { Queue, QueueMessage } from './model/queue.js';
import type { Sqs } from './model/sqs.js';
import { SQS_OPERATIONS } from './operations.js';
import { sqsPermissions } from './permissions.js';

interface SendEntry {
  Id: string;
  MessageBody?: string;
  MessageAttributes?: QueueMessage['attributes'];
  DelaySeconds?: number;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
}

/** SQS over the JSON protocol. */
export function sqsWire(sqs: Sqs, accountId: string): ControlService {
  const permissions = sqsPermissions(accountId);
  return jsonService({
    signingNames: ['sqs'],
    version: '1.0',
    supported: SQS_OPERATIONS,
    permissions,
    operations: operations(sqs),
  });
}

function operations(sqs: Sqs): Readonly<Record<string, Operation>> {
  return {
    CreateQueue: ({ QueueName, Attributes, tags }, { region }) => ({
      QueueUrl: sqs.create(region, QueueName, Attributes ?? {}, tags ?? {}).url,
    }),
    GetQueueUrl: ({ QueueName }, { region }) => ({ QueueUrl: sqs.get(region, QueueName).url }),
    ListQueues({ QueueNamePrefix = '' }, { region }) {
      const queues = sqs.list(region).filter((queue) => queue.name.startsWith(QueueNamePrefix));
      return queues.length > 0 ? { QueueUrls: queues.map((queue) => queue.url) } : {};
    },
    DeleteQueue({ QueueUrl }, { region }) {
      sqs.delete(region, QueueUrl);
      return {};
    },
    GetQueueAttributes({ QueueUrl, AttributeNames = [] }, { region }) {
      const all = describe(sqs.get(region, QueueUrl));
      const wanted = (name: string) => AttributeNames.includes('All') || AttributeNames.includes(name);
      return { Attributes: Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name))) };
    },
    SetQueueAttributes({ QueueUrl, Attributes }, { region }) {
      Object.assign(sqs.get(region, QueueUrl).attributes, Attributes);
      return {};
    },
    SendMessage(input: SendEntry & { QueueUrl: string }, { region }) {
      return send(sqs.get(region, input.QueueUrl), input);
    },
    SendMessageBatch({ QueueUrl, Entries }: { QueueUrl: string; Entries: SendEntry[] }, { region }) {
      const queue = sqs.get(region, QueueUrl);
      return { Successful: checkBatch(Entries).map((entry) => ({ Id: entry.Id, ...send(queue, entry) })), Failed: [] };
    },
    async ReceiveMessage(input, { region }) {
      const queue = sqs.get(region, input.QueueUrl);
      const messages = await queue.receive(
        input.MaxNumberOfMessages ?? 1,
        (input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds)) * 1000,
        input.VisibilityTimeout,
        (message) => sqs.moveToDeadLetters(queue, message),
        sqs.stopped.signal,
      );
      const system: string[] = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
      const custom: string[] = input.MessageAttributeNames ?? [];
      return messages.length > 0 ? { Messages: messages.map((message) => received(message, system, custom)) } : {};
    },
    DeleteMessage({ QueueUrl, ReceiptHandle }, { region }) {
      sqs.get(region, QueueUrl).delete(ReceiptHandle);
      return {};
    },
    DeleteMessageBatch({ QueueUrl, Entries }, { region }) {
      const queue = sqs.get(region, QueueUrl);
      const entries = checkBatch(Entries as { Id: string; ReceiptHandle: string }[]);
      for (const { ReceiptHandle } of entries) queue.delete(ReceiptHandle);
      return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout }, { region }) {
      sqs.get(region, QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout);
      return {};
    },
    PurgeQueue({ QueueUrl }, { region }) {
      sqs.get(region, QueueUrl).purge();
      return {};
    },
    ListQueueTags: ({ QueueUrl }, { region }) => ({ Tags: sqs.get(region, QueueUrl).tags }),
  };
}

function send(queue: Queue, entry: Omit<SendEntry, 'Id'>): object {
  if (!entry.MessageBody) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (Buffer.byteLength(entry.MessageBody) > Number(queue.attributes.MaximumMessageSize)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.attributes.MaximumMessageSize} bytes.`,
    );
  }
  if (queue.attributes.FifoQueue === 'true' && entry.MessageGroupId === undefined) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  const { messageId, md5 } = queue.send({
    body: entry.MessageBody,
    attributes: entry.MessageAttributes,
    delaySeconds: entry.DelaySeconds,
    groupId: entry.MessageGroupId,
    deduplicationId: entry.MessageDeduplicationId,
  });
  return { MessageId: messageId, MD5OfMessageBody: md5 };
}

function checkBatch<Entry extends { Id: string }>(entries: Entry[]): Entry[] {
  if (entries.length > 10) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (new Set(entries.map((entry) => entry.Id)).size !== entries.length) {
    throw new ServiceError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  return entries;
}

function received(message: QueueMessage, system: readonly string[], custom: readonly string[]): object {
  const values: Record<string, string> = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  };
  const wanted = Object.entries(values).filter(([name]) => system.includes('All') || system.includes(name));
  const attributes = Object.entries(message.attributes).filter(
    ([name]) => custom.includes('All') || custom.includes('.*') || custom.includes(name),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5,
    Body: message.body,
    Attributes: wanted.length > 0 ? Object.fromEntries(wanted) : undefined,
    MessageAttributes: attributes.length > 0 ? Object.fromEntries(attributes) : undefined,
  };
}

function describe(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
  };
}
