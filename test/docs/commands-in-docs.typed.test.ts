import { expect, test } from '@jest/globals';
import { policyOf } from '../../src/lib/iam/role-policies.js';
import { POLICY_NAMES } from '../support/policy-names.js';
import { OPERATORS } from './readers/readers.js';
import { readersTests } from './readers/readers-tests.js';

readersTests(OPERATORS, (reading) => {
  test.each(['viewer', 'operator', 'verifier'] as const)(
    'the policy of a %s grants nothing that was not called',
    (role) => {
      const { called } = reading();
      const made = new Set([...(called.get('viewer') ?? []), ...(called.get(role) ?? [])]);
      // The sandbox's streams are of the older kind, without a cache policy.
      made.add('cloudfront:GetCachePolicy');
      // For the role of a session that has a path, such as one of IAM Identity Center.
      made.add('iam:GetRole');
      const granted = policyOf(role, POLICY_NAMES).Statement.flatMap(({ Action }) => Action);
      expect(granted.filter((action) => !made.has(action))).toEqual([]);
    },
  );
});
