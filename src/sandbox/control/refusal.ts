import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../service-error.js';
import { buildXml } from './protocols.js';
import type { ControlResponse } from './service.js';

const JSON_REST = new Set(['lambda', 'scheduler']);

/**
 * Writes an error of a request that did not reach its service, in the format that the caller's SDK reads:
 * JSON for JSON protocols, S3's bare `Error`, and `ErrorResponse` for the query and REST-XML services.
 */
export function refuse(
  error: ServiceError,
  service: string | undefined,
  headers: IncomingHttpHeaders,
  requestId: string,
): ControlResponse {
  const target = headers['x-amz-target'];
  if (target !== undefined || JSON_REST.has(service ?? '')) {
    return {
      status: error.status,
      headers: {
        'content-type': String(headers['content-type'] ?? 'application/json'),
        'x-amzn-errortype': error.code,
      },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    };
  }
  const details = { Code: error.code, Message: error.message };
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml' },
    body:
      service === 's3'
        ? buildXml('Error', { ...details, RequestId: requestId })
        : buildXml('ErrorResponse', { Error: { Type: 'Sender', ...details }, RequestId: requestId }),
  };
}

/**
 * The refusal of an expired session. Its name depends on the protocol: JSON services add `Exception`, query and REST do
 * not; DynamoDB and the other JSON services answer 400, the query and REST services 403.
 */
export function expiredToken(service: string, headers: IncomingHttpHeaders): ServiceError {
  if (service === 's3') return new ServiceError('ExpiredToken', 'The provided token has expired.', 400);
  const isJson = headers['x-amz-target'] !== undefined;
  const code = isJson || JSON_REST.has(service) ? 'ExpiredTokenException' : 'ExpiredToken';
  return new ServiceError(code, 'The security token included in the request is expired', isJson ? 400 : 403);
}
