/** What CloudFormation may keep for its random tail and the hyphen before it: 12 characters now, 13 in older names. */
const TAIL = 14;

/** A resource that CloudFormation names, and the longest name of its type. */
export interface Unnamed {
  stackName: string;
  logicalId: string;
  /** Characters. */
  maxLength: number;
}

/**
 * A pattern, with `*` for any characters, of the names that CloudFormation makes for a resource without a name of its
 * own: `<stack>-<logical id>-<random>`. Where that is too long, CloudFormation shortens the stack's name to what the
 * logical id leaves, or to half of the place; the pattern ends where the stack's name is sure to be cut. The rule is that
 * of `generateResourceIdentifier`, github.com/aws-cloudformation/cloudformation-cli-java-plugin, IdentifierUtils.java.
 */
export function generatedNamePattern({ stackName: given, logicalId, maxLength }: Unnamed): string {
  // CloudFormation makes one hyphen of several in a row.
  const stackName = given.replace(/-{2,}/g, '-');
  const free = maxLength - TAIL - 1;
  const half = Math.floor(free / 2);
  const stackPart = stackName.slice(0, Math.max(half, free - logicalId.length));
  const idPart = logicalId.slice(0, Math.max(half, free - stackName.length));
  const isCut = stackPart !== stackName;
  return `${stackPart}${isCut ? '*' : ''}-${idPart}${idPart === logicalId ? '-' : ''}*`;
}

/** How the names begin that {@link generatedNamePattern} describes. */
export function generatedNamePrefix(unnamed: Unnamed): string {
  const pattern = generatedNamePattern(unnamed);
  return pattern.slice(0, pattern.indexOf('*'));
}
