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
  senderId: string;
  groupId?: string;
  deduplicationId?: string;
  sequenceNumber?: string;
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
  /** Who sends; absent: a service of AWS. */
  senderId?: string;
}

/** What a queue says of a message that it took. */
export interface SentMessage {
  readonly messageId: string;
  readonly md5: string;
  /** FIFO queues only. */
  readonly sequenceNumber?: string;
}
