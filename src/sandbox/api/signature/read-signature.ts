import type { CallHead } from '../service.js';
import { refusedSignature } from './refused-signature.js';

/** A SigV4 signature as a request carries it; nothing of it is verified yet. */
export interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
  /** Of the credential scope: `YYYYMMDD`. */
  scopeDate: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  time: string;
  /** Lower case names. */
  signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  signature: string;
  token: string | undefined;
  /** The payload's hash as the request states it; undefined: it does not. */
  payloadHash: string | undefined;
  /** Of a presigned URL: how long it is valid, in s. */
  expiresS: number | undefined;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Reads the signature from the `Authorization` header or from the query of a presigned URL.
 *
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 *
 * @returns undefined for a request that is not signed
 * @throws ServiceError IncompleteSignature, in the caller's protocol
 */
export function readSignature(call: CallHead): Signature | undefined {
  const authorization = call.headers.authorization ?? '';
  if (authorization.startsWith(ALGORITHM)) return fromHeader(call, authorization.slice(ALGORITHM.length));
  return call.query.get('X-Amz-Algorithm') === ALGORITHM ? fromQuery(call) : undefined;
}

function fromHeader(call: CallHead, text: string): Signature {
  const parts = text.split(/[,\s]+/).map((part) => [part.split('=', 1)[0] ?? '', part.slice(part.indexOf('=') + 1)]);
  const fields = new Map(parts as [string, string][]);
  const read = (name: string) =>
    fields.get(name) || missing(call, `Authorization header requires '${name}' parameter.`);
  return {
    ...credential(call, read('Credential')),
    signedHeaders: read('SignedHeaders').toLowerCase().split(';'),
    signature: read('Signature'),
    time:
      header(call, 'x-amz-date') ?? missing(call, "Authorization header requires existence of an 'X-Amz-Date' header."),
    token: header(call, 'x-amz-security-token'),
    payloadHash: header(call, 'x-amz-content-sha256'),
    expiresS: undefined,
  };
}

function fromQuery(call: CallHead): Signature {
  const read = (name: string) =>
    call.query.get(name) || missing(call, `AWS query-string parameters must include '${name}'.`);
  const expiresS = Number(read('X-Amz-Expires'));
  // At most a week (Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters").
  if (!(expiresS >= 1 && expiresS <= 604_800)) missing(call, "'X-Amz-Expires' must be from 1 to 604800.");
  return {
    ...credential(call, read('X-Amz-Credential')),
    signedHeaders: read('X-Amz-SignedHeaders').toLowerCase().split(';'),
    signature: read('X-Amz-Signature'),
    time: read('X-Amz-Date'),
    token: call.query.get('X-Amz-Security-Token') ?? undefined,
    payloadHash: call.query.get('X-Amz-Content-Sha256') ?? header(call, 'x-amz-content-sha256'),
    expiresS,
  };
}

/** `<key id>/<date>/<region>/<service>/aws4_request`. */
function credential(call: CallHead, text: string) {
  const parts = text.split('/');
  const [scopeDate, region, service, end] = parts.slice(-4);
  // The key id comes first and may itself hold slashes, so the scope is counted from the end.
  const accessKeyId = parts.slice(0, -4).join('/');
  const isScope = /^\d{8} [a-z0-9-]+ [a-z0-9-]+ aws4_request$/.test(`${scopeDate} ${region} ${service} ${end}`);
  if (!scopeDate || !region || !service || !isScope || !accessKeyId) {
    return missing(
      call,
      `Credential must have at least 5 slash-delimited elements, e.g. keyid/date/region/service/term.`,
    );
  }
  return { scopeDate, region, service, accessKeyId };
}

function missing(call: CallHead, message: string): never {
  throw refusedSignature('incomplete', undefined, call.headers, message);
}

function header({ headers }: CallHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
