import type { GeneratedType } from '../../../src/lib/iam/stack-resources.js';
import { POLICY_NAMES } from '../../support/policy-names.js';

export const ACCOUNT = POLICY_NAMES.account;

/** By type, the ARN of a resource by its name, in a region. */
export const ARNS: Readonly<Record<GeneratedType, (name: string) => string>> = {
  'AWS::S3::Bucket': (name) => `arn:aws:s3:::${name.toLowerCase()}`,
  'AWS::IAM::Role': (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  'AWS::Lambda::Function': (name) => `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
  'AWS::Scheduler::Schedule': (name) => `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/${name}`,
  'AWS::SQS::Queue': (name) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`,
  'AWS::DynamoDB::Table': (name) => `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${name}`,
  'AWS::SNS::Topic': (name) => `arn:aws:sns:eu-west-1:${ACCOUNT}:${name}`,
  'AWS::Logs::LogGroup': (name) => `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${name}`,
};

/** What a policy's resource with wildcards matches. */
export function matcherOf(pattern: string): RegExp {
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`);
}
