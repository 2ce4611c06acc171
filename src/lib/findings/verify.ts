import { section } from './finding.js';

const DELETED =
  'It was deleted outside cvs. Deploy again: `cvs deploy`; where CloudFormation sees no change, run `cvs destroy` of the cluster first.';

/** What is not as a deployment left it. */
export const VERIFY = section('After a deployment', ['verify'], 'error', {
  'name-taken': {
    rule: 'Before the first deployment nothing has the names that the stacks give to alarms and the dashboard.',
    source: 'CloudFormation User Guide, "Early validation": a resource of that name is a conflict',
    action: 'Delete what is left of an earlier cluster of that name, or choose another name: `cvs init`.',
  },
  'function-missing': {
    rule: 'Every function of the stacks is there.',
    source: 'CloudFormation does not notice what is deleted outside of it',
    action: DELETED,
  },
  'function-not-ready': {
    rule: 'Every function, and the version of the copilot that is attached, is Active.',
    source: 'Lambda Developer Guide, "Lambda function states"',
    action: 'Look at the reason that Lambda gives. Deploy again: `cvs deploy`.',
  },
  'role-denied': {
    rule: 'The role of every function, and of the schedule, may do what it is there for.',
    source: 'IAM API Reference, "SimulatePrincipalPolicy": policies, permissions boundary and service control policies',
    action:
      'Look for a permissions boundary or a service control policy that leaves it out: docs/iam.md, "Permissions boundary". Otherwise the role was changed outside cvs: `cvs deploy` after `cvs plan` says so.',
  },
  'schedule-missing': {
    rule: 'Every detector has its schedule.',
    source: 'CloudFormation does not notice what is deleted outside of it',
    action: DELETED,
  },
  'schedule-off': {
    rule: 'The schedule of every detector is enabled, and starts the detector.',
    source: 'Without it no detector runs, and no outage is noticed',
    action: 'Enable it in EventBridge Scheduler.',
  },
  'viewer-answer-wrong': {
    rule: 'The master playlist distribution answers with the merged master playlist and the steering manifest, and each distribution says from where it serves.',
    source: 'What players ask for at their start; docs/design.md',
    action: 'Deploy again: `cvs deploy`. After a deployment CloudFront takes some minutes to reach every edge.',
  },
  'topic-unheard': {
    rule: 'The alert handler and the queue are subscribed to the topics of their region’s detector.',
    source: 'Without a subscription what a detector sees moves no viewer',
    action: DELETED,
  },
  'alarm-missing': {
    rule: 'Every alarm of the stacks is there.',
    source: 'CloudFormation does not notice what is deleted outside of it',
    action: DELETED,
  },
  'alarm-silent': {
    rule: 'The actions of every alarm are enabled, and notify the topic of alarmTopicArn.',
    source: 'CloudWatch API Reference, "DisableAlarmActions"',
    action: 'Enable its actions in CloudWatch; deploy again where the topic is another one: `cvs deploy`.',
  },
  'alarm-raised': {
    severity: 'warning',
    rule: 'No alarm is in the state ALARM.',
    source: 'CloudWatch User Guide, "Alarm states"',
    action: 'The alarm’s description says what it means. A detector’s own alarms end some minutes after a deployment.',
  },
  'dashboard-missing': {
    severity: 'warning',
    rule: 'The dashboard of the cluster is there.',
    source: 'CloudFormation does not notice what is deleted outside of it',
    action: DELETED,
  },
  'dead-letters': {
    severity: 'warning',
    rule: 'The dead-letter queues are empty.',
    source: 'What is in them was not delivered: an alert that moved no viewer, or a message that a consumer gave up on',
    action: 'Look at the ErrorMessage attribute of the messages. Purge the queue when it is explained.',
  },
  'queue-missing': {
    rule: 'Every queue of the stacks is there.',
    source: 'CloudFormation does not notice what is deleted outside of it',
    action: DELETED,
  },
  'logs-missing': {
    severity: 'warning',
    rule: 'Every function has its log group.',
    source: 'A function may write to it, not make it: without it nothing is logged',
    action: DELETED,
  },
  'logs-kept': {
    severity: 'warning',
    rule: 'Logs are deleted after a time.',
    source: 'CloudWatch Logs User Guide, "Change log data retention": without a retention they are kept and paid for',
    action: 'Set a retention for the log group.',
  },
});
