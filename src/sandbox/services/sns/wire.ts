import { type Operation, queryService } from '../../api/protocols.js';
import type { ControlService } from '../../api/service.js';
import { ServiceError } from '../service-error.js';
import type { Sns } from './model/sns.js';
import type { Subscription } from './model/topic.js';
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
    ListTopics: (_input, { region }) => ({ Topics: sns.list(region).map((topic) => ({ TopicArn: topic.arn })) }),
    GetTopicAttributes({ TopicArn }) {
      const topic = sns.get(TopicArn);
      return map('Attributes', {
        TopicArn: topic.arn,
        Owner: accountId,
        SubscriptionsConfirmed: String(topic.subscriptions.length),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
        Policy: defaultPolicy(topic.arn, accountId),
        ...topic.attributes,
      });
    },
    SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }) {
      sns.get(TopicArn).attributes[AttributeName] = AttributeValue;
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
    ListSubscriptionsByTopic: ({ TopicArn }) => ({
      Subscriptions: sns.get(TopicArn).subscriptions.map((one) => members(one, accountId)),
    }),
    async Publish({ TopicArn, Message, Subject, MessageAttributes, MessageGroupId, MessageDeduplicationId }) {
      const { messageId } = await sns.publish(TopicArn, {
        message: Message,
        subject: Subject,
        attributes: MessageAttributes,
        groupId: MessageGroupId,
        deduplicationId: MessageDeduplicationId,
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
