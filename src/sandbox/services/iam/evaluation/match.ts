/** Signs that stand for themselves in a pattern: private characters, which nothing in AWS is named by. */
const LITERAL: Readonly<Record<string, string>> = { '*': '\uE000', '?': '\uE001' };

/** Text that no pattern takes for wildcards: what `${*}` is replaced by, and the value of a variable. */
export function literally(text: string): string {
  return text.replace(/[*?]/g, (sign) => LITERAL[sign] ?? sign);
}

/** The text as it is compared without wildcards; undoes {@link literally}. */
export function asText(pattern: string): string {
  return pattern.replaceAll('\uE000', '*').replaceAll('\uE001', '?');
}

/**
 * `*` matches any run of characters, `?` any one. Only the last `*` is ever tried again, so that the time grows with the
 * product of the lengths at most, whatever the policy has.
 */
export function glob(pattern: string, value: string): boolean {
  let [at, read, star, from] = [0, 0, -1, 0];
  while (read < value.length) {
    if (pattern[at] === '*') {
      [star, from] = [at, read];
      at += 1;
    } else if (
      pattern[at] === '?' ||
      pattern[at] === value[read] ||
      pattern[at] === (LITERAL[value[read] ?? ''] ?? '')
    ) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      from += 1;
      [at, read] = [star + 1, from];
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
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
