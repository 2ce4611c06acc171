import type { MessageAttribute } from '../../sqs/model/message.js';
import type { Texts } from './message-structure.js';

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: 'lambda' | 'sqs';
  /** ARN of the function or queue. */
  endpoint: string;
  attributes: Record<string, string>;
}

export interface Topic {
  name: string;
  arn: string;
  region: string;
  attributes: Record<string, string>;
  tags: Record<string, string>;
  subscriptions: Subscription[];
}

/** What Publish takes. */
export interface PublishInput {
  message: string;
  subject?: string;
  /** `json`: the message has a text for each protocol. */
  structure?: string;
  attributes?: Readonly<Record<string, MessageAttribute>>;
  groupId?: string;
  deduplicationId?: string;
}

/** A published message. */
export interface Notification extends PublishInput {
  messageId: string;
  topicArn: string;
  /** ISO 8601. */
  timestamp: string;
  /** By protocol, where the message has several. */
  texts?: Texts;
}
