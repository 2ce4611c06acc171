/** `*` matches any run of characters, `?` any one. */
export function glob(pattern: string, value: string): boolean {
  return matcher(pattern).test(value);
}

/** As {@link glob}, without regard to case: actions and condition keys have none. */
export function globWithoutCase(pattern: string, value: string): boolean {
  return glob(pattern.toLowerCase(), value.toLowerCase());
}

/**
 * Whether an ARN has the form of a pattern: each of the five parts before the resource is compared for itself, so that a
 * wildcard does not reach over a colon there ("IAM JSON policy elements: Condition operators", ARN operators).
 */
export function arnMatches(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const [wanted, actual] = [partsOf(pattern), partsOf(arn)];
  return wanted.length === actual.length && wanted.every((part, index) => glob(part, actual[index] as string));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const MATCHERS = new Map<string, RegExp>();

function matcher(pattern: string): RegExp {
  const known = MATCHERS.get(pattern);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const made = new RegExp(`^${source}$`, 's');
  MATCHERS.set(pattern, made);
  return made;
}
