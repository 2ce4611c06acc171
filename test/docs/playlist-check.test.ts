import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RULES, type Rule } from '../../src/lib/playlist/check/rules.js';

const TABLE = readFileSync(new URL('../../docs/playlist-check.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/playlist-check.md lists each rule of the check, and describes it', () => {
  const documented = TABLE.map(([, rule, severity, hurts, source]) => [rule, severity, hurts, source]);
  const real = Object.entries<Rule>(RULES).map(([id, { severity, hurts, source }]) => [
    `\`${id}\``,
    severity,
    hurts.join(', ') || '—',
    source,
  ]);
  expect(documented).toEqual(real);
  expect(TABLE.filter((cells) => (cells[5] ?? '').length < 10)).toEqual([]);
});
