import type { ResourceContext } from './resource-handler.js';

/** What CloudFormation keeps for its random tail and the hyphen before it. */
const TAIL = 13;

/**
 * A name as CloudFormation makes one for a resource without a name of its own: `<stack>-<logical id>-<random>`.
 *
 * Where that is longer than the resource type takes, it shortens the stack's name and the logical id, never the tail:
 * what is free is divided evenly, the odd character goes to the stack's name, and each gets what the other does not need.
 * Hyphens in a row become one. The source is `generateResourceIdentifier` in
 * github.com/aws-cloudformation/cloudformation-cli-java-plugin, IdentifierUtils.java, which resource types of the registry
 * are written with; twenty names that CloudFormation made in accounts agree, see the test.
 *
 * @param random 12 characters
 * @param maxLength of the resource type
 */
export function generatedName(
  context: Pick<ResourceContext, 'stackName' | 'logicalId'>,
  random: string,
  maxLength = 64,
): string {
  const stackName = context.stackName.replace(/-{2,}/g, '-');
  const { logicalId } = context;
  const free = maxLength - TAIL - 1;
  const ofStack = Math.max(Math.ceil(free / 2), free - logicalId.length);
  const stackPart = stackName.slice(0, ofStack);
  return `${stackPart}-${logicalId.slice(0, free - stackPart.length)}-${random}`;
}
