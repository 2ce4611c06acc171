import type { AccessKeys } from '../../../../src/sandbox/access-keys.js';
import type { ArrivedCall, ControlRequest } from '../../../../src/sandbox/api/service.js';
import { readSignature, type Signature } from '../../../../src/sandbox/api/signature/read-signature.js';
import { verifySignature } from '../../../../src/sandbox/api/signature/verify-signature.js';

/** A call as it arrives. */
export function callOf(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string | Buffer = '',
): ArrivedCall {
  const [path = '', query = ''] = url.split('?');
  return { method, path, query: new URLSearchParams(query), headers, body: Buffer.from(body) };
}

/** @throws ServiceError as the service refuses it */
export function verify(call: ArrivedCall, nowMs: number, keys: AccessKeys): ControlRequest {
  return verifySignature(call, readSignature(call) as Signature, keys, nowMs);
}
