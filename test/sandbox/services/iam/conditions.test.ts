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
