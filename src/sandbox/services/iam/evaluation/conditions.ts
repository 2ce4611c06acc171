import { isIPv4 } from 'node:net';
import { unsupported } from '../../service-error.js';
import { arnMatches, asText, glob, literally } from './match.js';
import { manyOf, type Policy, type Statement } from './policy.js';

/** What is known of a request, by condition key; keys are compared without case. A list is a key with several values. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Compares one value of the policy with one of the request. */
type Compare = (wanted: string, actual: string) => boolean;

const NUMBERS = (compare: (actual: number, wanted: number) => boolean): Compare => {
  return (wanted, actual) => compare(Number(actual), Number(wanted));
};
const DATES = (compare: (actual: number, wanted: number) => boolean): Compare => {
  return (wanted, actual) => compare(momentOf(actual), momentOf(wanted));
};

/** By operator; the negated ones are below. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (wanted, actual) => asText(wanted) === actual,
  StringEqualsIgnoreCase: (wanted, actual) => asText(wanted).toLowerCase() === actual.toLowerCase(),
  StringLike: glob,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase(),
  NumericEquals: NUMBERS((actual, wanted) => actual === wanted),
  NumericLessThan: NUMBERS((actual, wanted) => actual < wanted),
  NumericLessThanEquals: NUMBERS((actual, wanted) => actual <= wanted),
  NumericGreaterThan: NUMBERS((actual, wanted) => actual > wanted),
  NumericGreaterThanEquals: NUMBERS((actual, wanted) => actual >= wanted),
  DateEquals: DATES((actual, wanted) => actual === wanted),
  DateLessThan: DATES((actual, wanted) => actual < wanted),
  DateLessThanEquals: DATES((actual, wanted) => actual <= wanted),
  DateGreaterThan: DATES((actual, wanted) => actual > wanted),
  DateGreaterThanEquals: DATES((actual, wanted) => actual >= wanted),
  IpAddress: inRange,
};

/** The operator that a negated one denies. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/**
 * Whether a statement's conditions hold: every operator, every key of it, and one of the key's values ("IAM JSON policy
 * elements: Condition", "Condition operators", "Set operators for multivalued context keys", IAM User Guide).
 *
 * @throws ServiceError for an operator that the sandbox does not know
 */
export function conditionsHold(
  { Condition = {} }: Statement,
  context: RequestContext,
  version: Policy['Version'] = '2012-10-17',
): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, manyOf(values).map(String), context, version)),
  );
}

function holds(
  operator: string,
  key: string,
  values: readonly string[],
  context: RequestContext,
  version: Policy['Version'],
): boolean {
  const { set, name, ifExists } = partsOf(operator);
  const actual = manyOf(contextValue(key, context));
  if (name === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (actual.length === 0));
  const positive = NEGATED[name] ?? name;
  const compare = OPERATORS[positive];
  if (!compare) throw unsupported('iam', `the condition operator ${operator}`);
  const negated = positive !== name;
  // Of no values none matches, so that `ForAnyValue` does not hold, negated or not.
  if (actual.length === 0) return ifExists || (set === undefined ? negated : set === 'ForAllValues');
  const wanted = values.map((value) => withVariables(value, context, version));
  const matches = (one: string) => wanted.some((value) => value !== undefined && compare(value, one)) !== negated;
  // Without a set operator a negated one must hold for every value, another one for any.
  const all = set === 'ForAllValues' || (set === undefined && negated);
  return all ? actual.every(matches) : actual.some(matches);
}

function partsOf(operator: string): { set?: string; name: string; ifExists: boolean } {
  const [first, second] = operator.split(':');
  const [set, rest] = second === undefined ? [undefined, first ?? ''] : [first, second];
  const ifExists = rest.endsWith('IfExists');
  return { set, name: ifExists ? rest.slice(0, -'IfExists'.length) : rest, ifExists };
}

function contextValue(key: string, context: RequestContext): string | readonly string[] | undefined {
  const wanted = key.toLowerCase();
  return Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/**
 * Replaces `${aws:username}` and the like; undefined where the request has no such value, which matches nothing ("IAM
 * policy elements: Variables and tags"). `${*}` is an asterisk and no wildcard. Policies of an older version than
 * 2012-10-17, or of none, have no variables ("IAM JSON policy elements: Version").
 */
export function withVariables(value: string, context: RequestContext, version: Policy['Version']): string | undefined {
  if (version !== '2012-10-17') return value;
  let missing = false;
  const text = value.replace(/\$\{([^}]*)\}/g, (_all, inner: string) => {
    if (inner === '*' || inner === '?' || inner === '$') return literally(inner);
    const [key = '', fallback] = inner.split(',', 2);
    const [known] = manyOf(contextValue(key.trim(), context));
    if (known !== undefined) return literally(known);
    if (fallback === undefined) missing = true;
    return literally(fallback?.trim().replace(/^'|'$/g, '') ?? '');
  });
  return missing ? undefined : text;
}

/** ms since the epoch, of a date of ISO 8601 or of seconds since the epoch. */
function momentOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** Whether an address lies in a range of IPv4 in CIDR notation. */
function inRange(range: string, address: string): boolean {
  const [network = '', bits = '32'] = range.split('/');
  if (!isIPv4(network) || !isIPv4(address)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
