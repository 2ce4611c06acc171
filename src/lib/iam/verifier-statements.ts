import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { type GeneratedType, generatedNames } from './stack-resources.js';

/**
 * What `cvs verify` and `cvs doctor --preflight` read besides what a viewer reads. A policy of its own, because that of a
 * deployer has no room for it.
 */
export function verifierStatements({ cluster, account, alarmTopicArns = [] }: PolicyNames): PolicyStatement[] {
  const arns = (type: GeneratedType, before: string) => generatedNames(cluster, type).map((name) => before + name);
  return [
    allow('ReadTopics', actionsOf('sns', 'GetTopicAttributes'), [
      ...arns('AWS::SNS::Topic', `arn:aws:sns:*:${account}:`),
      ...alarmTopicArns,
    ]),
  ];
}
