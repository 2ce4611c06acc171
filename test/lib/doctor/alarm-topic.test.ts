import { describe, expect, test } from '@jest/globals';
import { reachOfTopic, type TopicReach } from '../../../src/lib/doctor/alarm-topic.js';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const ALARM = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:spring-final-stale-playlist-detector-silent';
const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };

/** A topic with a subscriber and this policy. */
function reach(statements: readonly object[], attributes: Record<string, string> = {}): TopicReach {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return reachOfTopic({ Policy, SubscriptionsConfirmed: '1', ...attributes }, [ALARM]);
}

const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: CLOUDWATCH,
  Action: 'sns:Publish',
  Resource: TOPIC,
  ...more,
});
const allowIf = (Condition: object) => allow({ Condition });
/** What SNS writes when a topic is made ("Default access policy"). */
const DEFAULT = {
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['SNS:GetTopicAttributes', 'SNS:Publish', 'SNS:Subscribe'],
  Resource: TOPIC,
  Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
};
const TLS_ONLY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sns:Publish',
  Resource: TOPIC,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

// AWS re:Post, "Why didn't I receive an SNS notification for my CloudWatch alarm trigger?".
describe('the policy of an alarm topic', () => {
  test.each<[string, TopicReach['kind'], readonly object[]]>([
    ['the one that SNS makes', 'reached', [DEFAULT]],
    ['that lets CloudWatch publish', 'reached', [allow()]],
    [
      'with one statement and no list',
      'reached',
      [allow({ Action: ['sns:*'], Principal: { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] } })],
    ],
    ['for all, over TLS only', 'reached', [allow({ Principal: '*' }), TLS_ONLY]],
    [
      'for alarms of the account',
      'reached',
      [allowIf({ StringEquals: { 'aws:SourceAccount': ['999999999999', '123456789012'] } })],
    ],
    [
      'for alarms of an ARN',
      'reached',
      [allowIf({ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*' } })],
    ],
    ['without a statement', 'refused', []],
    ['for EventBridge only', 'refused', [allow({ Principal: { Service: 'events.amazonaws.com' } })]],
    ['for a role only', 'refused', [allow({ Principal: { AWS: 'arn:aws:iam::123456789012:role/ops' } })]],
    ['to subscribe only', 'refused', [allow({ Action: ['sns:Subscribe', 'sns:Receive'] })]],
    ['for alarms of another account', 'refused', [allowIf({ StringEquals: { 'AWS:SourceAccount': '999999999999' } })]],
    [
      'for alarms of another name',
      'refused',
      [allowIf({ ArnEquals: { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu-*' } })],
    ],
    [
      'that denies all but one alarm',
      'refused',
      [allow(), { ...TLS_ONLY, Condition: { ArnNotLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:*:alarm:cpu' } } }],
    ],
    ['that denies all', 'refused', [DEFAULT, { ...TLS_ONLY, Condition: undefined }]],
    ['for an organization', 'unsure', [allowIf({ StringEquals: { 'aws:SourceOrgID': 'o-1' } })]],
    [
      'that denies all but an organization',
      'unsure',
      [allow(), { ...TLS_ONLY, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    ],
    ['for all but one principal', 'unsure', [{ ...allow(), Principal: undefined, NotPrincipal: { AWS: 'x' } }]],
    [
      'for an organization, and for CloudWatch',
      'reached',
      [allowIf({ StringEquals: { 'aws:SourceOrgID': 'o-1' } }), allow()],
    ],
  ])('%s: %s', (_, kind, statements) => {
    expect(reach(statements).kind).toBe(kind);
  });

  test('that is missing or no JSON', () => {
    expect(reachOfTopic({ SubscriptionsConfirmed: '1' }, [ALARM]).kind).toBe('refused');
    expect(() => reachOfTopic({ Policy: '{' }, [ALARM])).toThrow('not JSON');
  });
});

// AWS re:Post, "How do I configure CloudWatch alarms for an encrypted SNS topic?".
test.each<[string, object]>([
  ['alias/aws/sns', { kind: 'refused', why: 'is encrypted with alias/aws/sns, which CloudWatch may not use' }],
  ['arn:aws:kms:eu-west-1:123456789012:alias/aws/sns', { kind: 'refused' }],
  ['alias/ops', { kind: 'unsure', why: 'is encrypted with the key alias/ops, whose policy is not known' }],
  [
    'arn:aws:kms:eu-west-1:123456789012:key/1234',
    { kind: 'unsure', remedy: expect.stringContaining('kms:GenerateDataKey*') },
  ],
])('a topic with the key %s', (KmsMasterKeyId, expected) => {
  expect(reach([allow()], { KmsMasterKeyId })).toMatchObject(expected);
});

test.each([
  [{ SubscriptionsConfirmed: '2' }, { kind: 'reached', subscribers: 2 }],
  [{ SubscriptionsConfirmed: '0' }, { kind: 'unheard', why: 'has no confirmed subscription' }],
  [
    { SubscriptionsConfirmed: '0', SubscriptionsPending: '1' },
    { kind: 'unheard', why: 'has no confirmed subscription (1 pending)' },
  ],
])('a topic with the subscriptions %j', (attributes, expected) => {
  expect(reach([allow()], attributes)).toEqual(expected);
});
