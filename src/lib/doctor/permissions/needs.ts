import { deployerStatements } from '../../iam/deployer-statements.js';
import { operatorStatements } from '../../iam/operator-statements.js';
import type { PolicyNames, PolicyStatement } from '../../iam/policy.js';
import { RESOURCE_KINDS, resourcePolicy } from '../../iam/role-policies.js';
import { viewerStatements } from '../../iam/viewer-statements.js';

/** What permissions are for. `resources`: what CloudFormation does as the caller, unless it is given a role. */
export type Purpose = 'look' | 'fail-over' | 'deploy' | 'resources';

export const PURPOSES: readonly Purpose[] = ['look', 'fail-over', 'deploy', 'resources'];

/** The statements that a purpose needs of itself, by the policies of docs/iam.md. */
export function statementsFor(purpose: Purpose, names: PolicyNames): readonly PolicyStatement[] {
  if (purpose === 'look') return viewerStatements(names);
  if (purpose === 'fail-over') return operatorStatements(names);
  if (purpose === 'deploy') return deployerStatements(names);
  return RESOURCE_KINDS.flatMap((kind) => resourcePolicy(kind, names).Statement);
}

/** Whether an action only reads: a caller with no other actions is neither an operator nor a deployer. */
export function onlyLooks(action: string): boolean {
  return /:(BatchGet|Describe|Get|List|Query|Scan|Simulate)/.test(action);
}
