import { createHash } from 'node:crypto';
import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket, ObjectVersion } from '../model/bucket.js';

/** Headers of a PutObject that come back with the object. */
const KEPT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

/** GetObject and HeadObject, with ranges and preconditions. */
export function getObject(request: ControlRequest, bucket: Bucket, key: string): ControlResponse {
  const versionId = request.query.get('versionId') ?? undefined;
  const object = bucket.find(key, versionId);
  if (!object) {
    throw versionId
      ? new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404)
      : new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  if (object.deleteMarker) {
    if (versionId)
      throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  const headers = responseHeaders(object);
  if (matches(request.headers['if-none-match'], object)) return { status: 304, headers: { etag: object.etag } };
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && !matches(ifMatch, object)) throw preconditionFailed();
  const range = parseRange(request.headers.range, object.body.length);
  // The stored checksum is that of the whole object.
  if (range || request.headers['x-amz-checksum-mode'] !== 'ENABLED') {
    for (const name of Object.keys(headers)) if (name.startsWith('x-amz-checksum-')) delete headers[name];
  }
  if (range) {
    const body = object.body.subarray(range.start, range.end + 1);
    headers['content-range'] = `bytes ${range.start}-${range.end}/${object.body.length}`;
    return { status: 206, headers: withLength(headers, body, request.method), body: bodyFor(request.method, body) };
  }
  return {
    status: 200,
    headers: withLength(headers, object.body, request.method),
    body: bodyFor(request.method, object.body),
  };
}

/** PutObject. @throws ServiceError PreconditionFailed, BadDigest */
export function putObject(request: ControlRequest, bucket: Bucket, key: string, now: number): ControlResponse {
  const present = bucket.current(key);
  if (request.headers['if-none-match'] === '*' && present) throw preconditionFailed();
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && !(present && matches(ifMatch, present))) throw preconditionFailed();
  const { body } = request;
  const sent = request.headers as Record<string, string>;
  checkDigests(sent, body);
  const kept = Object.entries(sent).filter(
    ([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-') || /^x-amz-checksum-(crc|sha)/.test(name),
  );
  const headers = Object.fromEntries(kept) as Record<string, string>;
  headers['content-type'] ??= 'binary/octet-stream';
  const encoding = headers['content-encoding']
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked');
  if (encoding?.length) headers['content-encoding'] = encoding.join(',');
  else delete headers['content-encoding'];
  const stored = bucket.put(key, body, headers, now);
  return {
    status: 200,
    headers: { etag: stored.etag, ...versionHeader(stored), 'x-amz-server-side-encryption': 'AES256' },
  };
}

/** DeleteObject; it succeeds for a key that does not exist. */
export function deleteObject(request: ControlRequest, bucket: Bucket, key: string, now: number): ControlResponse {
  const deleted = bucket.delete(key, request.query.get('versionId') ?? undefined, now);
  return {
    status: 204,
    headers: {
      ...(deleted.versionId ? { 'x-amz-version-id': deleted.versionId } : {}),
      ...(deleted.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
    },
  };
}

/** The headers an object is served with. */
export function responseHeaders(object: ObjectVersion): Record<string, string> {
  return {
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
    server: 'AmazonS3',
    ...versionHeader(object),
  };
}

function versionHeader(object: ObjectVersion): Record<string, string> {
  return object.versionId === 'null' ? {} : { 'x-amz-version-id': object.versionId };
}

function checkDigests(headers: Readonly<Record<string, string | undefined>>, body: Buffer): void {
  const digests = { 'content-md5': 'md5', 'x-amz-checksum-sha1': 'sha1', 'x-amz-checksum-sha256': 'sha256' };
  for (const [name, algorithm] of Object.entries(digests)) {
    const given = headers[name];
    if (given !== undefined && given !== createHash(algorithm).update(body).digest('base64')) {
      throw new ServiceError('BadDigest', `The ${name} you specified did not match what we received.`);
    }
  }
}

function matches(header: string | undefined, object: ObjectVersion): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(object.etag) || tags.includes(object.etag.replaceAll('"', ''));
}

/** One range of RFC 9110 section 14.1.2; undefined for none or several, which S3 ignores. */
function parseRange(header: string | undefined, length: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (!match[1] && !match[2])) return undefined;
  const start = match[1] ? Number(match[1]) : Math.max(0, length - Number(match[2]));
  const end = match[1] && match[2] ? Math.min(Number(match[2]), length - 1) : length - 1;
  if (start > end) throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

/** A HEAD answer says how long the body is, without it. */
function withLength(headers: Record<string, string>, body: Buffer, method: string): Record<string, string> {
  return method === 'HEAD' ? { ...headers, 'content-length': String(body.length) } : headers;
}

function bodyFor(method: string, body: Buffer): Buffer | undefined {
  return method === 'HEAD' ? undefined : body;
}

function preconditionFailed(): ServiceError {
  return new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}
