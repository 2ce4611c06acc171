import { describe, expect, test } from '@jest/globals';
import { mulberry32 } from '../support/random.js';
import { sample } from './check.js';
import { BEYOND } from './scenarios/beyond.js';
import { SCENARIOS } from './scenarios.js';

/** `npm run bench -- model` runs every schedule; here are some of each scenario, the same in every run. */
const SCHEDULES = 300;

describe('whatever happens', () => {
  test.each(SCENARIOS)('$name: no property is violated', (scenario) => {
    const { violations, first } = sample(scenario, SCHEDULES, mulberry32(1));
    expect(Object.values(first)).toEqual([]);
    expect(Object.values(violations).every((found) => found === 0)).toBe(true);
  });
});

describe('a known limit', () => {
  test.each(BEYOND)('$name: the model sees what is not promised', (scenario) => {
    const { limits } = sample(scenario, 1000, mulberry32(1));
    expect(Object.values(limits).reduce((sum, found) => sum + found, 0)).toBeGreaterThan(0);
  });

  test('is crossed in some scenario', () => {
    const limited = [...SCENARIOS, ...BEYOND].filter(({ limits }) => limits);
    const names = limited.flatMap(({ limits = [] }) => limits.map(({ name }) => name));
    const crossed = limited.flatMap((scenario) => Object.keys(sample(scenario, 1000, mulberry32(2)).limits));
    expect(new Set(crossed)).toEqual(new Set(names));
  });
});
