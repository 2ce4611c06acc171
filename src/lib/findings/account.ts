import { section, THRESHOLD } from './finding.js';

/** What an AWS account and this machine need before a deployment or a failover. */
export const ACCOUNT = section('Account', ['doctor'], 'warning', {
  'cannot-be-read': {
    severity: 'error',
    warningWhen: 'the state of one region cannot be read and that of the others can',
    rule: 'AWS and the streams answer what a check asks them.',
    source: 'A check that saw only part of what it checks must not pass',
    action: 'Correct that, then run `cvs doctor` again.',
  },
  'clock-wrong': {
    severity: 'warning',
    rule: 'The clock of this machine differs from the clock of AWS by less than 2 s.',
    source: `2 s is ${THRESHOLD}; what cvs writes is stamped by the clock of AWS`,
    action: 'Set the clock (NTP): the times that cvs prints would otherwise not fit those of other people and tools.',
  },
  'region-disabled': {
    severity: 'error',
    rule: 'Every region of the cluster, and us-east-1, is enabled for the account.',
    source: 'Account Management Reference Guide, "Enable or disable AWS Regions in your account"',
    action: 'Enable the region for the account (console: Account, AWS Regions), or choose another.',
  },
  'region-unreachable': {
    severity: 'error',
    rule: 'Every region of the cluster, and us-east-1, answers.',
    source: 'A deployment calls AWS in each of them',
    action: 'Check the network of this machine. If it is well, look at the AWS Health Dashboard for the region.',
  },
  'permission-denied': {
    severity: 'error',
    rule: 'The caller has every permission of the roles that it has in part.',
    source: 'docs/iam.md',
    action: 'Grant it: docs/iam.md has the policies of each role as JSON.',
  },
  'not-operator': {
    rule: 'The caller may fail over.',
    source: 'docs/iam.md',
    action: 'To fail over, use another profile, or grant this caller the operator policy of docs/iam.md.',
  },
  'not-deployer': {
    severity: 'error',
    warningWhen: 'the cluster is deployed already',
    rule: 'The caller may deploy.',
    source: 'docs/iam.md',
    action: 'To deploy, use another profile, or grant this caller the deployer policies of docs/iam.md.',
  },
  'resources-denied': {
    rule: 'CloudFormation may create the resources of the stacks as the caller.',
    source: 'docs/iam.md',
    action:
      'Give it a role that may: `cvs deploy --role-arn ARN`. Or grant the caller the resource policies of docs/iam.md.',
  },
  'permissions-not-simulated': {
    rule: 'The caller may simulate its own policies (iam:SimulatePrincipalPolicy).',
    source: 'IAM API Reference, "SimulatePrincipalPolicy"',
    action: 'Allow iam:SimulatePrincipalPolicy to the caller, or compare its policies with docs/iam.md.',
  },
  'lambda-quota-small': {
    rule: 'Lambda may run at least 20 functions at a time that no other function has reserved.',
    source: `Lambda Developer Guide, "Lambda quotas"; ${THRESHOLD}`,
    action: 'Ask for more in Service Quotas, Lambda, Concurrent executions: new accounts have few.',
  },
  'stack-quota-small': {
    rule: 'CloudFormation allows the stacks of a cluster in one region.',
    source: 'CloudFormation User Guide, "Understand CloudFormation quotas"',
    action: 'Ask for more in Service Quotas, CloudFormation, Stack count.',
  },
  'alarm-topic-missing': {
    severity: 'error',
    rule: 'The topic of every alarmTopicArn exists.',
    source: 'CloudWatch makes alarms whose topic does not exist, and tells nobody when they fail to notify it',
    action: 'Create the topic, or correct alarmTopicArn in the cluster file and deploy.',
  },
  'alarm-topic-unreachable': {
    severity: 'error',
    warningWhen: 'it cannot be told from what SNS says of the topic',
    rule: 'CloudWatch may publish to the topic of every alarmTopicArn, and use its key.',
    source:
      'AWS re:Post, "Why didn\u2019t I receive an SNS notification for my CloudWatch alarm trigger?" and "How do I configure an alarm with an encrypted Amazon SNS topic?"',
    action: 'Let its access policy allow sns:Publish to the service cloudwatch.amazonaws.com.',
  },
  'alarm-topic-unheard': {
    rule: 'The topic of every alarmTopicArn has a subscription that was confirmed.',
    source: 'SNS sends to confirmed subscriptions only (SNS API Reference, "GetTopicAttributes")',
    action: 'Subscribe who is on call, and confirm the subscription.',
  },
  'asset-bucket-missing': {
    rule: 'Every region has its asset bucket.',
    source: 'A deployment reads templates and packages from it',
    action: 'Create it: `cvs assets publish --create-buckets`.',
  },
});
