import { type NeedsOf, onAnything } from '../../api/need.js';

/** What SNS's operations need ("Actions, resources, and condition keys for Amazon SNS", Service Authorization Reference). */
export function snsPermissions(accountId: string): Readonly<Record<string, NeedsOf>> {
  const onTopic =
    (name: string): NeedsOf =>
    ({ TopicArn }) => ({ action: `sns:${name}`, resource: String(TopicArn) });
  /** The topic of a subscription is not the resource of these two. */
  const onSubscription = (name: string) => onAnything(`sns:${name}`);
  return {
    CreateTopic: ({ Name }, { region }) => ({
      action: 'sns:CreateTopic',
      resource: `arn:aws:sns:${region}:${accountId}:${Name}`,
    }),
    DeleteTopic: onTopic('DeleteTopic'),
    ListTopics: onAnything('sns:ListTopics'),
    GetTopicAttributes: onTopic('GetTopicAttributes'),
    SetTopicAttributes: onTopic('SetTopicAttributes'),
    Subscribe: onTopic('Subscribe'),
    Unsubscribe: onSubscription('Unsubscribe'),
    GetSubscriptionAttributes: onSubscription('GetSubscriptionAttributes'),
    ListSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
    Publish: onTopic('Publish'),
  };
}
