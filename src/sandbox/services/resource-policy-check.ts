import { glob } from './iam/evaluation/match.js';
import { manyOf, type Policy, readPolicy, type Statement } from './iam/evaluation/policy.js';
import { ServiceError } from './service-error.js';

/** Whether an ARN, or an account's id, is somebody who exists as far as the account can know. */
export type IsPrincipal = (arn: string) => boolean;

/** Why a resource's policy is refused. */
export type PolicyFault =
  | 'no json'
  | 'malformed'
  | 'no statements'
  | 'no principal'
  | 'unknown principal'
  | 'no resource'
  | 'other resource'
  | 'unknown action';

/** What a service takes as the policy of one of its resources. */
export interface PolicyRules {
  /** Actions that may be named, without the vendor, in lower case. */
  readonly actions: ReadonlySet<string>;
  /** Such as `s3`. */
  readonly vendor: string;
  /** Whether the vendor's `*` stands for all actions; SNS takes no wildcard. */
  readonly wildcards: boolean;
  /** Whether a statement may name this resource. */
  isResource(resource: string): boolean;
  /** Whether each statement names a resource. */
  readonly needsResource: boolean;
  refuse(fault: PolicyFault): ServiceError;
}

/**
 * Reads a resource's policy as the service does when it is set ("IAM JSON policy element reference", IAM User Guide, and
 * what each service's rules say).
 *
 * @throws what the rules' `refuse` makes
 */
export function checkResourcePolicy(text: string, rules: PolicyRules, isPrincipal: IsPrincipal): Policy {
  const policy = read(text, rules);
  if (policy.Statement.length === 0) throw rules.refuse('no statements');
  for (const statement of policy.Statement) {
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) throw rules.refuse('no principal');
    if (!principalsOf(statement).every((one) => isKnown(one, isPrincipal))) throw rules.refuse('unknown principal');
    const actions = [...manyOf(statement.Action), ...manyOf(statement.NotAction)];
    if (!actions.every((action) => isAction(action, rules))) throw rules.refuse('unknown action');
    const resources = [...manyOf(statement.Resource), ...manyOf(statement.NotResource)];
    if (rules.needsResource && resources.length === 0) throw rules.refuse('no resource');
    if (!resources.every((resource) => rules.isResource(resource))) throw rules.refuse('other resource');
  }
  return policy;
}

function read(text: string, rules: PolicyRules): Policy {
  try {
    JSON.parse(text);
  } catch {
    throw rules.refuse('no json');
  }
  try {
    return readPolicy(text);
  } catch (error) {
    throw error instanceof ServiceError ? rules.refuse('malformed') : error;
  }
}

/** Kind and value of each principal; `*` is one of AWS. */
export function principalsOf({ Principal, NotPrincipal }: Statement): [kind: string, value: string][] {
  const given = Principal ?? NotPrincipal ?? {};
  if (given === '*') return [['AWS', '*']];
  if (typeof given !== 'object') return [['', String(given)]];
  return Object.entries(given).flatMap(([kind, values]) =>
    manyOf(values).map((value): [string, string] => [kind, String(value)]),
  );
}

/** "AWS JSON policy elements: Principal", IAM User Guide: accounts, roles, users and sessions; services by their name. */
export function isKnown([kind, value]: [kind: string, value: string], isPrincipal: IsPrincipal): boolean {
  if (kind === 'AWS') return value === '*' || isPrincipal(value);
  if (kind === 'Service') return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|aws\.internal)$/.test(value);
  if (kind === 'CanonicalUser') return /^[0-9a-f]{64}$/.test(value) || /^[A-Z0-9]+$/.test(value);
  return kind === 'Federated' && value !== '';
}

function isAction(action: string, { vendor, actions, wildcards }: PolicyRules): boolean {
  if (action === '*') return wildcards;
  const [of, name = ''] = action.toLowerCase().split(':');
  if (of !== vendor) return false;
  if (!/[*?]/.test(name)) return actions.has(name);
  return wildcards && [...actions].some((one) => glob(name, one));
}
