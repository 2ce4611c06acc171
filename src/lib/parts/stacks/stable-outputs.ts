import { parse } from 'yaml';
import type { ResourceChange } from '../../cloudformation/describe-changes.js';
import type { Outputs } from '../part.js';

/**
 * The outputs of a stack that are the same after an update: their expression in the template does not change, and it
 * names no resource that is made, removed or replaced. A new value of a parameter is taken to replace nothing: none of
 * our resources is replaced for an output of another stack.
 *
 * @param before the template that the stack was last deployed from
 * @param after the template that it is to be deployed from
 */
export function stableOutputs(
  outputs: Outputs,
  before: string | undefined,
  after: string,
  changes: readonly ResourceChange[],
): Outputs {
  const expressions = outputExpressions(after);
  const earlier = before === undefined ? new Map<string, string>() : outputExpressions(before);
  const renewed = changes.flatMap(({ logicalId, action, replacement }) =>
    action === 'add' || action === 'remove' || replacement !== 'never' ? [logicalId] : [],
  );
  const isStable = (name: string) => {
    const expression = expressions.get(name);
    return expression === earlier.get(name) && !renewed.some((id) => names(expression ?? '', id));
  };
  return Object.fromEntries(Object.entries(outputs).filter(([name]) => isStable(name)));
}

/** Output name → its value in the template, as JSON; of `!Ref X` and `!GetAtt X.Y` only `X` and `X.Y` are kept. */
function outputExpressions(template: string): Map<string, string> {
  const { Outputs = {} } = parse(template, { logLevel: 'silent' }) as { Outputs?: Record<string, { Value: unknown }> };
  return new Map(Object.entries(Outputs).map(([name, { Value }]) => [name, JSON.stringify(Value)]));
}

function names(expression: string, logicalId: string): boolean {
  return new RegExp(`\\b${logicalId}\\b`).test(expression);
}
