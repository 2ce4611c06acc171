import { type Operation, queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import { ServiceError } from '../service-error.js';
import type { Sns } from './model/sns.js';
import type { Subscription } from './model/topic.js';
import { invalid } from './model/topic-attributes.js';
import { SNS_OPERATIONS } from './operations.js';
import { snsPermissions } from './permissions.js';

interface Tag {
  Key: string;
  Value: string;
}

/** SNS over the query protocol. */
export function snsWire(sns: Sns, accountId: string): ControlService {
  return queryService({
    signingNames: ['sns'],
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    supported: SNS_OPERATIONS,
    permissions: snsPermissions(accountId),
    operations: operations(sns, accountId),
  });
}

function operations(sns: Sns, accountId: string): Readonly<Record<string, Operation>> {
  return {
    CreateTopic({ Name, Attributes = {}, Tags = [] }, { region }) {
      const tags = Object.fromEntries((Tags as Tag[]).map(({ Key, Value }) => [Key, Value]));
      return { TopicArn: sns.create(region, Name, Attributes, tags).arn };
    },
    DeleteTopic({ TopicArn }) {
      sns.delete(TopicArn);
      return undefined;
    },
    ListTopics({ NextToken }, { region }) {
      const { items, ...more } = page(sns.list(region), NextToken);
      return { Topics: items.map((topic) => ({ TopicArn: topic.arn })), ...more };
    },
    GetTopicAttributes({ TopicArn }) {
      const topic = sns.get(TopicArn);
      return map('Attributes', {
        TopicArn: topic.arn,
        Owner: accountId,
        DisplayName: '',
        SubscriptionsConfirmed: String(topic.subscriptions.length),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
        Policy: defaultPolicy(topic.arn, accountId),
        ...topic.attributes,
      });
    },
    SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }) {
      sns.setAttributes(sns.get(TopicArn), { [AttributeName]: AttributeValue });
      return undefined;
    },
    Subscribe: ({ TopicArn, Protocol, Endpoint, Attributes = {} }) => ({
      SubscriptionArn: sns.subscribe(TopicArn, Protocol, Endpoint, Attributes).arn,
    }),
    Unsubscribe({ SubscriptionArn }) {
      sns.unsubscribe(SubscriptionArn);
      return undefined;
    },
    GetSubscriptionAttributes({ SubscriptionArn }) {
      const subscription = sns.subscription(SubscriptionArn);
      if (!subscription) throw new ServiceError('NotFound', 'Subscription does not exist', 404);
      return map('Attributes', { ...members(subscription, accountId), ...subscription.attributes });
    },
    ListSubscriptionsByTopic({ TopicArn, NextToken }) {
      const { items, ...more } = page(sns.get(TopicArn).subscriptions, NextToken);
      return { Subscriptions: items.map((one) => members(one, accountId)), ...more };
    },
    async Publish({ TopicArn, Message, Subject, MessageStructure, MessageAttributes, ...fifo }) {
      const { messageId } = await sns.publish(TopicArn, {
        message: Message,
        subject: Subject,
        structure: MessageStructure,
        attributes: MessageAttributes,
        groupId: fifo.MessageGroupId,
        deduplicationId: fifo.MessageDeduplicationId,
      });
      return { MessageId: messageId };
    },
  };
}

/** The policy of a topic that was given none: principals of the account, and services on its behalf ("Default access policy"). */
function defaultPolicy(arn: string, accountId: string): string {
  const actions = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...actions, 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map((name) => `SNS:${name}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

/** A hundred an answer ("ListTopics", "ListSubscriptionsByTopic", Amazon SNS API Reference). */
function page<Item>(all: readonly Item[], token: string | undefined): { items: Item[]; NextToken?: string } {
  const start = Number(token ?? 0);
  if (!Number.isInteger(start)) throw invalid('NextToken');
  const end = start + 100;
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}

function members(subscription: Subscription, accountId: string): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    Owner: accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topicArn,
  };
}

/** A map as the query protocol writes it. */
function map(name: string, values: Record<string, string>): object {
  return { [name]: { entry: Object.entries(values).map(([key, value]) => ({ key, value })) } };
}
