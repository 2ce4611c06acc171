import { checkMembers } from '../../api/operations.js';
import { REST_OPERATIONS, S3_MEMBERS } from '../../api/rest-operations.js';
import type { ControlRequest } from '../../api/service.js';
import { unsupported } from '../service-error.js';
import { S3_SUPPORTED } from './operations.js';

/** What a call of S3 is about. */
export interface S3Call {
  /** Empty for a call of the service itself. */
  readonly bucket: string;
  /** Empty for a call of a bucket. */
  readonly key: string;
  /** AWS's name of the operation; undefined where AWS has none. */
  readonly operation: string | undefined;
}

/** Operations without a query, by method, on a bucket and on an object. */
const OF_BUCKETS: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  GET: 'ListObjects',
  DELETE: 'DeleteBucket',
};
const OF_OBJECTS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};
/** Of a part of a multipart upload. */
const OF_UPLOADS: Readonly<Record<string, string>> = {
  GET: 'ListParts',
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
};

/** Reads bucket, key and operation of a call in path style ("Actions", Amazon S3 API Reference). */
export function readCall(request: ControlRequest): S3Call {
  const [bucket = '', ...rest] = request.path.slice(1).split('/');
  const key = decodeURIComponent(rest.join('/'));
  return { bucket, key, operation: operationOf(request, bucket, key) };
}

function operationOf({ method, query, headers }: ControlRequest, bucket: string, key: string): string | undefined {
  if (!bucket) return method === 'GET' ? 'ListBuckets' : undefined;
  if (key && query.has('uploadId')) return OF_UPLOADS[method];
  const place = `${method} ${key ? '/:0' : '/'}`;
  const named = [...query].flatMap(([name, value]) => {
    const table = REST_OPERATIONS.s3 ?? {};
    return table[`${place}?${name}`] ?? table[`${place}?${name}=${value}`] ?? [];
  });
  if (named[0]) return named[0];
  if (headers['x-amz-copy-source'] && method === 'PUT') return 'CopyObject';
  // A subresource that no operation of AWS's model has.
  if ([...query.keys()].some((name) => !isKnown(name))) return undefined;
  return key ? OF_OBJECTS[method] : OF_BUCKETS[method];
}

/** A parameter that is a member, names the SDK's operation, or signs. */
function isKnown(name: string): boolean {
  return `?${name}` in S3_MEMBERS || name === 'x-id' || name === 'list-type' || /^x-amz-/i.test(name);
}

/** @throws ServiceError for an operation, or a member of its input, that the sandbox does not have */
export function checkSupported(request: ControlRequest, { operation, key, bucket }: S3Call): void {
  const supported = operation === undefined ? undefined : S3_SUPPORTED[operation];
  if (!supported) {
    const place = key ? 'Object' : bucket ? 'Bucket' : 'Service';
    const query = [...request.query.keys()].filter((name) => !isKnown(name));
    throw unsupported('s3', operation ?? `${request.method} ${place}${query.length ? `?${query[0]}` : ''}`);
  }
  const given = [
    ...Object.keys(request.headers).map((name) => [S3_MEMBERS[name], request.headers[name]]),
    ...[...request.query].map(([name, value]) => [S3_MEMBERS[`?${name}`], value]),
  ];
  const members = Object.fromEntries(given.filter(([member]) => member !== undefined)) as object;
  checkMembers(`s3:${operation}`, [...supported, ...TRANSPORT], members);
}

/** What clients may send with any request: it describes the body. */
const TRANSPORT = [
  ...['ContentType', 'ContentLength', 'ContentEncoding', 'CacheControl', 'ContentMD5', 'ChecksumAlgorithm'],
  ...['ChecksumCRC32', 'ChecksumCRC32C', 'ChecksumCRC64NVME', 'ChecksumSHA1', 'ChecksumSHA256'],
];
