import { validationError } from '../errors.js';
import { isRecord } from './template.js';

/**
 * Evaluates every condition of a template.
 *
 * @param resolve resolves the arguments of Fn::Equals: references to parameters, Fn::FindInMap and the like.
 */
export function evaluateConditions(
  definitions: Readonly<Record<string, unknown>>,
  resolve: (value: unknown) => unknown,
): Record<string, boolean> {
  const results: Record<string, boolean> = {};
  const pending = new Set<string>();

  const named = (name: unknown): boolean => {
    if (typeof name !== 'string' || !Object.hasOwn(definitions, name)) {
      throw validationError(`Template format error: Unresolved condition dependency ${String(name)} in the template`);
    }
    const known = results[name];
    if (known !== undefined) return known;
    if (pending.has(name)) throw validationError(`Template format error: Circular dependency of condition ${name}`);
    pending.add(name);
    results[name] = evaluate(definitions[name]);
    return results[name];
  };

  const evaluate = (value: unknown): boolean => {
    if (!isRecord(value) || Object.keys(value).length !== 1) throw malformed(value);
    const [name, argument] = Object.entries(value)[0] as [string, unknown];
    if (name === 'Condition') return named(argument);
    if (!Array.isArray(argument)) throw malformed(value);
    if (name === 'Fn::Not' && argument.length === 1) return !evaluate(argument[0]);
    // Both limits are CloudFormation's: 2 to 10 conditions.
    if (name === 'Fn::And' && argument.length >= 2 && argument.length <= 10)
      return argument.map(evaluate).every(Boolean);
    if (name === 'Fn::Or' && argument.length >= 2 && argument.length <= 10) return argument.map(evaluate).some(Boolean);
    if (name === 'Fn::Equals' && argument.length === 2) {
      const [left, right] = argument.map((one) => JSON.stringify(scalarText(resolve(one))));
      return left === right;
    }
    throw malformed(value);
  };

  for (const name of Object.keys(definitions)) named(name);
  return results;
}

/** Replaces every Fn::If by the branch that its condition picks, so that no conditions are left. */
export function pruneConditions(value: unknown, conditions: Readonly<Record<string, boolean>>): unknown {
  if (Array.isArray(value)) return value.map((item) => pruneConditions(item, conditions));
  if (!isRecord(value)) return value;
  if (Object.hasOwn(value, 'Fn::If') && Object.keys(value).length === 1) {
    const branches = value['Fn::If'];
    if (!Array.isArray(branches) || branches.length !== 3) {
      throw validationError('Template error: Fn::If requires a list argument with the first element being a condition');
    }
    const [name, whenTrue, whenFalse] = branches as [string, unknown, unknown];
    return pruneConditions(conditions[name] ? whenTrue : whenFalse, conditions);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pruneConditions(member, conditions)]));
}

function malformed(value: unknown): Error {
  return validationError(
    `Template format error: Conditions can only be boolean operations on parameters and other conditions: ${JSON.stringify(value)}`,
  );
}

function scalarText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
