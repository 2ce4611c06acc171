import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROLES, rolePolicy } from '../../src/lib/iam/role-policies.js';
import { packageRoot } from '../support/cvs/cvs.js';
import { POLICY_NAMES } from '../support/policy-names.js';
import { BEGINNERS, isElsewhere, LINES, OPERATORS } from './readers/readers.js';

test('every line of the documents has a reader who types it', () => {
  const typed = new Set([...BEGINNERS, ...OPERATORS].flatMap(({ lines }) => lines.map(({ args }) => args.join(' '))));
  const left = LINES.filter((line) => !isElsewhere(line) && !typed.has(line.args.join(' ')));
  expect(left.map(({ place, args }) => `${place}: cvs ${args.join(' ')}`)).toEqual([]);
});

test.each(ROLES)('the policy of a %s is as docs/iam.md has it', (role) => {
  const policy = rolePolicy(role, POLICY_NAMES);
  expect(readFileSync(join(packageRoot, 'docs/iam.md'), 'utf8')).toContain(JSON.stringify(policy, null, 2));
});
