import type { IncomingHttpHeaders } from 'node:http';
import { buildXml } from './protocols.js';
import type { ControlResponse, ServiceError } from './service.js';

const JSON_REST = new Set(['lambda', 'scheduler']);

/**
 * Writes an error that comes before any service sees the request, in the format that the caller's SDK reads:
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

/** What an expired session is called depends on the protocol: JSON services add `Exception`, query and REST do not. */
export function expiredTokenCode(service: string, headers: IncomingHttpHeaders): string {
  return headers['x-amz-target'] !== undefined || JSON_REST.has(service) ? 'ExpiredTokenException' : 'ExpiredToken';
}
