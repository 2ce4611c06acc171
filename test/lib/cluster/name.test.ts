import { expect, test } from '@jest/globals';
import { MAX_NEW_NAME, nameProblem } from '../../../src/lib/cluster/name.js';

test.each([
  'fin',
  'spring-final',
  'Spring-Final-2026',
  'copilots',
  'co-pilot',
  'final-copilots',
  'x'.repeat(MAX_NEW_NAME),
])('%s is a good name', (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

test.each([
  ['x'.repeat(27), 'has 27 characters, and 26 are the most'],
  ['final--two', 'two hyphens in a row'],
  ['final-copilot', 'contains -copilot, which stacks end in: policies of a cluster final would cover its resources'],
  ['final-Copilot-2', 'contains -Copilot'],
  ['a-clustered-video-stream', 'contains -clustered-video-stream,'],
])('%s is not', (name, problem) => {
  expect(nameProblem(name)).toContain(problem);
});
