import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { buildXml } from '../../../api/xml.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket, ObjectVersion } from '../model/bucket.js';
import type { S3 } from '../model/s3.js';

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** ListBuckets, in pages where the caller names a size ("ListBuckets", Amazon S3 API Reference). */
export function listBuckets(request: ControlRequest, s3: S3): ControlResponse {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const token = query.get('continuation-token');
  const most = limit(query.get('max-buckets'), 'max-buckets', { from: 1, to: 10_000 });
  const after = token === null ? '' : readToken(token);
  const buckets = s3
    .buckets()
    .filter(({ name }) => name.startsWith(prefix) && name > after)
    .filter((bucket) => !region || bucket.region === region);
  const page = buckets.slice(0, most);
  return s3Xml('ListAllMyBucketsResult', {
    Owner: { ID: s3.env.accountId },
    Buckets: {
      Bucket: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
        BucketArn: bucket.arn,
      })),
    },
    Prefix: prefix || undefined,
    ContinuationToken: page.length < buckets.length ? writeToken(page.at(-1)?.name ?? '') : undefined,
  });
}

/** ListObjectsV2. */
export function listObjectsV2(request: ControlRequest, bucket: Bucket): ControlResponse {
  const options = listOptions(request);
  const token = request.query.get('continuation-token');
  const startAfter = request.query.get('start-after');
  const after = token === null ? (startAfter ?? '') : readToken(token);
  const { page, prefixes, last, truncated } = paged(objectsAfter(bucket, options, after), options);
  return s3Xml('ListBucketResult', {
    ...listHead(bucket, options, truncated),
    KeyCount: page.length + prefixes.length,
    StartAfter: startAfter === null ? undefined : options.encode(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: truncated ? writeToken(last) : undefined,
    ...contents(bucket, options, page, prefixes, request.query.get('fetch-owner') === 'true'),
  });
}

/** ListObjects, the older listing: with a delimiter it names the next page, else the last key does. */
export function listObjects(request: ControlRequest, bucket: Bucket): ControlResponse {
  const options = listOptions(request);
  const marker = request.query.get('marker') ?? '';
  const { page, prefixes, last, truncated } = paged(objectsAfter(bucket, options, marker), options);
  return s3Xml('ListBucketResult', {
    ...listHead(bucket, options, truncated),
    Marker: options.encode(marker),
    NextMarker: truncated && options.delimiter ? options.encode(last) : undefined,
    ...contents(bucket, options, page, prefixes, true),
  });
}

/** The current objects under the prefix that come after a key, or after all keys of a common prefix. */
function objectsAfter(bucket: Bucket, { prefix, delimiter }: ListOptions, after: string): ObjectVersion[] {
  const wholePrefix = delimiter !== '' && after.endsWith(delimiter);
  return bucket
    .currentObjects()
    .filter(({ key }) => key.startsWith(prefix) && key > after && !(wholePrefix && key.startsWith(after)));
}

function listHead(bucket: Bucket, options: ListOptions, truncated: boolean): object {
  return {
    Name: bucket.name,
    Prefix: options.encode(options.prefix),
    Delimiter: options.delimiter || undefined,
    MaxKeys: options.maxKeys,
    IsTruncated: truncated,
    EncodingType: options.encoding || undefined,
  };
}

function contents(
  bucket: Bucket,
  options: ListOptions,
  page: readonly ObjectVersion[],
  prefixes: readonly string[],
  withOwner: boolean,
): object {
  return {
    Contents: page.map((object) => ({
      Key: options.encode(object.key),
      LastModified: new Date(object.lastModified),
      ETag: object.etag,
      Size: object.body.length,
      StorageClass: 'STANDARD',
      Owner: withOwner ? { ID: bucket.owner } : undefined,
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: options.encode(prefix) })),
  };
}

/** Tokens say where a page ended. */
function writeToken(last: string): string {
  return Buffer.from(`after:${last}`).toString('base64');
}

/** @throws ServiceError InvalidArgument for a token that the sandbox did not write */
function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (text.startsWith('after:')) return text.slice('after:'.length);
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect');
}

/** @throws ServiceError InvalidArgument */
function limit(given: string | null, name: string, { from, to }: { from: number; to: number }): number {
  if (given === null) return to;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= from && value <= 2_147_483_647) return Math.min(to, value);
  throw new ServiceError('InvalidArgument', `Argument ${name} must be an integer between ${from} and 2147483647`);
}

/** ListObjectVersions; a page may end between two versions of one key. */
export function listVersions(request: ControlRequest, bucket: Bucket): ControlResponse {
  const options = listOptions(request);
  const keyMarker = request.query.get('key-marker') ?? '';
  const versionMarker = request.query.get('version-id-marker') ?? '';
  const versions = bucket.allVersions().filter((version) => version.key.startsWith(options.prefix));
  const start = keyMarker
    ? versions.findIndex((version) => version.key === keyMarker && version.versionId === versionMarker) + 1 ||
      versions.filter((version) => version.key <= keyMarker).length
    : 0;
  const page = versions.slice(start, start + options.maxKeys);
  const truncated = options.maxKeys > 0 && start + page.length < versions.length;
  const last = page.at(-1);
  const describe = (version: ObjectVersion) => ({
    Key: options.encode(version.key),
    VersionId: version.versionId,
    IsLatest: bucket.find(version.key) === version,
    LastModified: new Date(version.lastModified),
  });
  return s3Xml('ListVersionsResult', {
    Name: bucket.name,
    Prefix: options.encode(options.prefix),
    KeyMarker: keyMarker,
    VersionIdMarker: versionMarker,
    MaxKeys: options.maxKeys,
    IsTruncated: truncated,
    ...(truncated && last ? { NextKeyMarker: options.encode(last.key), NextVersionIdMarker: last.versionId } : {}),
    EncodingType: options.encoding || undefined,
    Version: page
      .filter((version) => !version.deleteMarker)
      .map((version) => ({
        ...describe(version),
        ETag: version.etag,
        Size: version.body.length,
        StorageClass: 'STANDARD',
      })),
    DeleteMarker: page.filter((version) => version.deleteMarker).map(describe),
  });
}

interface ListOptions {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  encoding: string | null;
  encode(text: string): string;
}

function listOptions(request: ControlRequest): ListOptions {
  const encoding = request.query.get('encoding-type');
  return {
    prefix: request.query.get('prefix') ?? '',
    delimiter: request.query.get('delimiter') ?? '',
    maxKeys: limit(request.query.get('max-keys'), 'maxKeys', { from: 0, to: 1000 }),
    encoding,
    encode: (text) => (encoding === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text),
  };
}

/** One page of objects and, with a delimiter, of common prefixes; both count against the limit. */
function paged(objects: ObjectVersion[], { prefix, delimiter, maxKeys }: ListOptions) {
  const page: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last = '';
  // "ListObjectsV2": a caller who asks for none gets an empty page, which is not truncated.
  if (maxKeys === 0) return { page, prefixes, last, truncated: false };
  for (const object of objects) {
    const cut = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const common = cut < 0 ? undefined : object.key.slice(0, cut + delimiter.length);
    const isNew = common === undefined || !prefixes.includes(common);
    if (isNew && page.length + prefixes.length >= maxKeys) return { page, prefixes, last, truncated: true };
    if (common === undefined) page.push(object);
    else if (isNew) prefixes.push(common);
    last = common ?? object.key;
  }
  return { page, prefixes, last, truncated: false };
}

/** An answer in S3's XML. */
export function s3Xml(root: string, value: object): ControlResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: buildXml(root, value, S3_NAMESPACE) };
}
