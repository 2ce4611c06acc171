import type { Operations } from '../../api/operations.js';

/** An operation of S3: its permission, and the members of its input that have their effect. */
export interface S3Operation {
  /** "Required permissions for Amazon S3 API operations", Amazon S3 User Guide; without `s3:`. */
  readonly action: string;
  readonly takes: readonly string[];
}

const onBucket = (action: string, ...more: string[]): S3Operation => ({
  action,
  takes: ['Bucket', 'ExpectedBucketOwner', ...more],
});
const onObject = (action: string, ...more: string[]): S3Operation => onBucket(action, 'Key', 'RequestPayer', ...more);
const setting = (action: string, body: string): S3Operation => onBucket(action, body, 'ChecksumAlgorithm');
const listing = (action: string, ...more: string[]): S3Operation =>
  onBucket(action, 'Delimiter', 'EncodingType', 'MaxKeys', 'Prefix', 'RequestPayer', ...more);

const READ = ['VersionId', 'IfMatch', 'IfModifiedSince', 'IfNoneMatch', 'IfUnmodifiedSince', 'Range', 'ChecksumMode'];

/** What the sandbox has of Amazon S3. */
export const S3_OPERATIONS: Readonly<Record<string, S3Operation>> = {
  ListBuckets: { action: 'ListAllMyBuckets', takes: ['MaxBuckets', 'ContinuationToken', 'Prefix', 'BucketRegion'] },
  CreateBucket: { action: 'CreateBucket', takes: ['Bucket', 'ACL', 'CreateBucketConfiguration'] },
  HeadBucket: onBucket('ListBucket'),
  DeleteBucket: onBucket('DeleteBucket'),
  GetBucketLocation: onBucket('GetBucketLocation'),
  ListObjects: listing('ListBucket', 'Marker'),
  ListObjectsV2: listing('ListBucket', 'ContinuationToken', 'FetchOwner', 'StartAfter'),
  ListObjectVersions: onBucket(
    'ListBucketVersions',
    ...['EncodingType', 'KeyMarker', 'MaxKeys', 'Prefix', 'VersionIdMarker', 'RequestPayer'],
  ),
  DeleteObjects: setting('DeleteObject', 'Delete'),
  GetBucketPolicy: onBucket('GetBucketPolicy'),
  PutBucketPolicy: setting('PutBucketPolicy', 'Policy'),
  DeleteBucketPolicy: onBucket('DeleteBucketPolicy'),
  GetBucketVersioning: onBucket('GetBucketVersioning'),
  PutBucketVersioning: setting('PutBucketVersioning', 'VersioningConfiguration'),
  GetBucketEncryption: onBucket('GetEncryptionConfiguration'),
  PutBucketEncryption: setting('PutEncryptionConfiguration', 'ServerSideEncryptionConfiguration'),
  DeleteBucketEncryption: onBucket('PutEncryptionConfiguration'),
  GetPublicAccessBlock: onBucket('GetBucketPublicAccessBlock'),
  PutPublicAccessBlock: setting('PutBucketPublicAccessBlock', 'PublicAccessBlockConfiguration'),
  DeletePublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
  GetBucketOwnershipControls: onBucket('GetBucketOwnershipControls'),
  PutBucketOwnershipControls: setting('PutBucketOwnershipControls', 'OwnershipControls'),
  DeleteBucketOwnershipControls: onBucket('PutBucketOwnershipControls'),
  GetBucketTagging: onBucket('GetBucketTagging'),
  PutBucketTagging: setting('PutBucketTagging', 'Tagging'),
  DeleteBucketTagging: onBucket('PutBucketTagging'),
  GetBucketLifecycleConfiguration: onBucket('GetLifecycleConfiguration'),
  PutBucketLifecycleConfiguration: setting('PutLifecycleConfiguration', 'LifecycleConfiguration'),
  DeleteBucketLifecycle: onBucket('PutLifecycleConfiguration'),
  GetObject: onObject('GetObject', ...READ),
  HeadObject: onObject('GetObject', ...READ),
  PutObject: onObject(
    'PutObject',
    ...['ACL', 'Body', 'CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentLength'],
    ...['ContentMD5', 'ContentType', 'ChecksumAlgorithm', 'ChecksumCRC32', 'ChecksumSHA1', 'ChecksumSHA256'],
    ...['Expires', 'IfMatch', 'IfNoneMatch'],
    ...['Metadata', 'ServerSideEncryption', 'SSEKMSKeyId', 'BucketKeyEnabled', 'StorageClass', 'Tagging'],
  ),
  DeleteObject: onObject('DeleteObject', 'VersionId'),
};

/** The operations by name, with their members. */
export const S3_SUPPORTED: Operations = Object.fromEntries(
  Object.entries(S3_OPERATIONS).map(([name, { takes }]) => [name, takes]),
);
