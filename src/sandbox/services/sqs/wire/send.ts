import { ServiceError } from '../../service-error.js';
import { checkCharacters, checkNumber, invalidParameter } from '../model/limits.js';
import type { MessageAttribute } from '../model/message.js';
import { attributesMd5, attributesSize, checkAttributes } from '../model/message-attributes.js';
import type { Queue } from '../model/queue.js';

/** A message as SendMessageBatch has it. */
export interface SendEntry {
  Id: string;
  MessageBody?: string;
  MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
  DelaySeconds?: number;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
}

/** Bytes of a message with its attributes. */
export function sizeOf({ MessageBody = '', MessageAttributes = {} }: Omit<SendEntry, 'Id'>): number {
  return Buffer.byteLength(MessageBody) + attributesSize(MessageAttributes);
}

/** SendMessage, also of one entry of a batch. @throws ServiceError */
export function send(queue: Queue, entry: Omit<SendEntry, 'Id'>, senderId: string): object {
  const { MessageBody, MessageAttributes = {}, DelaySeconds } = entry;
  if (!MessageBody) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  checkNumber('DelaySeconds', DelaySeconds);
  checkCharacters(MessageBody);
  checkAttributes(MessageAttributes);
  if (sizeOf(entry) > Number(queue.attributes.MaximumMessageSize)) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.attributes.MaximumMessageSize} bytes.`,
    );
  }
  if (queue.isFifo) checkFifo(queue, entry);
  const { messageId, md5, sequenceNumber } = queue.send({
    body: MessageBody,
    attributes: MessageAttributes,
    delaySeconds: DelaySeconds,
    groupId: entry.MessageGroupId,
    deduplicationId: entry.MessageDeduplicationId,
    senderId,
  });
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5,
    MD5OfMessageAttributes: attributesMd5(MessageAttributes),
    SequenceNumber: sequenceNumber,
  };
}

/** "Amazon SQS FIFO queues", Amazon SQS Developer Guide. */
function checkFifo({ attributes }: Queue, entry: Omit<SendEntry, 'Id'>): void {
  if (entry.MessageGroupId === undefined) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  if (entry.DelaySeconds) {
    throw invalidParameter(
      `Value ${entry.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  if (entry.MessageDeduplicationId === undefined && attributes.ContentBasedDeduplication !== 'true') {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}
