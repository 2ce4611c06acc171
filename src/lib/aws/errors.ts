import { CvsError, messageOf } from '../errors.js';
import { adviceFor } from './advice.js';
import { type AwsCall, type Failure, kindOf, SAYS_NOTHING } from './error-kinds.js';

/**
 * Turns an SDK error into a {@link CvsError} that tells the user what to do. SDK errors are translated only here.
 *
 * A {@link CvsError} is returned as it is. An error of no known kind keeps the service's message.
 *
 * @throws the error itself when it is a programming error
 */
export function translateAwsError(error: unknown, call: AwsCall): CvsError {
  if (error instanceof CvsError) return error;
  // A bug of ours is not an answer of AWS: it keeps its stack.
  if (error instanceof ReferenceError || (error instanceof TypeError && !('code' in error || '$response' in error))) {
    throw error;
  }
  const names = namesOf(error);
  const message = inOurWords(messageOf(error));
  const where = call.region ? `${call.action} in ${call.region}` : call.action;
  const status = statusOf(error);
  const failure: Failure = { where, call, error, status, message, name: names.find((one) => !SAYS_NOTHING.test(one)) };
  const kind = kindOf(names, failure);
  if (kind) {
    return new CvsError({
      code: kind.code,
      message: kind.message(failure),
      suggestions: kind.suggestions?.(failure),
      exitCode: kind.exitCode,
      cause: error,
    });
  }
  const said = SAYS_NOTHING.test(message) ? '' : message;
  return new CvsError({
    code: 'AWS_ERROR',
    message: `${where} failed: ${[failure.name, said || `HTTP ${status ?? 'error'} without a reason`].filter(Boolean).join(': ')}`,
    suggestions: adviceFor(message),
    cause: error,
  });
}

/** What a parser of the SDK says of an answer that it cannot read. */
const PARSERS = /Deserialization error|SyntaxError|is not valid JSON|XML parse error/;

function inOurWords(message: string): string {
  if (PARSERS.test(message)) return 'what answered is not AWS, but perhaps a page of a proxy';
  return message.replace(/^AWS SDK error wrapper for (Error: )?/, '');
}

/** The service's code is `name` in the SDK, `Code` in older protocols and `code` in Node. Errors may have a cause. */
function namesOf(error: unknown): string[] {
  const names: string[] = [];
  let current: unknown = error;
  for (let depth = 0; current && typeof current === 'object' && depth < 4; depth += 1) {
    const { name, Code, code, errors, cause } = current as Record<string, unknown>;
    for (const one of [Code, name, code]) if (typeof one === 'string') names.push(one);
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return names;
}

/** An answer to HEAD has no body with an error code, only a status. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
