import { expect, test } from '@jest/globals';
import { nearest } from '../../src/lib/nearest.js';

test.each([
  ['regoins', 'regions'],
  ['distributionID', 'distributionId'],
  ['tag', 'tags'],
  ['colour', undefined],
  ['', undefined],
])('%j is meant to be %j', (name, meant) => {
  expect(nearest(name, ['regions', 'distributionId', 'tags'])).toBe(meant);
});
