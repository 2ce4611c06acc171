import { describe, expect, test } from '@jest/globals';
import { mulberry32 } from '../support/random.js';
import { check, sample } from './check.js';
import { RULES } from './protocol/rules.js';
import { WEAKENED } from './weakened.js';

describe('the protocol without one of its rules', () => {
  test.each(WEAKENED)('$name: $property', ({ rules, property, scenario }) => {
    const weak = check(scenario, { ...RULES, ...rules }, property);
    expect(weak.violations[property]).toBe(1);
    expect(weak.first[property]).toContain(property.toUpperCase());
    expect(sample(scenario, 200, mulberry32(1)).first).toEqual({});
  });

  test('shows the schedule as a timeline', () => {
    const { scenario, rules } = WEAKENED[0] as (typeof WEAKENED)[number];
    const { first } = check(scenario, { ...RULES, ...rules }, 'off the air');
    const lines = first['off the air']?.split('\n') ?? [];
    expect(lines.slice(0, 4)).toEqual([
      '   0.000 s  ann  close d1',
      '   0.000 s  bob  close d2',
      '   0.100 s  ann  writes in r1: d1 closed, drained, closed_from +3.94 s',
      '   0.100 s  bob  writes in r2: d2 closed, drained, closed_from +3.94 s',
    ]);
    expect(lines.join('\n')).toMatch(/ {3}\d\.\d{3} s {2}OFF THE AIR copilots answer 404 for every distribution/);
  });
});
