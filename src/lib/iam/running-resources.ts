import { edgeServiceRoles } from './deployer-statements.js';
import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';

/** Functions and their roles, messages, schedules, alarms and logs. */
export function runningStatements(names: PolicyNames): PolicyStatement[] {
  return [functions(names), ...roles(names), ...messages(names), ...operations(names)];
}

function functions({ cluster, account }: PolicyNames): PolicyStatement {
  return allow(
    'Functions',
    actionsOf(
      'lambda',
      'AddPermission',
      'CreateFunction',
      'DeleteFunction',
      'DeleteFunctionEventInvokeConfig',
      // For the distribution that the copilot is associated with.
      'DisableReplication',
      'EnableReplication',
      'GetFunction',
      'GetFunctionCodeSigningConfig',
      'GetFunctionConfiguration',
      'GetFunctionEventInvokeConfig',
      'GetPolicy',
      'GetProvisionedConcurrencyConfig',
      'GetRuntimeManagementConfig',
      'ListTags',
      'PublishVersion',
      'PutFunctionEventInvokeConfig',
      'RemovePermission',
      'TagResource',
      'UntagResource',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'UpdateFunctionEventInvokeConfig',
    ),
    [`arn:aws:lambda:*:${account}:function:${cluster}-*`],
  );
}

function roles({ cluster, account }: PolicyNames): PolicyStatement[] {
  const own = [`arn:aws:iam::${account}:role/${cluster}-*`];
  return [
    allow(
      'Roles',
      actionsOf(
        'iam',
        'CreateRole',
        'DeleteRole',
        'DeleteRolePolicy',
        'GetRole',
        'GetRolePolicy',
        'ListAttachedRolePolicies',
        'ListRolePolicies',
        'PutRolePolicy',
        'TagRole',
        'UntagRole',
        'UpdateAssumeRolePolicy',
        'UpdateRole',
        'UpdateRoleDescription',
      ),
      own,
    ),
    allow('PassRoles', actionsOf('iam', 'PassRole'), own, {
      'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'],
    }),
    // The last one is for global tables ("How DynamoDB global tables use IAM service-linked roles").
    allow('ServiceRoles', actionsOf('iam', 'CreateServiceLinkedRole'), [
      ...edgeServiceRoles(account),
      `arn:aws:iam::${account}:role/aws-service-role/replication.dynamodb.amazonaws.com/*`,
    ]),
  ];
}

function messages({ cluster, account }: PolicyNames): PolicyStatement[] {
  return [
    allow(
      'Topics',
      actionsOf(
        'sns',
        'CreateTopic',
        'DeleteTopic',
        'GetDataProtectionPolicy',
        'GetTopicAttributes',
        'ListSubscriptionsByTopic',
        'ListTagsForResource',
        'SetTopicAttributes',
        'Subscribe',
        'TagResource',
        'UntagResource',
      ),
      [`arn:aws:sns:*:${account}:${cluster}-*`],
    ),
    allow(
      'Queues',
      actionsOf(
        'sqs',
        'CreateQueue',
        'DeleteQueue',
        'GetQueueAttributes',
        'GetQueueUrl',
        'ListQueueTags',
        'SetQueueAttributes',
        'TagQueue',
        'UntagQueue',
      ),
      [`arn:aws:sqs:*:${account}:${cluster}-*`],
    ),
  ];
}

function operations({ cluster, account }: PolicyNames): PolicyStatement[] {
  const named = (service: string, kind: string) => [`arn:aws:${service}:*:${account}:${kind}${cluster}-*`];
  const verbs = (kind: string) => ['Create', 'Delete', 'Get', 'Update'].map((verb) => `${verb}${kind}`);
  return [
    allow('Schedules', actionsOf('scheduler', ...verbs('Schedule')), named('scheduler', 'schedule/default/')),
    allow(
      'Alarms',
      actionsOf('cloudwatch', 'DeleteAlarms', 'ListTagsForResource', 'PutMetricAlarm', 'TagResource', 'UntagResource'),
      named('cloudwatch', 'alarm:'),
    ),
    allow('Dashboard', actionsOf('cloudwatch', 'DeleteDashboards', 'GetDashboard', 'PutDashboard'), [
      `arn:aws:cloudwatch::${account}:dashboard/${cluster}`,
    ]),
    allow(
      'LogGroups',
      actionsOf(
        'logs',
        'CreateLogGroup',
        'DeleteLogGroup',
        'DeleteRetentionPolicy',
        'GetDataProtectionPolicy',
        'ListTagsForResource',
        'PutRetentionPolicy',
        'TagResource',
        'UntagResource',
      ),
      named('logs', 'log-group:'),
    ),
    // Lists, and calls for which IAM has no resource.
    allow(
      'WithoutResource',
      [
        'application-autoscaling:DescribeScalableTargets',
        'application-autoscaling:DescribeScalingPolicies',
        'application-autoscaling:DescribeScheduledActions',
        'cloudwatch:DescribeAlarms',
        'logs:DescribeLogGroups',
        ...actionsOf('sns', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'),
      ],
      ['*'],
    ),
  ];
}
