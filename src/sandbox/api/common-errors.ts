import { ServiceError } from '../services/service-error.js';
import type { ControlRequest } from './service.js';

/** Services with a JSON protocol that do not name the operation in `X-Amz-Target`. */
export const JSON_REST = new Set(['lambda', 'scheduler', 'sandbox']);

/**
 * The refusal of an expired session. Its name depends on the protocol: JSON services add `Exception`, query and REST do
 * not; DynamoDB and the other JSON services answer 400, the query and REST services 403.
 */
export function expiredToken({ service, headers }: ControlRequest): ServiceError {
  if (service === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.', 400);
  const isJson = headers['x-amz-target'] !== undefined;
  const code = isJson || JSON_REST.has(service) ? 'ExpiredTokenException' : 'ExpiredToken';
  return new ServiceError(code, 'The security token included in the request is expired', isJson ? 400 : 403);
}

/** The refusal of a call above the allowed rate. Its name depends on the service ("Common errors" of each service's API reference). */
export function throttled({ service, headers }: ControlRequest): ServiceError {
  if (service === 's3') return new ServiceError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'lambda') return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const code = headers['x-amz-target'] === undefined ? 'Throttling' : 'ThrottlingException';
  return new ServiceError(code, 'Rate exceeded', 400);
}
