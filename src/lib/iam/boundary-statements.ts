import { actionsOf, allow, type PolicyNames, type PolicyStatement } from './policy.js';
import { type GeneratedType, generatedNames } from './stack-resources.js';

/**
 * All that the roles of a cluster's stacks may do together: what a permissions boundary has to allow. The roles' own
 * policies say it more narrowly; a test compares the two.
 */
export function boundaryStatements({ cluster, account, regions }: PolicyNames): PolicyStatement[] {
  const arns = (type: GeneratedType, before: string) => generatedNames(cluster, type).map((name) => before + name);
  const copilots = generatedNames(cluster, 'AWS::Lambda::Function', 'copilot');
  return [
    allow('State', actionsOf('dynamodb', 'BatchGetItem', 'UpdateItem'), [
      `arn:aws:dynamodb:*:${account}:table/${cluster}`,
    ]),
    allow(
      'DetectorState',
      actionsOf('dynamodb', 'GetItem', 'PutItem'),
      arns('AWS::DynamoDB::Table', `arn:aws:dynamodb:*:${account}:table/`),
    ),
    allow('Publish', actionsOf('sns', 'Publish'), arns('AWS::SNS::Topic', `arn:aws:sns:*:${account}:`)),
    // The topics are encrypted with the account's aws/sns key, whose own policy may not be enough within a boundary.
    allow('TopicKey', actionsOf('kms', 'Decrypt', 'GenerateDataKey'), [`arn:aws:kms:*:${account}:key/*`], {
      'kms:ViaService': regions.map((region) => `sns.${region}.amazonaws.com`),
    }),
    allow('SetAside', actionsOf('sqs', 'SendMessage'), arns('AWS::SQS::Queue', `arn:aws:sqs:*:${account}:`)),
    allow(
      'Run',
      actionsOf('lambda', 'InvokeFunction'),
      arns('AWS::Lambda::Function', `arn:aws:lambda:*:${account}:function:`),
    ),
    allow('Log', actionsOf('logs', 'CreateLogGroup', 'CreateLogStream', 'PutLogEvents'), [
      ...arns('AWS::Logs::LogGroup', `arn:aws:logs:*:${account}:log-group:`),
      // Lambda@Edge logs in the region where it ran.
      ...copilots.map((name) => `arn:aws:logs:*:${account}:log-group:/aws/lambda/us-east-1.${name}`),
    ]),
  ];
}
