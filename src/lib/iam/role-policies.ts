import { deployerStatements } from './deployer-statements.js';
import { operatorStatements } from './operator-statements.js';
import type { PolicyDocument, PolicyNames, PolicyStatement } from './policy.js';
import { runningStatements } from './running-resources.js';
import { servingStatements } from './serving-resources.js';
import { viewerStatements } from './viewer-statements.js';

/** What people do with cvs, each including the one before it. */
export type Role = 'viewer' | 'operator' | 'deployer';

export const ROLES: readonly Role[] = ['viewer', 'operator', 'deployer'];

/** The least that a person in a role needs for the calls that cvs makes, in JSON as IAM takes it. */
export function rolePolicy(role: Role, names: PolicyNames): PolicyDocument {
  return { Version: '2012-10-17', Statement: statementsOf(role, names) };
}

/** What the stacks' resources are for; each has a policy of its own, since one of all would be too long for IAM. */
export type ResourceKind = 'serving' | 'running';

export const RESOURCE_KINDS: readonly ResourceKind[] = ['serving', 'running'];

/**
 * The least that CloudFormation needs to make the stacks' resources, for a deployer or for a role that it is given: what
 * its registry says of each type's handlers (`handlers.*.permissions` of the resource schemas), without what only
 * properties need that the templates do not have. A test holds it to that, both ways.
 */
export function resourcePolicy(kind: ResourceKind, names: PolicyNames): PolicyDocument {
  const statements = kind === 'serving' ? servingStatements(names) : runningStatements(names);
  return { Version: '2012-10-17', Statement: statements };
}

function statementsOf(role: Role, names: PolicyNames): PolicyStatement[] {
  if (role === 'viewer') return viewerStatements(names);
  if (role === 'operator') return [...viewerStatements(names), ...operatorStatements(names)];
  return [...viewerStatements(names), ...operatorStatements(names), ...deployerStatements(names)];
}
