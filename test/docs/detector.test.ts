import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ALL_CHECKS } from '../../src/lib/detector/checks/all-checks.js';
import { packageRoot } from '../support/cvs.js';

const lines = readFileSync(join(packageRoot, 'docs', 'detector.md'), 'utf8').split('\n');
const rows = lines.filter((line) => line.startsWith('| `') && line.split('|').length === 7);

test('docs/detector.md lists each check with the rule and the action of the code', () => {
  const expected = ALL_CHECKS.map(
    ({ name, severity, rule, source, action }) => `| \`${name}\` | ${severity} | ${rule} | ${source} | ${action} |`,
  );
  expect([...rows].sort()).toEqual([...expected].sort());
});

test('no two checks share a name', () => {
  const names = ALL_CHECKS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
