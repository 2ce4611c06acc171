import type { Operations } from '../../api/operations.js';

/** What the sandbox has of Amazon SNS. */
export const SNS_OPERATIONS: Operations = {
  CreateTopic: ['Name', 'Attributes', 'Tags'],
  DeleteTopic: ['TopicArn'],
  ListTopics: ['NextToken'],
  GetTopicAttributes: ['TopicArn'],
  SetTopicAttributes: ['TopicArn', 'AttributeName', 'AttributeValue'],
  Subscribe: ['TopicArn', 'Protocol', 'Endpoint', 'Attributes', 'ReturnSubscriptionArn'],
  Unsubscribe: ['SubscriptionArn'],
  GetSubscriptionAttributes: ['SubscriptionArn'],
  ListSubscriptionsByTopic: ['TopicArn', 'NextToken'],
  Publish: [
    'Message',
    'TopicArn',
    'Subject',
    'MessageStructure',
    'MessageAttributes',
    'MessageDeduplicationId',
    'MessageGroupId',
  ],
};
