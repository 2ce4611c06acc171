import { ServiceError } from '../../service-error.js';

/** "Lambda quotas", AWS Lambda Developer Guide: 6 MB for synchronous invocations, 1 MB for asynchronous ones; in bytes. */
const MOST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576 } as const;

/**
 * Checks an event's size (wording: ASFHyP3/hyp3#2241).
 *
 * @throws ServiceError RequestEntityTooLargeException
 */
export function checkEvent(event: string, type: keyof typeof MOST_BYTES): void {
  const bytes = Buffer.byteLength(event);
  const most = MOST_BYTES[type];
  if (bytes <= most) return;
  throw new ServiceError(
    'RequestEntityTooLargeException',
    `${bytes} byte payload is too large for the ${type} invocation type (limit ${most} bytes)`,
    413,
  );
}
