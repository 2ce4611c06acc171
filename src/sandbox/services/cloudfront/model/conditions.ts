import { ServiceError } from '../../service-error.js';

/** Checks If-Match as every CloudFront update and delete does. */
export function checkIfMatch(ifMatch: string | undefined, etag: string): void {
  if (!ifMatch) {
    throw new ServiceError('InvalidIfMatchVersion', 'The If-Match version is missing or not valid for the resource.');
  }
  if (ifMatch !== etag) {
    throw new ServiceError(
      'PreconditionFailed',
      "The request failed because it didn't meet the preconditions in one or more request-header fields.",
      412,
    );
  }
}
