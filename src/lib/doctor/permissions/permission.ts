import type { PolicyNames, PolicyStatement } from '../../iam/policy.js';
import { RESOURCE_KINDS, ROLE_STATEMENTS, resourcePolicy } from '../../iam/role-policies.js';

/** Whether the caller may do something. */
export interface Permission {
  purpose: Purpose;
  /** Such as `cloudformation:DescribeStacks`. */
  action: string;
  /** ARN or `*`; of a probe, the region that answered. */
  resource: string;
  allowed: boolean;
}

/** What is known of the caller's permissions. */
export interface Permissions {
  /** `simulated`: IAM evaluated the policies. `probed`: calls that change nothing were made, to see whether they are refused. */
  how: 'simulated' | 'probed';
  seen: readonly Permission[];
  /** Actions of which nothing is known. */
  unseen: readonly Pick<Permission, 'purpose' | 'action'>[];
}

/** What permissions are for. `resources`: what CloudFormation does as the caller, unless it is given a role. */
export const PURPOSES = ['look', 'fail-over', 'deploy', 'resources'] as const;

export type Purpose = (typeof PURPOSES)[number];

/** The statements that a purpose needs of itself, by the policies of docs/iam.md. */
export function statementsFor(purpose: Purpose, names: PolicyNames): readonly PolicyStatement[] {
  if (purpose === 'look') return ROLE_STATEMENTS.viewer(names);
  if (purpose === 'fail-over') return ROLE_STATEMENTS.operator(names);
  if (purpose === 'deploy') return ROLE_STATEMENTS.deployer(names);
  return RESOURCE_KINDS.flatMap((kind) => resourcePolicy(kind, names).Statement);
}

/** Whether an action only reads: a caller with no other actions is neither an operator nor a deployer. */
export function onlyLooks(action: string): boolean {
  return /:(BatchGet|Describe|Get|List|Query|Scan|Simulate)/.test(action);
}
