import { ServiceError } from '../../service-error.js';

/** "SendMessage", "ReceiveMessage" and "ChangeMessageVisibility", Amazon SQS API Reference; times in s. */
const RANGES = {
  MaxNumberOfMessages: { from: 1, to: 10, reason: 'Must be between 1 and 10, if provided.' },
  WaitTimeSeconds: { from: 0, to: 20, reason: 'Must be >= 0 and <= 20, if provided.' },
  VisibilityTimeout: { from: 0, to: 43_200, reason: 'Must be >= 0 and <= 43200, if provided.' },
  DelaySeconds: { from: 0, to: 900, reason: 'DelaySeconds must be >= 0 and <= 900.' },
  MaxResults: { from: 1, to: 1000, reason: 'Must be between 1 and 1000, if provided.' },
} as const;

/** @throws ServiceError InvalidParameterValue, for a number that SQS does not take */
export function checkNumber(name: keyof typeof RANGES, value: unknown): void {
  if (value === undefined) return;
  const { from, to, reason } = RANGES[name];
  if (!Number.isInteger(value) || (value as number) < from || (value as number) > to) {
    throw invalidParameter(`Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`);
  }
}

/** Bytes of a batch together, and of one message unless its queue takes less (as RANGES). */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Characters that XML 1.0 has ("SendMessage": what a message may include). */
const ALLOWED = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** @throws ServiceError InvalidMessageContents */
export function checkCharacters(body: string): void {
  if (ALLOWED.test(body)) return;
  const found = [...body].find((one) => !ALLOWED.test(one)) ?? '';
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase();
  throw new ServiceError(
    'InvalidMessageContents',
    `Invalid binary character '#x${code}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]`,
  );
}

/**
 * The entries of a batch ("SendMessageBatch", Amazon SQS API Reference).
 *
 * @param kind of an entry, as the message names it
 */
export function checkBatch<Entry extends { Id: string }>(entries: readonly Entry[], kind: string): readonly Entry[] {
  if (entries.length === 0) {
    throw new ServiceError('EmptyBatchRequest', `There should be at least one ${kind} in the request.`);
  }
  if (entries.length > 10) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (!entries.every(({ Id }) => /^[\w-]{1,80}$/.test(Id))) {
    throw new ServiceError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const ids = entries.map(({ Id }) => Id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  return entries;
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
