import type { PolicyNames } from '../../src/lib/iam/policy.js';

/** The names that docs/iam.md has as its example. */
export const POLICY_NAMES: PolicyNames = {
  cluster: 'spring-final',
  bucketBaseName: 'elementalrodeo99',
  account: '123456789012',
  distributionIds: ['E1A2B3C4D5E6F7', 'E7F6D5C4B3A2E1'],
  regions: ['eu-west-1', 'eu-west-2'],
};
