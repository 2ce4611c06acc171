import { expect, test } from '@jest/globals';
import { glob } from '../../../../src/sandbox/services/iam/evaluation/match.js';

test.each([
  ['*', '', true],
  ['', 'a', false],
  ['a', '', false],
  ['?', '', false],
  ['**', 'ab', true],
  ['a*', 'a', true],
  ['a*b?d', 'abbbcd', true],
  ['a*b?d', 'abbbcde', false],
  ['*ab', 'aab', true],
  ['a.c', 'abc', false],
  ['a?c', 'a\nc', true],
  ['s3:*[x]', 's3:a[x]', true],
])('%j and %j', (pattern, value, matches) => {
  expect(glob(pattern, value)).toBe(matches);
});

test('a pattern of many wildcards ends soon', () => {
  expect(glob(`${'*a'.repeat(30)}*b`, 'a'.repeat(2000))).toBe(false);
});
