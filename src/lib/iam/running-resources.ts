import { TEMPLATE_NAMES } from '../assets/assets.js';
import { stackNameOf } from '../parts/stacks/cluster-stacks.js';
import { edgeServiceRoles, REPLICATION } from './deployer-statements.js';
import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { type GeneratedType, generatedNames } from './stack-resources.js';

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
      ...REPLICATION,
      // The function, its configuration, and what the handlers read besides, which grows from year to year.
      'GetFunction*',
      'GetPolicy',
      'GetProvisionedConcurrencyConfig',
      'GetRuntimeManagementConfig',
      'ListVersionsByFunction',
      'PublishVersion',
      'PutFunctionEventInvokeConfig',
      'RemovePermission',
      'TagResource',
      'UntagResource',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'UpdateFunctionEventInvokeConfig',
    ),
    arnsOf(cluster, 'AWS::Lambda::Function', `arn:aws:lambda:*:${account}:function:`),
  );
}

/** The calls that give a role permissions; IAM knows the role's boundary in each ("Permissions boundaries for IAM entities"). */
const EMPOWERING = ['CreateRole', 'PutRolePolicy'];

function roles({ cluster, account, permissionsBoundary }: PolicyNames): PolicyStatement[] {
  const own = arnsOf(cluster, 'AWS::IAM::Role', `arn:aws:iam::${account}:role/`);
  // What would make a role more than its boundary allows.
  const bounded = permissionsBoundary
    ? [
        allow('BoundedRoles', actionsOf('iam', ...EMPOWERING, 'PutRolePermissionsBoundary'), own, {
          'iam:PermissionsBoundary': permissionsBoundary,
        }),
      ]
    : [];
  return [
    ...bounded,
    allow(
      'Roles',
      actionsOf(
        'iam',
        ...(permissionsBoundary ? [] : EMPOWERING),
        'DeleteRole',
        'DeleteRolePolicy',
        'GetRole',
        'GetRolePolicy',
        'ListAttachedRolePolicies',
        'ListRolePolicies',
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
      arnsOf(cluster, 'AWS::SNS::Topic', `arn:aws:sns:*:${account}:`),
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
      arnsOf(cluster, 'AWS::SQS::Queue', `arn:aws:sqs:*:${account}:`),
    ),
  ];
}

function operations({ cluster, account }: PolicyNames): PolicyStatement[] {
  const verbs = (kind: string) => ['Create', 'Delete', 'Get', 'Update'].map((verb) => `${verb}${kind}`);
  return [
    allow(
      'Schedules',
      actionsOf('scheduler', ...verbs('Schedule')),
      arnsOf(cluster, 'AWS::Scheduler::Schedule', `arn:aws:scheduler:*:${account}:schedule/default/`),
    ),
    allow(
      'AlarmsAndDashboard',
      actionsOf(
        'cloudwatch',
        'DeleteAlarms',
        'DeleteDashboards',
        'GetDashboard',
        'ListTagsForResource',
        'PutDashboard',
        'PutMetricAlarm',
        // Of both: dashboards take tags since June 2026 ("TagResource", CloudWatch API Reference).
        'TagResource',
        'UntagResource',
      ),
      [
        // The templates name alarms after their stack.
        ...TEMPLATE_NAMES.map((name) => `arn:aws:cloudwatch:*:${account}:alarm:${stackNameOf(cluster, name)}-*`),
        `arn:aws:cloudwatch::${account}:dashboard/${cluster}`,
      ],
    ),
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
      arnsOf(cluster, 'AWS::Logs::LogGroup', `arn:aws:logs:*:${account}:log-group:`),
    ),
    // Lists, and calls for which IAM has no resource.
    allow(
      'WithoutResource',
      [
        'application-autoscaling:Describe*',
        'cloudwatch:DescribeAlarms',
        ...actionsOf('logs', 'DescribeIndexPolicies', 'DescribeLogGroups', 'DescribeResourcePolicies'),
        ...actionsOf('sns', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'),
      ],
      ['*'],
    ),
  ];
}

/** ARNs of the resources of a type, by what goes before their names. */
function arnsOf(cluster: string, type: GeneratedType, before: string): string[] {
  return generatedNames(cluster, type).map((name) => before + name);
}
