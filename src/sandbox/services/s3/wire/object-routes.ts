import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { buildXml } from '../../../api/xml.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket, ObjectVersion } from '../model/bucket.js';

/** GetObject and HeadObject, with ranges and preconditions. */
export function getObject(request: ControlRequest, bucket: Bucket, key: string): ControlResponse {
  const versionId = request.query.get('versionId') ?? undefined;
  const object = bucket.find(key, versionId);
  if (!object) {
    throw versionId
      ? new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404)
      : new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  }
  if (object.deleteMarker) return deleteMarker(object, versionId !== undefined);
  const headers = responseHeaders(object);
  const condition = checkConditions(request.headers, object);
  if (condition) return condition;
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

/** The answer for a key whose newest version, or a version that is asked for, is a delete marker ("GetObject"). */
function deleteMarker({ versionId }: ObjectVersion, wasAsked: boolean): ControlResponse {
  const [status, Code, Message] = wasAsked
    ? [405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.']
    : [404, 'NoSuchKey', 'The specified key does not exist.'];
  return {
    status: status as number,
    headers: {
      'content-type': 'application/xml',
      'x-amz-delete-marker': 'true',
      ...(versionId === 'null' ? {} : { 'x-amz-version-id': versionId }),
    },
    body: buildXml('Error', { Code, Message, RequestId: crypto.randomUUID() }),
  };
}

/**
 * RFC 9110 section 13.2.2: a date counts where there is no tag of its kind.
 *
 * @returns the answer that nothing changed; undefined where the object is to be sent
 * @throws ServiceError PreconditionFailed
 */
function checkConditions(headers: ControlRequest['headers'], object: ObjectVersion): ControlResponse | undefined {
  const seconds = Math.floor(object.lastModified / 1000);
  const isLater = (than: string | undefined) => than !== undefined && seconds > Math.floor(Date.parse(than) / 1000);
  const isEarlier = (than: string | undefined) => than !== undefined && seconds <= Math.floor(Date.parse(than) / 1000);
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined ? isLater(headers['if-unmodified-since']) : !matches(ifMatch, object)) {
    throw preconditionFailed();
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch === undefined ? isEarlier(headers['if-modified-since']) : matches(ifNoneMatch, object)) {
    return { status: 304, headers: { etag: object.etag } };
  }
  return undefined;
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
    server: 'AmazonS3',
    ...versionHeader(object),
  };
}

export function versionHeader(object: ObjectVersion): Record<string, string> {
  return object.versionId === 'null' ? {} : { 'x-amz-version-id': object.versionId };
}

export function matches(header: string | undefined, object: ObjectVersion): boolean {
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

export function preconditionFailed(): ServiceError {
  return new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}
