import { checkNumber } from '../model/limits.js';
import type { QueueMessage } from '../model/message.js';
import { attributesMd5 } from '../model/message-attributes.js';
import type { Queue } from '../model/queue.js';
import type { Sqs } from '../model/sqs.js';

interface ReceiveRequest {
  MaxNumberOfMessages?: number;
  WaitTimeSeconds?: number;
  VisibilityTimeout?: number;
  MessageSystemAttributeNames?: string[];
  AttributeNames?: string[];
  MessageAttributeNames?: string[];
}

/** ReceiveMessage. @throws ServiceError */
export async function receive(sqs: Sqs, queue: Queue, input: ReceiveRequest): Promise<object> {
  const { MaxNumberOfMessages, WaitTimeSeconds, VisibilityTimeout, MessageAttributeNames: custom = [] } = input;
  checkNumber('MaxNumberOfMessages', MaxNumberOfMessages);
  checkNumber('WaitTimeSeconds', WaitTimeSeconds);
  checkNumber('VisibilityTimeout', VisibilityTimeout);
  const messages = await queue.receive(
    MaxNumberOfMessages ?? 1,
    (WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds)) * 1000,
    VisibilityTimeout,
    (message) => sqs.moveToDeadLetters(queue, message),
    sqs.stopped.signal,
  );
  const system = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  return messages.length > 0 ? { Messages: messages.map((message) => received(message, system, custom)) } : {};
}

function received(message: QueueMessage, system: readonly string[], custom: readonly string[]): object {
  const values: Record<string, string> = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: message.senderId,
    ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
  };
  const wanted = Object.entries(values).filter(([name]) => system.includes('All') || system.includes(name));
  const attributes = Object.entries(message.attributes).filter(
    ([name]) =>
      custom.includes('All') ||
      custom.some((one) => (one.endsWith('.*') ? name.startsWith(one.slice(0, -2)) : one === name)),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5,
    Body: message.body,
    MD5OfMessageAttributes: attributesMd5(Object.fromEntries(attributes)),
    Attributes: wanted.length > 0 ? Object.fromEntries(wanted) : undefined,
    MessageAttributes: attributes.length > 0 ? Object.fromEntries(attributes) : undefined,
  };
}
