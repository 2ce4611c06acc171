import type { ResourceProperties } from '../../../../resources/resource-handler.js';

/**
 * Top-level properties in which two sets of resolved properties differ. `5` and `"5"` are the same to CloudFormation.
 */
export function changedProperties(before: ResourceProperties, after: ResourceProperties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/** Whether two values are equal, whatever the order of their keys. */
export function sameValue(left: unknown, right: unknown): boolean {
  return left === right || canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'number' || typeof member === 'boolean') return String(member);
    if (member && typeof member === 'object' && !Array.isArray(member)) {
      return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return member;
  });
}
