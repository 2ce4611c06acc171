import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../services/service-error.js';
import { speaksJson } from '../common-errors.js';

/** Codes and texts of one refusal: of query and REST-XML services, of JSON services, and of S3. */
interface Refusal {
  xml: string;
  json: string;
  s3: string;
  message: string;
  s3Message?: string;
  /** 403 where absent, and 400 for services whose operation is in `X-Amz-Target`. */
  status?: 400;
  s3Status?: 400;
}

/**
 * "Common errors" of each service's API reference, "Error responses" of the Amazon S3 API Reference, and "Error handling
 * with DynamoDB".
 */
const REFUSALS = {
  missing: {
    xml: 'MissingAuthenticationToken',
    json: 'MissingAuthenticationTokenException',
    s3: 'AccessDenied',
    message: 'Request is missing Authentication Token',
    s3Message: 'Access Denied',
  },
  incomplete: {
    xml: 'IncompleteSignature',
    json: 'IncompleteSignatureException',
    s3: 'AuthorizationHeaderMalformed',
    message: 'The request signature does not conform to AWS standards.',
    status: 400,
    s3Status: 400,
  },
  'unknown key': {
    xml: 'InvalidClientTokenId',
    json: 'UnrecognizedClientException',
    s3: 'InvalidAccessKeyId',
    message: 'The security token included in the request is invalid.',
    s3Message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'wrong token': {
    xml: 'InvalidClientTokenId',
    json: 'UnrecognizedClientException',
    s3: 'InvalidToken',
    message: 'The security token included in the request is invalid.',
    s3Message: 'The provided token is malformed or otherwise invalid.',
    s3Status: 400,
  },
  'wrong signature': {
    xml: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    s3: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  'wrong payload': {
    xml: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    s3: 'XAmzContentSHA256Mismatch',
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    s3Status: 400,
  },
  'header not signed': {
    xml: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    s3: 'AccessDenied',
    message: 'There were headers present in the request which were not signed',
  },
  skewed: {
    xml: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    s3: 'RequestTimeTooSkewed',
    message: 'The difference between the request time and the current time is too large.',
    s3Message: 'The difference between the request time and the current time is too large.',
  },
  'url expired': {
    xml: 'SignatureDoesNotMatch',
    json: 'InvalidSignatureException',
    s3: 'AccessDenied',
    message: 'Request has expired',
    s3Message: 'Request has expired',
  },
} satisfies Record<string, Refusal>;

/**
 * The refusal of a request for its signature, as the service answers it.
 *
 * @param service undefined while it is not known
 * @param message instead of the usual one; S3 keeps its own
 */
export function refusedSignature(
  kind: keyof typeof REFUSALS,
  service: string | undefined,
  headers: IncomingHttpHeaders,
  message?: string,
): ServiceError {
  const refusal: Refusal = REFUSALS[kind];
  if (service === 's3') {
    return new ServiceError(refusal.s3, refusal.s3Message ?? message ?? refusal.message, refusal.s3Status ?? 403);
  }
  const hasTarget = headers['x-amz-target'] !== undefined;
  const code = speaksJson(service, headers) ? refusal.json : refusal.xml;
  return new ServiceError(code, message ?? refusal.message, hasTarget ? 400 : (refusal.status ?? 403));
}
