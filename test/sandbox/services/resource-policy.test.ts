import { expect, test } from '@jest/globals';
import { policyAllows } from '../../../src/sandbox/services/resource-policy.js';

const request = {
  service: 'sns.amazonaws.com',
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:eu-west-1:123456789012:q',
  context: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:123456789012:alerts' },
};
const statement = {
  Effect: 'Allow',
  Principal: { Service: ['sns.amazonaws.com'] },
  Action: 'SQS:Send*',
  Resource: request.resource,
};
const allows = (...Statement: object[]) => policyAllows(JSON.stringify({ Statement }), request);

test('nothing is allowed without a policy or a statement for it', () => {
  expect(policyAllows(undefined, request)).toBe(false);
  expect(allows()).toBe(false);
  expect(allows(statement)).toBe(true);
});

test.each([
  ['another service', { Principal: { Service: 'events.amazonaws.com' } }],
  ['another action', { Action: ['sqs:ReceiveMessage'] }],
  ['another resource', { Resource: `${request.resource}2` }],
  ['an account', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
])('a statement for %s does not count', (_what, change) => {
  expect(allows({ ...statement, ...change })).toBe(false);
});

test.each([
  ['StringEquals', 'aws:SourceArn', request.context['aws:SourceArn'], true],
  ['StringEquals', 'AWS:sourceARN', request.context['aws:SourceArn'], true],
  ['StringEquals', 'aws:SourceArn', 'arn:aws:sns:*', false],
  ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:123456789012:al?rts', true],
  ['ArnLike', 'aws:SourceArn', ['arn:aws:sns:*:1:x', 'arn:aws:*:*:*:*'], true],
  ['ArnNotLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*', false],
  // Each of an ARN's six parts is compared for itself.
  ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*', false],
  ['StringEquals', 'aws:SourceAccount', '123456789012', false],
  ['StringEqualsIfExists', 'aws:SourceAccount', '123456789012', true],
  ['StringNotEquals', 'aws:SourceAccount', '123456789012', true],
])('%s of %s with %s', (operator, key, value, holds) => {
  expect(allows({ ...statement, Condition: { [operator]: { [key]: value } } })).toBe(holds);
});

test('an explicit deny wins over any allow', () => {
  expect(allows(statement, { ...statement, Effect: 'Deny', Principal: '*' })).toBe(false);
});

test('an operator that is not known is said, not guessed', () => {
  const Condition = { BinaryEquals: { 'aws:SourceArn': '1' } };
  expect(() => allows({ ...statement, Effect: 'Deny', Condition })).toThrow(/BinaryEquals/);
});
