import { timingSafeEqual } from 'node:crypto';
import type { AccessKeys } from '../../access-keys.js';
import { expiredToken } from '../common-errors.js';
import type { ArrivedCall, CallHead, ControlRequest } from '../service.js';
import { hmac, sha256, signingKey, stringToSign } from './canonical-request.js';
import type { Signature } from './read-signature.js';
import { refusedSignature } from './refused-signature.js';
import { areChunksSigned, readChunks } from './signed-chunks.js';

/**
 * How far a request's time may be from the sandbox's, in ms. Sources: IAM User Guide, "AWS Signature Version 4 for API
 * requests" (five minutes); Amazon S3 API Reference, "Error responses", RequestTimeTooSkewed (15 minutes).
 */
const SKEW_MS = 5 * 60_000;
const S3_SKEW_MS = 15 * 60_000;

type SigningKey = NonNullable<ReturnType<AccessKeys['find']>>;

/**
 * Verifies what can be seen without the body: that the key is one of the keys, that the request was signed not long ago, and
 * that what must be signed is.
 *
 * @param nowMs ms since the epoch
 * @returns the key
 * @throws ServiceError as the service refuses it
 */
export function verifyHead(head: CallHead, signature: Signature, keys: AccessKeys, nowMs: number): SigningKey {
  const refuse = (kind: Parameters<typeof refusedSignature>[0], message?: string) =>
    refusedSignature(kind, signature.service, head.headers, message);
  const key = keys.find(signature.accessKeyId);
  if (!key) throw refuse('unknown key');
  checkTime(signature, nowMs, refuse);
  const unsigned = unsignedHeader(head, signature);
  if (unsigned) throw refuse('header not signed', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  return key;
}

/**
 * Verifies that a request was signed with one of the keys, not long ago, for what it holds.
 *
 * @param nowMs ms since the epoch
 * @returns the request; a body that was sent in chunks is put together, and its trailers are among the headers
 * @throws ServiceError as the service refuses it
 */
export function verifySignature(
  call: ArrivedCall,
  signature: Signature,
  keys: AccessKeys,
  nowMs: number,
): ControlRequest {
  const { accessKeyId, region, service } = signature;
  const refuse = (kind: Parameters<typeof refusedSignature>[0], message?: string) =>
    refusedSignature(kind, service, call.headers, message);
  const key = verifyHead(call, signature, keys, nowMs);
  const payload = payloadHash(call, signature);
  if (payload === undefined) throw refuse('wrong payload');
  const signingWith = signingKey(key.secretAccessKey, signature);
  const expected = hmac(signingWith, stringToSign(call, signature, payload));
  if (!isSame(expected, Buffer.from(signature.signature, 'hex'))) throw refuse('wrong signature');
  if (!isSame(Buffer.from(key.sessionToken ?? ''), Buffer.from(signature.token ?? ''))) throw refuse('wrong token');
  const request: ControlRequest = { ...call, service, region, accessKeyId };
  if ((key.expiresAtMs ?? Number.POSITIVE_INFINITY) <= nowMs) throw expiredToken(request);
  if (!payload.startsWith('STREAMING-')) return request;
  const chunks = readChunks(call.body);
  const withTrailers = payload.endsWith('-TRAILER');
  if (payload.startsWith(SIGNED_CHUNKS) && !areChunksSigned(chunks, signature, signingWith, withTrailers)) {
    throw refuse('wrong signature');
  }
  return { ...request, body: Buffer.concat(chunks.data), headers: { ...call.headers, ...chunks.trailers } };
}

/** @throws what `refuse` makes */
function checkTime(
  { time, scopeDate, service, expiresS }: Signature,
  nowMs: number,
  refuse: (kind: 'skewed' | 'url expired' | 'wrong signature', message: string) => Error,
): void {
  const timeMs = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(timeMs) || time.slice(0, 8) !== scopeDate) {
    throw refuse('wrong signature', `Date in Credential scope does not match the request's date: '${time}'.`);
  }
  const skewMs = service === 's3' ? S3_SKEW_MS : SKEW_MS;
  const aside = (sign: '-' | '+') => {
    const bound = basicTime(nowMs + (sign === '-' ? -skewMs : skewMs));
    return `${bound} (${basicTime(nowMs)} ${sign} ${skewMs / 60_000} min.)`;
  };
  if (timeMs > nowMs + skewMs)
    throw refuse('skewed', `Signature not yet current: ${time} is still later than ${aside('+')}`);
  if (expiresS !== undefined) {
    if (timeMs + expiresS * 1000 < nowMs) throw refuse('url expired', `Signature expired: ${time} + ${expiresS} s.`);
  } else if (timeMs < nowMs - skewMs) {
    throw refuse('skewed', `Signature expired: ${time} is now earlier than ${aside('-')}`);
  }
}

/** `YYYYMMDDTHHMMSSZ`. */
function basicTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A header that must be signed and is not. */
function unsignedHeader({ headers }: CallHead, { signedHeaders }: Signature): string | undefined {
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  return required.find((name) => !signedHeaders.includes(name));
}

const SIGNED_CHUNKS = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';

/** Words that S3 takes in place of the payload's hash. */
const WITHOUT_HASH = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  SIGNED_CHUNKS,
  `${SIGNED_CHUNKS}-TRAILER`,
]);

/** What stands for the payload in the signature; undefined where it does not stand for this body. */
function payloadHash({ body }: ArrivedCall, { service, payloadHash, expiresS }: Signature): string | undefined {
  const stated = payloadHash ?? (service === 's3' && expiresS !== undefined ? 'UNSIGNED-PAYLOAD' : undefined);
  if (service === 's3' && WITHOUT_HASH.has(stated ?? '')) return stated;
  const actual = sha256(body);
  return stated === undefined || stated === actual ? actual : undefined;
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
