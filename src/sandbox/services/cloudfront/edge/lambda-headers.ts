import { isHeader } from './header-rules.js';
import { InvalidLambdaResult } from './invalid-lambda-result.js';

/** Headers as Lambda@Edge has them: lower-case name to a list of key (original case) and value. */
export type LambdaHeaders = Record<string, { key?: string; value: string }[]>;

export function toLambdaHeaders(headers: Readonly<Record<string, string>>): LambdaHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      [{ key: name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value }],
    ]),
  );
}

/** @throws InvalidLambdaResult in CloudFront's words */
export function fromLambdaHeaders(headers: unknown): Record<string, string> {
  if (headers === undefined) return {};
  return Object.fromEntries(
    Object.entries(headers as LambdaHeaders).map(([name, entries]) => {
      if (!Array.isArray(entries)) throw invalid('Each header entry in the headers object must be an array.');
      const values = entries.map((entry) => {
        if (isHeader(name, entry?.value)) return entry.value;
        throw invalid(`${name} has a value that no header can have.`);
      });
      return [name.toLowerCase(), values.join(', ')];
    }),
  );
}

function invalid(reason: string): InvalidLambdaResult {
  return new InvalidLambdaResult(`The Lambda function returned an invalid entry in the headers object: ${reason}`);
}
