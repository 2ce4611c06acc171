import { expect, test } from '@jest/globals';
import { Violations } from '../../../bench/soak/violations.js';

test('what lasts is one violation, and again one when it comes back', () => {
  const told: string[] = [];
  const violations = new Violations((line) => told.push(line));
  violations.look(['one has 3 players'], 1000);
  violations.look(['one has 2 players', 'off the air'], 2000);
  violations.look([], 3000);
  violations.look(['off the air'], 4000);
  violations.add('a viewer ended', 4500);
  expect(violations.found).toEqual([
    { atMs: 1000, what: 'one has 3 players' },
    { atMs: 2000, what: 'off the air' },
    { atMs: 4000, what: 'off the air' },
    { atMs: 4500, what: 'a viewer ended' },
  ]);
  expect(told[0]).toBe('VIOLATION at 1.0 s: one has 3 players');
});
