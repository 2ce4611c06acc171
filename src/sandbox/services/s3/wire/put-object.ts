import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { unsupportedMember } from '../../../api/operations.js';
import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket } from '../model/bucket.js';
import { checkTags } from '../model/settings.js';
import { matches, preconditionFailed, versionHeader } from './object-routes.js';

/** Headers of a PutObject that come back with the object. */
const KEPT_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

/** PutObject. @throws ServiceError PreconditionFailed, BadDigest, and for keys, metadata and settings that S3 does not take */
export function putObject(request: ControlRequest, bucket: Bucket, key: string, now: number): ControlResponse {
  const present = bucket.current(key);
  if (request.headers['if-none-match'] === '*' && present) throw preconditionFailed();
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && !(present && matches(ifMatch, present))) throw preconditionFailed();
  const { body } = request;
  const sent = request.headers as Record<string, string>;
  checkDigests(sent, body);
  checkKey(key);
  checkMetadata(sent);
  checkAcl(bucket, sent);
  const tags = [...new URLSearchParams(sent['x-amz-tagging'])];
  checkTags(
    tags.map(([Key, Value]) => ({ Key, Value })),
    10,
  );
  const storageClass = sent['x-amz-storage-class'] ?? 'STANDARD';
  if (storageClass !== 'STANDARD') throw unsupportedMember('s3:PutObject', `StorageClass ${storageClass}`);
  const kept = Object.entries(sent).filter(
    ([name]) => KEPT_HEADERS.includes(name) || name.startsWith('x-amz-meta-') || CHECKSUM.test(name),
  );
  const encryption = encryptionHeaders(sent);
  const headers: Record<string, string> = { ...Object.fromEntries(kept), ...encryption };
  if (tags.length > 0) headers['x-amz-tagging-count'] = String(tags.length);
  headers['content-type'] ??= 'binary/octet-stream';
  const encoding = headers['content-encoding']
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked');
  if (encoding?.length) headers['content-encoding'] = encoding.join(',');
  else delete headers['content-encoding'];
  const stored = bucket.put(key, body, headers, now);
  const checksums = Object.entries(headers).filter(([name]) => CHECKSUM.test(name));
  return {
    status: 200,
    headers: {
      etag: stored.etag,
      ...versionHeader(stored),
      ...encryption,
      ...Object.fromEntries(checksums),
      ...(checksums.length > 0 ? { 'x-amz-checksum-type': 'FULL_OBJECT' } : {}),
    },
  };
}

const CHECKSUM = /^x-amz-checksum-(crc|sha)/;

/** How an object is encrypted, as its answers say; the sandbox does not encrypt. */
function encryptionHeaders(sent: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const algorithm = sent['x-amz-server-side-encryption'] ?? 'AES256';
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') {
    throw new ServiceError('InvalidArgument', 'The encryption method specified is not supported');
  }
  const names = ['aws-kms-key-id', 'bucket-key-enabled'].map((name) => `x-amz-server-side-encryption-${name}`);
  const given = names.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]]));
  if (given.length > 0 && algorithm === 'AES256') {
    throw new ServiceError(
      'InvalidArgument',
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  }
  return { 'x-amz-server-side-encryption': algorithm, ...Object.fromEntries(given) };
}

/** "Creating object key names", Amazon S3 User Guide: 1,024 bytes. */
function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new ServiceError('KeyTooLongError', 'Your key is too long');
}

/** "Working with object metadata", Amazon S3 User Guide: 2 KB of names and values. */
function checkMetadata(sent: Readonly<Record<string, string>>): void {
  const own = Object.entries(sent).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = own.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name.slice(11)) + Buffer.byteLength(value),
    0,
  );
  if (size > 2048) {
    throw new ServiceError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
}

/** "Controlling ownership of objects and disabling ACLs for your bucket", Amazon S3 User Guide. */
function checkAcl(bucket: Bucket, { 'x-amz-acl': acl }: Readonly<Record<string, string>>): void {
  if (acl === undefined) return;
  if (!bucket.settings.get('ownershipControls')?.includes('BucketOwnerEnforced')) {
    if (acl !== 'private') throw unsupportedMember('s3:PutObject', `ACL ${acl}`);
  } else if (acl !== 'bucket-owner-full-control') {
    throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}

function checkDigests(headers: Readonly<Record<string, string | undefined>>, body: Buffer): void {
  const digests = { 'content-md5': 'md5', 'x-amz-checksum-sha1': 'sha1', 'x-amz-checksum-sha256': 'sha256' };
  for (const [name, algorithm] of Object.entries(digests)) {
    const given = headers[name];
    if (given !== undefined && given !== createHash(algorithm).update(body).digest('base64')) {
      throw new ServiceError('BadDigest', `The ${name} you specified did not match what we received.`);
    }
  }
  const crc = headers['x-amz-checksum-crc32'];
  if (crc !== undefined && Buffer.from(crc, 'base64').readUInt32BE() !== crc32(body)) {
    throw new ServiceError('BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  }
}
