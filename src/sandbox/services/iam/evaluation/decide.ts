import { conditionsHold, type RequestContext, withVariables } from './conditions.js';
import { glob, globWithoutCase } from './match.js';
import { manyOf, type Policy, type PrincipalElement, type Statement } from './policy.js';

/** One action on one resource, which somebody wants to do. */
export interface AccessRequest {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN; `*` for an action that has no resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** The policies that decide over a principal's request. */
export interface Policies {
  readonly identity: readonly Policy[];
  /** Permissions boundary of the role or user. */
  readonly boundary?: Policy;
  /** Of a session of a role; absent: the session has all that the role has. */
  readonly session?: Policy;
  /** Of the resource, in the principal's account. */
  readonly resource?: Policy;
}

/** Who asks, as a resource's policy names principals. */
export interface PrincipalNames {
  /** ARN of the session or user, and then of the session's role. */
  readonly arns: readonly string[];
  readonly account: string;
  /** Service principal, such as `cloudfront.amazonaws.com`. */
  readonly service?: string;
}

export type PolicyKind = 'identity' | 'boundary' | 'session' | 'resource';

/** What becomes of a request: `by` says which kind of policy denied it, or does not allow it. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly explicit: boolean; readonly by: PolicyKind };

/**
 * Decides over a request within one account: an explicit deny in any policy wins; then boundary and session policy must
 * each allow it; then the identity's policies, or the resource's policy for this very principal. What a resource's policy
 * grants a session, and not its role, boundary and session policy do not limit ("Policy evaluation for requests within a
 * single account", "Permissions boundaries for IAM entities", IAM User Guide).
 */
export function decide(policies: Policies, request: AccessRequest, principal: PrincipalNames): Decision {
  const { identity, boundary, session, resource } = policies;
  const says = (effect: Statement['Effect'], policy: Policy) => statementsFor(effect, policy, request).length > 0;
  // An account in an Allow leaves it to the identity's policies; in a Deny it means everybody of the account.
  const ofResource = (effect: Statement['Effect'], names: PrincipalNames, byAccount: boolean) =>
    resource !== undefined &&
    statementsFor(effect, resource, request).some((statement) => concerns(statement, names, byAccount));
  const denied = (by: PolicyKind) => ({ allowed: false, explicit: true, by }) as const;

  if (identity.some((policy) => says('Deny', policy))) return denied('identity');
  if (boundary && says('Deny', boundary)) return denied('boundary');
  if (session && says('Deny', session)) return denied('session');
  if (ofResource('Deny', principal, true)) return denied('resource');

  // What a resource grants the session itself, nothing but a deny takes away.
  if (ofResource('Allow', { ...principal, arns: principal.arns.slice(0, 1) }, false)) return { allowed: true };
  if (boundary && !says('Allow', boundary)) return { allowed: false, explicit: false, by: 'boundary' };
  if (session && !says('Allow', session)) return { allowed: false, explicit: false, by: 'session' };
  const granted = identity.some((policy) => says('Allow', policy)) || ofResource('Allow', principal, false);
  return granted ? { allowed: true } : { allowed: false, explicit: false, by: 'identity' };
}

/** Whether a policy of a resource alone lets a principal do something: as it must for a service, and for who assumes a role. */
export function resourcePolicyAllows(policy: Policy, request: AccessRequest, principal: PrincipalNames): boolean {
  const matching = (effect: Statement['Effect']) =>
    statementsFor(effect, policy, request).some((statement) => concerns(statement, principal, true));
  return !matching('Deny') && matching('Allow');
}

function statementsFor(effect: Statement['Effect'], policy: Policy, request: AccessRequest): Statement[] {
  return policy.Statement.filter((one) => one.Effect === effect && applies(one, request, policy.Version));
}

function applies(
  statement: Statement,
  { action, resource, context }: AccessRequest,
  version: Policy['Version'],
): boolean {
  const named = (patterns: Statement['Action']) => manyOf(patterns).some((pattern) => globWithoutCase(pattern, action));
  const meant = (patterns: Statement['Resource']) =>
    manyOf(patterns).some((pattern) => {
      const text = withVariables(pattern, context, version);
      return text !== undefined && resourceMatches(text, resource);
    });
  return (
    (statement.NotAction === undefined ? named(statement.Action) : !named(statement.NotAction)) &&
    (statement.NotResource === undefined
      ? statement.Resource === undefined || meant(statement.Resource)
      : !meant(statement.NotResource)) &&
    conditionsHold(statement, context, version)
  );
}

/** An action without a resource is allowed by `*` only ("Actions, resources, and condition keys": no resource types). */
function resourceMatches(pattern: string, resource: string): boolean {
  return resource === '*' ? pattern === '*' : glob(pattern, resource);
}

/** @param byAccount whether a statement about the whole account is about the principal */
function concerns({ Principal, NotPrincipal }: Statement, principal: PrincipalNames, byAccount: boolean): boolean {
  if (NotPrincipal !== undefined) return !isNamed(NotPrincipal, principal, true);
  return Principal !== undefined && isNamed(Principal, principal, byAccount);
}

function isNamed(element: PrincipalElement, { arns, account, service }: PrincipalNames, byAccount: boolean): boolean {
  if (element === '*') return true;
  if (service !== undefined) {
    return manyOf(element.AWS).includes('*') || manyOf(element.Service).some((name) => glob(name, service));
  }
  const ofAccount = [account, `arn:aws:iam::${account}:root`];
  return manyOf(element.AWS).some((one) => one === '*' || arns.includes(one) || (byAccount && ofAccount.includes(one)));
}
