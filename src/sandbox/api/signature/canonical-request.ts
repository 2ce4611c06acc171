import { createHash, createHmac } from 'node:crypto';
import { ServiceError } from '../../services/service-error.js';
import type { ArrivedCall } from '../service.js';
import type { Signature } from './read-signature.js';

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** `YYYYMMDD/region/service/aws4_request`. */
export function scopeOf({ scopeDate, region, service }: Signature): string {
  return `${scopeDate}/${region}/${service}/aws4_request`;
}

/** The key that signs requests of one day to one service of one region. */
export function signingKey(secretAccessKey: string, { scopeDate, region, service }: Signature): Buffer {
  return [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, scopeDate));
}

/**
 * The text whose HMAC is the signature of a request.
 *
 * Source: IAM User Guide, "Create a signed AWS API request", steps 1 to 3.
 *
 * @param payloadHash of the body in hexadecimal digits, or the word that stands for it
 */
export function stringToSign(call: ArrivedCall, signature: Signature, payloadHash: string): string {
  const { headers, method, path, query } = call;
  const canonical = [
    method,
    signature.service === 's3' ? objectPath(path) : servicePath(path),
    canonicalQuery(query, signature.expiresS !== undefined),
    ...signature.signedHeaders.map((name) => `${name}:${canonicalValue(headers[name])}`),
    '',
    signature.signedHeaders.join(';'),
    payloadHash,
  ];
  return ['AWS4-HMAC-SHA256', signature.time, scopeOf(signature), sha256(canonical.join('\n'))].join('\n');
}

/** S3: the path as it is, each segment encoded once. */
function objectPath(path: string): string {
  try {
    return path
      .split('/')
      .map((segment) => encode(decodeURIComponent(segment)))
      .join('/');
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Other services: without empty and dot segments, and what is encoded already is encoded once more. */
function servicePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

/** @param presigned whether the query holds the signature itself, which cannot be signed */
function canonicalQuery(query: URLSearchParams, presigned: boolean): string {
  return [...query]
    .filter(([name]) => !presigned || name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalValue(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join(',').trim().replace(/\s+/g, ' ');
}

/** Everything but the unreserved characters of RFC 3986 is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
