import type { Need } from '../../api/need.js';
import { arnOf, globalArnOf } from './arns.js';
import type { HandledResource, TypeCalls } from './type-calls.js';

/** Gives a role to a service ("Granting a user permissions to pass a role to an AWS service", IAM User Guide). */
function passing(roleArn: unknown, service: string): readonly Need[] {
  if (typeof roleArn !== 'string') return [];
  return [{ action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': service } }];
}

/** The function that a property names by name or ARN. */
function functionNamed({ properties, context: { region, accountId } }: HandledResource): readonly string[] {
  const name = String(properties.FunctionName);
  const isArn = name.startsWith('arn:');
  // A version's number is not part of the function's ARN.
  return [isArn ? name.split(':').slice(0, 7).join(':') : `arn:aws:lambda:${region}:${accountId}:function:${name}`];
}

/** What the read handler asks for, with which each change of a function ends. */
const FUNCTION_READS = [
  'GetFunction',
  'GetFunctionCodeSigningConfig',
  'GetFunctionRecursionConfig',
  'GetFunctionScalingConfig',
  'GetRuntimeManagementConfig',
];

/** What the read handler asks for besides; IAM knows no resource for them. */
const LOG_READS: readonly Need[] = ['DescribeIndexPolicies', 'DescribeLogGroups', 'DescribeResourcePolicies'].map(
  (name) => ({ action: `logs:${name}`, resource: '*' }),
);

const ROLE_READS = ['GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies'];

/** Functions and their roles, messages, schedules, alarms and logs, by resource type. */
export const RUNNING_CALLS: Readonly<Record<string, TypeCalls>> = {
  'AWS::CloudWatch::Alarm': {
    service: 'cloudwatch',
    arns: arnOf('cloudwatch', 'alarm:'),
    create: ['PutMetricAlarm'],
    update: ['PutMetricAlarm'],
    delete: ['DeleteAlarms'],
    tag: 'TagResource',
  },
  // Dashboards take tags since June 2026 ("TagResource", CloudWatch API Reference).
  'AWS::CloudWatch::Dashboard': {
    service: 'cloudwatch',
    arns: globalArnOf('cloudwatch', 'dashboard/'),
    create: ['GetDashboard', 'PutDashboard'],
    update: ['PutDashboard'],
    delete: ['DeleteDashboards', 'GetDashboard'],
    tag: 'TagResource',
  },
  'AWS::IAM::Role': {
    service: 'iam',
    arns: globalArnOf('iam', 'role/'),
    create: ['CreateRole', 'GetRole', 'PutRolePolicy'],
    update: [...ROLE_READS, 'PutRolePolicy', 'UpdateAssumeRolePolicy', 'UpdateRole'],
    delete: ['DeleteRole', 'DeleteRolePolicy', 'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies'],
    tag: 'TagRole',
    context: ({ properties }) => ({ 'iam:PermissionsBoundary': properties.PermissionsBoundary as string | undefined }),
  },
  'AWS::Lambda::EventInvokeConfig': {
    service: 'lambda',
    arns: functionNamed,
    create: ['PutFunctionEventInvokeConfig'],
    update: ['UpdateFunctionEventInvokeConfig'],
    delete: ['DeleteFunctionEventInvokeConfig'],
  },
  'AWS::Lambda::Function': {
    service: 'lambda',
    arns: arnOf('lambda', 'function:'),
    create: ['CreateFunction', ...FUNCTION_READS],
    update: [...FUNCTION_READS, 'UpdateFunctionCode', 'UpdateFunctionConfiguration'],
    delete: ['DeleteFunction', 'GetFunction'],
    tag: 'TagResource',
    also: ({ properties }, action) =>
      action === 'delete' ? [] : [...passing(properties.Role, 'lambda.amazonaws.com'), ...readsCode(properties)],
  },
  'AWS::Lambda::Permission': {
    service: 'lambda',
    arns: functionNamed,
    create: ['AddPermission', 'GetPolicy'],
    update: ['AddPermission', 'GetPolicy', 'RemovePermission'],
    delete: ['RemovePermission'],
  },
  'AWS::Lambda::Version': {
    service: 'lambda',
    arns: functionNamed,
    create: ['GetFunctionConfiguration', 'GetFunctionScalingConfig', 'ListVersionsByFunction', 'PublishVersion'],
    update: ['GetFunctionConfiguration'],
    delete: ['DeleteFunction', 'GetFunctionConfiguration'],
  },
  'AWS::Logs::LogGroup': {
    service: 'logs',
    arns: arnOf('logs', 'log-group:'),
    create: ['CreateLogGroup', 'PutRetentionPolicy'],
    update: ['PutRetentionPolicy'],
    delete: ['DeleteLogGroup'],
    tag: 'TagResource',
    also: (_resource, action) => (action === 'delete' ? [] : LOG_READS),
  },
  'AWS::SNS::Subscription': {
    service: 'sns',
    arns: ({ properties }) => [String(properties.TopicArn)],
    create: ['Subscribe'],
    update: [],
    delete: [],
    also: (_resource, action) => [
      { action: action === 'delete' ? 'sns:Unsubscribe' : 'sns:GetSubscriptionAttributes', resource: '*' },
    ],
  },
  'AWS::SNS::Topic': {
    service: 'sns',
    arns: ({ physicalId }) => [physicalId],
    create: ['CreateTopic', 'GetTopicAttributes'],
    update: ['GetTopicAttributes', 'SetTopicAttributes'],
    delete: ['DeleteTopic', 'GetTopicAttributes'],
    tag: 'TagResource',
  },
  'AWS::SNS::TopicPolicy': {
    service: 'sns',
    arns: ({ properties }) => (properties.Topics as readonly string[] | undefined) ?? [],
    create: ['SetTopicAttributes'],
    update: ['SetTopicAttributes'],
    delete: ['SetTopicAttributes'],
  },
  'AWS::SQS::Queue': {
    service: 'sqs',
    arns: ({ physicalId, context: { region, accountId } }) => [
      `arn:aws:sqs:${region}:${accountId}:${physicalId.split('/').at(-1)}`,
    ],
    create: ['CreateQueue', 'GetQueueAttributes', 'GetQueueUrl'],
    update: ['GetQueueAttributes', 'SetQueueAttributes'],
    delete: ['DeleteQueue', 'GetQueueAttributes'],
    tag: 'TagQueue',
  },
  'AWS::SQS::QueuePolicy': {
    service: 'sqs',
    arns: ({ properties, context: { region, accountId } }) =>
      ((properties.Queues as readonly string[] | undefined) ?? []).map(
        (url) => `arn:aws:sqs:${region}:${accountId}:${url.split('/').at(-1)}`,
      ),
    create: ['SetQueueAttributes'],
    update: ['SetQueueAttributes'],
    delete: ['SetQueueAttributes'],
  },
  'AWS::Scheduler::Schedule': {
    service: 'scheduler',
    arns: arnOf('scheduler', 'schedule/default/'),
    create: ['CreateSchedule', 'GetSchedule'],
    update: ['GetSchedule', 'UpdateSchedule'],
    delete: ['DeleteSchedule', 'GetSchedule'],
    also: ({ properties }, action) =>
      action === 'delete'
        ? []
        : passing((properties.Target as { RoleArn?: unknown } | undefined)?.RoleArn, 'scheduler.amazonaws.com'),
  },
};

/** Lambda reads a package with the caller's permissions. */
function readsCode({ Code }: HandledResource['properties']): readonly Need[] {
  const { S3Bucket, S3Key } = (Code ?? {}) as { S3Bucket?: string; S3Key?: string };
  return S3Bucket ? [{ action: 's3:GetObject', resource: `arn:aws:s3:::${S3Bucket}/${S3Key}` }] : [];
}
