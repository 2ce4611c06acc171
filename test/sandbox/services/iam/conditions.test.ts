import { expect, test } from '@jest/globals';
import { conditionsHold } from '../../../../src/sandbox/services/iam/evaluation/conditions.js';

/** "Set operators for multivalued context keys", IAM User Guide. */
test.each([
  ['StringNotEquals', true],
  ['ForAllValues:StringNotEquals', true],
  ['ForAnyValue:StringNotEquals', false],
  ['ForAnyValue:StringEquals', false],
  ['ForAnyValue:StringNotEqualsIfExists', true],
])('%s of a key that the request does not have: %s', (operator, holds) => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { 'aws:TagKeys': 'a' } } };
  expect(conditionsHold(statement as Parameters<typeof conditionsHold>[0], {})).toBe(holds);
});

/** "IAM policy elements: Variables and tags" and "IAM JSON policy elements: Version", IAM User Guide. */
const TEAM = `\${aws:PrincipalTag/team}`;
test.each([
  ['StringLike', `\${*}`, 'anything', '2012-10-17', false],
  ['StringLike', `a\${*}?`, 'a*b', '2012-10-17', true],
  ['StringEquals', `\${*}`, '*', '2012-10-17', true],
  ['ArnLike', `arn:aws:s3:::b/\${?}`, 'arn:aws:s3:::b/x', '2012-10-17', false],
  ['StringLike', TEAM, 'video', '2012-10-17', false],
  ['StringLike', TEAM, 'vi*', '2012-10-17', true],
  ['StringEquals', TEAM, 'vi*', '2008-10-17', false],
  ['StringEquals', TEAM, TEAM, '2008-10-17', true],
])('%s %s of %s in a policy of %s..: %s', (operator, wanted, actual, version, holds) => {
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { 'a:b': wanted } } };
  const context = { 'a:b': actual, 'aws:PrincipalTag/team': 'vi*' };
  expect(conditionsHold(statement as Parameters<typeof conditionsHold>[0], context, version)).toBe(holds);
});
