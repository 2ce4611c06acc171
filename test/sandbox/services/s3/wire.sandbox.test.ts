import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketAccelerateConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ServiceServer, startServices } from '../../../support/service-server.js';

const REGION = 'eu-west-1';
const Bucket = 'wire-1';
const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
let server: ServiceServer;
let client: S3Client;

beforeAll(async () => {
  server = await startServices();
  client = new S3Client(server.client(REGION));
  for (const name of [Bucket, 'wire-2', 'wire-3', 'other'])
    await client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));

// Amazon S3 User Guide, "Verifying bucket ownership with bucket owner condition".
test('every operation of a bucket of somebody else is refused to a caller who names the owner', async () => {
  await put('owned');
  const ExpectedBucketOwner = '999999999999';
  const calls = [
    () => client.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner })),
    () => client.send(new ListObjectsV2Command({ Bucket, ExpectedBucketOwner })),
    () => client.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner })),
    () => client.send(new GetObjectCommand({ Bucket, Key: 'owned', ExpectedBucketOwner })),
    () => client.send(new HeadObjectCommand({ Bucket, Key: 'owned', ExpectedBucketOwner })),
    () => put('owned', { ExpectedBucketOwner }),
    () => client.send(new DeleteObjectCommand({ Bucket, Key: 'owned', ExpectedBucketOwner })),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  await put('owned', { ExpectedBucketOwner: '123456789012' });
});

// Amazon S3 User Guide, "Default settings for new S3 buckets FAQ".
test('a new bucket blocks public access, is encrypted, and has no ACLs', async () => {
  const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
  expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
  const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
  expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  const encryption = async () =>
    (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules?.[0]
      ?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  expect(await encryption()).toBe('AES256');
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
  expect(await encryption()).toBe('AES256');
  await expect(put('k', { ACL: 'public-read' })).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
  await put('k', { ACL: 'bucket-owner-full-control' });
  const open = new CreateBucketCommand({ Bucket: 'open', CreateBucketConfiguration, ACL: 'public-read' });
  await expect(client.send(open)).rejects.toMatchObject({ name: 'InvalidBucketAclWithObjectOwnership' });
});

describe('what S3 refuses', () => {
  test.each<[string, string, Partial<PutObjectCommandInput>]>([
    ['a key of 1,025 bytes', 'KeyTooLongError', { Key: 'ü'.repeat(513) }],
    ['2 KB of metadata', 'MetadataTooLarge', { Metadata: { a: 'x'.repeat(2048) } }],
    ['an encryption that it does not have', 'InvalidArgument', { ServerSideEncryption: 'rot13' as 'AES256' }],
    ['two tags with one key', 'InvalidTag', { Tagging: 'a=1&a=2' }],
    ['a tag of AWS', 'InvalidTag', { Tagging: 'aws:a=1' }],
  ])('%s', async (_name, name, more) => {
    await expect(put('refused', more)).rejects.toMatchObject({ name });
  });

  test('tags and policies that are wrong, and a location that is implied', async () => {
    const tagging = (...TagSet: { Key: string; Value: string }[]) =>
      client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await expect(tagging({ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' })).rejects.toMatchObject({
      name: 'InvalidTag',
    });
    await expect(tagging({ Key: 'aws:a', Value: '1' })).rejects.toMatchObject({ name: 'InvalidTag' });
    await expect(client.send(new PutBucketPolicyCommand({ Bucket, Policy: '{"Statement":[]}' }))).rejects.toMatchObject(
      {
        name: 'MalformedPolicy',
      },
    );
    const location = { LocationConstraint: 'us-east-1' as 'eu-west-1' };
    await expect(
      client.send(new CreateBucketCommand({ Bucket: 'implied', CreateBucketConfiguration: location })),
    ).rejects.toMatchObject({ name: 'InvalidLocationConstraint' });
  });
});

test('what the sandbox does not have is refused by name', async () => {
  const refused = [
    [() => put('k', { StorageClass: 'GLACIER' }), 'StorageClass GLACIER of s3:PutObject'],
    [() => put('k', { WebsiteRedirectLocation: '/a' }), 'WebsiteRedirectLocation of s3:PutObject'],
    [() => put('k', { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date() }), 'of s3:PutObject'],
    [() => put('k', { SSECustomerAlgorithm: 'AES256' }), 'SSECustomerAlgorithm of s3:PutObject'],
    [() => put('k', { GrantRead: 'uri=all' }), 'GrantRead of s3:PutObject'],
    [
      () =>
        client.send(
          new PutBucketAccelerateConfigurationCommand({ Bucket, AccelerateConfiguration: { Status: 'Enabled' } }),
        ),
      's3:PutBucketAccelerateConfiguration',
    ],
    [() => client.send(new UploadPartCommand({ Bucket, Key: 'k', UploadId: 'u', PartNumber: 1 })), 's3:UploadPart'],
    [
      () => client.send(new GetObjectCommand({ Bucket, Key: 'k', ResponseContentType: 'a/b' })),
      'ResponseContentType of s3:GetObject',
    ],
  ] as const;
  for (const [call, what] of refused) await expect(call()).rejects.toThrow(`${what}.`);
});

test('answers say how an object is encrypted and tagged, and its checksum', async () => {
  const stored = await put('kms', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key', Tagging: 'a=1&b=2' });
  expect(stored).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key', ChecksumType: 'FULL_OBJECT' });
  expect(stored.ChecksumCRC32).toHaveLength(8);
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'kms' }));
  expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', TagCount: 2 });
  await expect(put('k', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  const IfModifiedSince = new Date(Date.now() + 60_000);
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'kms', IfModifiedSince }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
});

describe('lists', () => {
  test('of buckets come in pages for a caller who names a size ("ListBuckets")', async () => {
    const names: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListBucketsCommand({ Prefix: 'wire-', MaxBuckets: 2, ContinuationToken }));
      names.push(...(page.Buckets ?? []).map(({ Name }) => Name));
      ContinuationToken = page.ContinuationToken;
    } while (ContinuationToken);
    expect(names).toEqual(['wire-1', 'wire-2', 'wire-3']);
    await expect(client.send(new ListBucketsCommand({ MaxBuckets: 0 }))).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });

  test('of objects go on after a page, a prefix and a marker', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'd']) await put(key, { Bucket: 'wire-2' });
    const list = (more: object = {}) => client.send(new ListObjectsV2Command({ Bucket: 'wire-2', ...more }));
    const first = await list({ Delimiter: '/', MaxKeys: 1 });
    const second = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken: first.NextContinuationToken });
    expect([first.CommonPrefixes, second.Contents?.[0]?.Key]).toEqual([[{ Prefix: 'a/' }], 'b']);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ IsTruncated: false, KeyCount: 0 });
    expect(await list({ StartAfter: 'b', FetchOwner: true })).toMatchObject({
      StartAfter: 'b',
      Contents: [{ Key: 'c/1', Owner: { ID: '123456789012' } }, { Key: 'd' }],
    });
    await expect(list({ ContinuationToken: 'bm9uZQ==' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    const old = await client.send(new ListObjectsCommand({ Bucket: 'wire-2', Delimiter: '/', MaxKeys: 1 }));
    expect(old.NextMarker).toBe('a/');
    const rest = await client.send(new ListObjectsCommand({ Bucket: 'wire-2', Marker: 'a/2' }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['b', 'c/1', 'd']);
  });
});

test('a delete marker says so ("GetObject")', async () => {
  await client.send(
    new PutBucketVersioningCommand({ Bucket: 'wire-3', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await put('k', { Bucket: 'wire-3' });
  await client.send(new DeleteObjectCommand({ Bucket: 'wire-3', Key: 'k' }));
  const error = await client.send(new GetObjectCommand({ Bucket: 'wire-3', Key: 'k' })).catch((one: unknown) => one);
  expect(error).toMatchObject({ name: 'NoSuchKey', $response: { headers: { 'x-amz-delete-marker': 'true' } } });
});
