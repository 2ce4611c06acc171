import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { type GeneratedType, generatedNames, stackArns } from './stack-resources.js';

/**
 * What `cvs verify` and `cvs doctor --preflight` read besides what a viewer reads. A policy of its own, because that of a
 * deployer has no room for it.
 */
export function verifierStatements({ cluster, account, alarmTopicArns = [] }: PolicyNames): PolicyStatement[] {
  const arns = (type: GeneratedType, before: string) => generatedNames(cluster, type).map((name) => before + name);
  return [
    allow('FindResources', actionsOf('cloudformation', 'DescribeStackResources'), stackArns(cluster, account)),
    allow(
      'ReadFunctions',
      actionsOf('lambda', 'GetFunctionConfiguration'),
      arns('AWS::Lambda::Function', `arn:aws:lambda:*:${account}:function:`),
    ),
    allow(
      'ReadSchedules',
      actionsOf('scheduler', 'GetSchedule'),
      arns('AWS::Scheduler::Schedule', `arn:aws:scheduler:*:${account}:schedule/default/`),
    ),
    allow('ReadQueues', actionsOf('sqs', 'GetQueueAttributes'), arns('AWS::SQS::Queue', `arn:aws:sqs:*:${account}:`)),
    allow('ReadTopics', actionsOf('sns', 'GetTopicAttributes'), [
      ...arns('AWS::SNS::Topic', `arn:aws:sns:*:${account}:`),
      ...alarmTopicArns,
    ]),
    allow('ReadDashboard', actionsOf('cloudwatch', 'GetDashboard'), [
      `arn:aws:cloudwatch::${account}:dashboard/${cluster}`,
    ]),
    // Lists.
    allow('ReadLists', ['cloudwatch:DescribeAlarms', 'logs:DescribeLogGroups'], ['*']),
  ];
}
