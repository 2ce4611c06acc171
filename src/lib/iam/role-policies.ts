import { deployerStatements } from './deployer-statements.js';
import { operatorStatements } from './operator-statements.js';
import type { PolicyDocument, PolicyNames, PolicyStatement } from './policy.js';
import { runningStatements } from './running-resources.js';
import { servingStatements } from './serving-resources.js';
import { viewerStatements } from './viewer-statements.js';

/** What a person does with cvs. Each role includes the one before it. */
export type Role = 'viewer' | 'operator' | 'deployer';

export const ROLES: readonly Role[] = ['viewer', 'operator', 'deployer'];

/** Least permissions of a role for the calls that cvs makes, as IAM's JSON. */
export function rolePolicy(role: Role, names: PolicyNames): PolicyDocument {
  return { Version: '2012-10-17', Statement: statementsOf(role, names) };
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

function statementsOf(role: Role, names: PolicyNames): PolicyStatement[] {
  if (role === 'viewer') return viewerStatements(names);
  if (role === 'operator') return [...viewerStatements(names), ...operatorStatements(names)];
  return [...viewerStatements(names), ...operatorStatements(names), ...deployerStatements(names)];
}
