import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceError } from '../services/service-error.js';
import { speaksJson } from './common-errors.js';
import type { ControlResponse } from './service.js';
import { buildXml } from './xml.js';

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
  if (speaksJson(service, headers)) {
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
