import { expect, test } from '@jest/globals';
import { readIdentityPolicy } from '../../../../src/sandbox/services/iam/evaluation/policy.js';

test.each([
  ['names no resource', {}, 'must contain resources'],
  ['names resources twice', { Resource: '*', NotResource: 'arn:aws:s3:::one' }, 'must contain resources'],
  ['names a principal', { Resource: '*', Principal: '*' }, 'should not specify a principal'],
])('a statement of a role that %s is refused', (_, more, words) => {
  const read = () => readIdentityPolicy({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', ...more }] });
  expect(read).toThrow(words);
});

test('a statement of a role names its resources', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  expect(readIdentityPolicy({ Statement: statement }).Statement).toEqual([statement]);
});
