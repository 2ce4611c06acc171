import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../services/service-error.js';
import type { ControlRequest } from './service.js';

/** Services that speak XML, by signing name: S3 and other REST services, and those of the query protocol. */
const XML = new Set([
  ...['s3', 's3express', 's3-object-lambda', 's3-outposts', 'cloudfront', 'route53'],
  ...['autoscaling', 'cloudformation', 'cloudsearch', 'docdb', 'ec2', 'elasticache', 'elasticbeanstalk'],
  ...['elasticloadbalancing', 'iam', 'monitoring', 'neptune', 'rds', 'redshift', 'sdb', 'ses', 'sns', 'sqs', 'sts'],
]);

/** Whether callers of a service read JSON: most do, also those that do not name the operation in `X-Amz-Target`. */
export function speaksJson(service: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (headers['x-amz-target'] !== undefined) return true;
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
  return service !== undefined && !isForm && !XML.has(service);
}

/**
 * The refusal of an expired session. Its name depends on the protocol: JSON services add `Exception`, query and REST do
 * not; DynamoDB and the other JSON services answer 400, the query and REST services 403.
 */
export function expiredToken({ service, headers }: ControlRequest): ServiceError {
  if (service === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.', 400);
  const isJson = headers['x-amz-target'] !== undefined;
  const code = speaksJson(service, headers) ? 'ExpiredTokenException' : 'ExpiredToken';
  return new ServiceError(code, 'The security token included in the request is expired', isJson ? 400 : 403);
}

/** The refusal of a call above the allowed rate. Its name depends on the service ("Common errors" of each service's API reference). */
export function throttled({ service, headers }: ControlRequest): ServiceError {
  if (service === 's3') return new ServiceError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'lambda') return new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const code = headers['x-amz-target'] === undefined ? 'Throttling' : 'ThrottlingException';
  return new ServiceError(code, 'Rate exceeded', 400);
}
