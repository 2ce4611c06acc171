import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { buildXml } from '../../../api/xml.js';
import type { Bucket, ObjectVersion } from '../model/bucket.js';

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** ListObjectsV2. */
export function listObjects(request: ControlRequest, bucket: Bucket): ControlResponse {
  const options = listOptions(request);
  const token = request.query.get('continuation-token') ?? undefined;
  const after = token ? Buffer.from(token, 'base64').toString('utf8') : (request.query.get('start-after') ?? '');
  const all = bucket.currentObjects().filter((object) => object.key.startsWith(options.prefix) && object.key > after);
  const { page, prefixes, last, truncated } = paged(all, options);
  return s3Xml('ListBucketResult', {
    Name: bucket.name,
    Prefix: options.encode(options.prefix),
    Delimiter: options.delimiter || undefined,
    MaxKeys: options.maxKeys,
    KeyCount: page.length + prefixes.length,
    IsTruncated: truncated,
    ContinuationToken: token || undefined,
    NextContinuationToken: truncated ? Buffer.from(last).toString('base64') : undefined,
    EncodingType: options.encoding || undefined,
    Contents: page.map((object) => ({
      Key: options.encode(object.key),
      LastModified: new Date(object.lastModified),
      ETag: object.etag,
      Size: object.body.length,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: options.encode(prefix) })),
  });
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
  const truncated = start + page.length < versions.length;
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
  const given = request.query.get('max-keys');
  return {
    prefix: request.query.get('prefix') ?? '',
    delimiter: request.query.get('delimiter') ?? '',
    maxKeys: Math.min(1000, given === null ? 1000 : Number(given)),
    encoding,
    encode: (text) => (encoding === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text),
  };
}

/** One page of objects and, with a delimiter, of common prefixes; both count against the limit. */
function paged(objects: ObjectVersion[], { prefix, delimiter, maxKeys }: ListOptions) {
  const page: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const object of objects) {
    const cut = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const common = cut < 0 ? undefined : object.key.slice(0, cut + delimiter.length);
    const isNew = common === undefined || !prefixes.includes(common);
    if (isNew && page.length + prefixes.length >= maxKeys) return { page, prefixes, last, truncated: true };
    if (common === undefined) page.push(object);
    else if (isNew) prefixes.push(common);
    last = object.key;
  }
  return { page, prefixes, last, truncated: false };
}

/** An answer in S3's XML. */
export function s3Xml(root: string, value: object): ControlResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: buildXml(root, value, S3_NAMESPACE) };
}
