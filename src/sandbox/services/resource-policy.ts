import { unsupported } from './service-error.js';

/** What is asked of a resource's policy. */
export interface AccessRequest {
  /** Service principal, such as `cloudfront.amazonaws.com`. */
  service: string;
  action: string;
  resource: string;
  /** Condition context, such as `AWS:SourceArn`; keys are compared without case. */
  context: Readonly<Record<string, string>>;
}

interface Statement {
  Effect?: string;
  Principal?: string | { Service?: string | string[]; AWS?: string | string[] };
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | boolean | (string | boolean)[]>>;
}

/**
 * Whether a resource-based policy allows a request of an AWS service: an explicit deny wins, and the default is deny
 * ("Policy evaluation logic", IAM User Guide).
 *
 * @throws ServiceError for a condition operator that the sandbox does not know
 */
export function policyAllows(policyText: string | undefined, request: AccessRequest): boolean {
  if (!policyText) return false;
  const policy = JSON.parse(policyText) as { Statement?: Statement | Statement[] };
  const matching = list(policy.Statement).filter((statement) => applies(statement, request));
  return (
    matching.some((statement) => statement.Effect === 'Allow') &&
    !matching.some((statement) => statement.Effect === 'Deny')
  );
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    namesService(statement.Principal, request.service) &&
    list(statement.Action).some((pattern) => glob(pattern.toLowerCase(), request.action.toLowerCase())) &&
    list(statement.Resource).some((pattern) => glob(pattern, request.resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
      Object.entries(tests).every(([key, values]) => holds(operator, key, list(values).map(String), request.context)),
    )
  );
}

function namesService(principal: Statement['Principal'], service: string): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object') return false;
  return list(principal.AWS).includes('*') || list(principal.Service).some((name) => glob(name, service));
}

function holds(operator: string, key: string, values: string[], context: AccessRequest['context']): boolean {
  const actual = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  const [name, optional] = operator.endsWith('IfExists') ? [operator.slice(0, -8), true] : [operator, false];
  if (actual === undefined) return optional || name.startsWith('StringNot') || name.startsWith('ArnNot');
  switch (name) {
    case 'StringEquals':
      return values.includes(actual);
    case 'StringNotEquals':
      return !values.includes(actual);
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return values.some((pattern) => glob(pattern, actual));
    case 'StringNotLike':
    case 'ArnNotLike':
    case 'ArnNotEquals':
      return !values.some((pattern) => glob(pattern, actual));
    case 'Bool':
      return values.some((value) => value.toLowerCase() === actual.toLowerCase());
    default:
      throw unsupported('iam', `the condition operator ${operator}`);
  }
}

/** `*` matches any run of characters, `?` any one. */
export function glob(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

function list<Item>(value: Item | Item[] | undefined): Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
