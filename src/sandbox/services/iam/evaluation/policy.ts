import { ServiceError } from '../../service-error.js';

/** One or more, as JSON policies write both. */
export type OneOrMore<Item> = Item | readonly Item[];

/** Who a statement of a resource's policy or of a trust policy is about. */
export type PrincipalElement = '*' | Readonly<Record<string, OneOrMore<string>>>;

/** A statement ("IAM JSON policy element reference", IAM User Guide). */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  /** By operator, then by condition key. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore<string | number | boolean>>>>>;
}

export interface Policy {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

/**
 * Reads a policy document, given as JSON or as the object that a template has.
 *
 * @throws ServiceError MalformedPolicyDocument
 */
export function readPolicy(document: unknown): Policy {
  const parsed = typeof document === 'string' ? parseJson(document) : document;
  if (typeof parsed !== 'object' || parsed === null) throw malformed('Syntax errors in policy.');
  const { Version, Statement: given } = parsed as { Version?: unknown; Statement?: unknown };
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string.');
  }
  if (given === undefined) throw malformed('The policy has no Statement.');
  const statements = manyOf(given) as readonly Statement[];
  statements.forEach(check);
  return { Version: Version as string | undefined, Statement: statements };
}

/**
 * Reads a policy of a role: who it is about is the role, and each statement says on what ("Grammar of the IAM JSON policy
 * language", IAM User Guide).
 *
 * @throws ServiceError MalformedPolicyDocument
 */
export function readIdentityPolicy(document: unknown): Policy {
  const policy = readPolicy(document);
  for (const { Resource, NotResource, Principal, NotPrincipal } of policy.Statement) {
    if ((Principal ?? NotPrincipal) !== undefined) throw malformed('Policy document should not specify a principal.');
    if ((Resource === undefined) === (NotResource === undefined)) {
      throw malformed('Policy statement must contain resources.');
    }
  }
  return policy;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
}

function check(statement: Statement): void {
  const unknown = Object.keys(statement).find((name) => !ELEMENTS.has(name));
  if (unknown !== undefined) throw malformed(`Syntax errors in policy: ${unknown} is not an element of a statement.`);
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('Effect must be Allow or Deny.');
  if ((statement.Action === undefined) === (statement.NotAction === undefined)) {
    throw malformed('Policy statement must contain actions.');
  }
  for (const action of [...manyOf(statement.Action), ...manyOf(statement.NotAction)]) {
    if (action !== '*' && !/^[\w-]+:[\w*?]+$/.test(action)) {
      throw malformed(`Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (${action})`);
    }
  }
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', message);
}

/** A list of what may be absent, one, or more. */
export function manyOf<Item>(value: OneOrMore<Item> | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
