import { boundaryStatements } from './boundary-statements.js';
import { deployerStatements } from './deployer-statements.js';
import { actionsOf, allow, type PolicyDocument, type PolicyNames, type PolicyStatement } from './policy.js';
import { runningStatements } from './running-resources.js';
import { servingStatements } from './serving-resources.js';
import { verifierStatements } from './verifier-statements.js';
import { viewerStatements } from './viewer-statements.js';

/** What a person does with cvs. Each role includes the one before it. */
export type Role = 'viewer' | 'operator' | 'deployer';

export const ROLES: readonly Role[] = ['viewer', 'operator', 'deployer'];

/** What a role may do that the one before it may not. */
export const ROLE_STATEMENTS: Readonly<Record<Role, (names: PolicyNames) => PolicyStatement[]>> = {
  viewer: viewerStatements,
  /** `failover …`, `drill`: only the data plane of the state table. */
  operator: ({ cluster, account }) => [
    allow(
      'ChangeState',
      actionsOf('dynamodb', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
      [`arn:aws:dynamodb:*:${account}:table/${cluster}`],
    ),
  ],
  deployer: deployerStatements,
};

/** Least permissions of a role for the calls that cvs makes, as IAM's JSON. */
export function rolePolicy(role: Role, names: PolicyNames): PolicyDocument {
  const roles = ROLES.slice(0, ROLES.indexOf(role) + 1);
  return { Version: '2012-10-17', Statement: roles.flatMap((one) => ROLE_STATEMENTS[one](names)) };
}

/** Kinds of the stacks' resources. Each has its own policy, because one policy for all is too long for IAM. */
export type ResourceKind = 'serving' | 'running';

export const RESOURCE_KINDS: readonly ResourceKind[] = ['serving', 'running'];

/**
 * Least permissions with which CloudFormation makes the stacks' resources, for a deployer or for the role of a
 * deployment: what its registry lists for each type's handlers (`handlers.*.permissions` of the resource schemas),
 * except what only serves properties that no template has. A test checks both directions.
 */
export function resourcePolicy(kind: ResourceKind, names: PolicyNames): PolicyDocument {
  const statements = kind === 'serving' ? servingStatements(names) : runningStatements(names);
  return { Version: '2012-10-17', Statement: statements };
}

/**
 * Every policy of a cluster: of people by their role, of who verifies, of what CloudFormation makes, and a boundary for the
 * roles that it makes.
 */
export type PolicyKind = Role | 'verifier' | ResourceKind | 'boundary';

export const POLICY_KINDS: readonly PolicyKind[] = [...ROLES, 'verifier', ...RESOURCE_KINDS, 'boundary'];

export function policyOf(kind: PolicyKind, names: PolicyNames): PolicyDocument {
  if (kind === 'boundary') return { Version: '2012-10-17', Statement: boundaryStatements(names) };
  if (kind === 'verifier') return { Version: '2012-10-17', Statement: verifierStatements(names) };
  const isRole = (one: PolicyKind): one is Role => (ROLES as readonly string[]).includes(one);
  return isRole(kind) ? rolePolicy(kind, names) : resourcePolicy(kind, names);
}
