import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { s3Origin } from '../../../../src/sandbox/services/s3/wire/origin.js';
import { resourceContext, type ServiceServer, startServices } from '../../../support/service-server.js';

const REGION = 'eu-west-1';
let server: ServiceServer;
let client: S3Client;
let buckets = 0;
let Bucket = '';

beforeAll(async () => {
  server = await startServices();
  client = new S3Client(server.client(REGION));
});
beforeEach(async () => {
  buckets += 1;
  Bucket = `bucket-${buckets}`;
  const configuration = { LocationConstraint: REGION } as const;
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: configuration }));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const put = (Key: string, Body: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Key: string, more: object = {}) =>
  (await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

describe('buckets', () => {
  test('are listed, located and headed, and can be created once', async () => {
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map((bucket) => bucket.Name)).toContain(Bucket);
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe(REGION);
    expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(REGION);
    const again = { Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
    await expect(client.send(new CreateBucketCommand(again))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'absent' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('are made where the call goes: a location elsewhere is refused', async () => {
    const us = new S3Client(server.client('us-east-1'));
    const elsewhere = { Bucket: 'elsewhere', CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
    await expect(us.send(new CreateBucketCommand(elsewhere))).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
    await us.send(new CreateBucketCommand({ Bucket: 'in-us' }));
    us.destroy();
  });

  test('answer only in their own region', async () => {
    const us = new S3Client(server.client('us-east-1'));
    await expect(us.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
      $metadata: { httpStatusCode: 301 },
    });
    const headed = await us.send(new HeadBucketCommand({ Bucket })).catch((error: unknown) => error);
    expect(headed).toMatchObject({ $metadata: { httpStatusCode: 301 } });
    us.destroy();
  });

  test('are deleted only when empty', async () => {
    await put('a', '1');
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(new DeleteBucketCommand({ Bucket }));
  });
});

describe('objects', () => {
  test('keep their headers and metadata, under any key', async () => {
    const Key = 'live/a b+ü/%41.m3u8';
    const { ETag } = await put(Key, '#EXTM3U', {
      ContentType: 'application/vnd.apple.mpegurl',
      CacheControl: 'max-age=2',
      Metadata: { sha256: 'abc' },
    });
    const output = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await output.Body?.transformToString()).toBe('#EXTM3U');
    expect(output).toMatchObject({
      ContentType: 'application/vnd.apple.mpegurl',
      CacheControl: 'max-age=2',
      Metadata: { sha256: 'abc' },
      ContentLength: 7,
      ETag,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: 7, ETag, Metadata: { sha256: 'abc' } });
    const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents).toMatchObject([{ Key, Size: 7, ETag }]);
  });

  test('answer ranges and preconditions', async () => {
    const { ETag } = await put('k', '0123456789');
    expect(await text('k', { Range: 'bytes=2-4' })).toBe('234');
    expect(await text('k', { Range: 'bytes=-3' })).toBe('789');
    await expect(text('k', { Range: 'bytes=20-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    await expect(text('k', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(put('k', 'other', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('k', 'other', { IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put('k', 'other', { IfMatch: ETag });
    expect(await text('k')).toBe('other');
  });

  test('that are streamed in chunks arrive whole', async () => {
    const body = 'x'.repeat(100_000);
    await put('stream', '', { Body: Readable.from([body]), ContentLength: body.length });
    expect(await text('stream')).toBe(body);
  });

  test('that are damaged on the way are refused', async () => {
    await expect(put('k', 'abc', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
  });

  test('that are not there, and what the sandbox has not', async () => {
    await expect(text('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    await expect(client.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: 'b/c' }))).rejects.toThrow(
      /CopyObject/,
    );
  });

  test('are listed in pages, with common prefixes', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c/1', 'd']) await put(key, '.');
    const keys: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
      keys.push(...(page.Contents ?? []).map((object) => object.Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(keys).toEqual(['a/1', 'a/2', 'b', 'c/1', 'd']);
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
    expect(folders.Contents?.map((object) => object.Key)).toEqual(['b', 'd']);
  });
});

describe('a versioned bucket', () => {
  test('keeps versions and delete markers until each is deleted', async () => {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const first = await put('k', 'one');
    await put('k', 'two');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await expect(text('k')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await text('k', { VersionId: first.VersionId })).toBe('one');
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });

    const listed = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2 }));
    expect(listed).toMatchObject({ IsTruncated: true, DeleteMarkers: [{ IsLatest: true }] });
    const rest = await client.send(
      new ListObjectVersionsCommand({
        Bucket,
        KeyMarker: listed.NextKeyMarker,
        VersionIdMarker: listed.NextVersionIdMarker,
      }),
    );
    expect(rest.Versions).toMatchObject([{ VersionId: first.VersionId, IsLatest: false }]);
    const all = [...(listed.DeleteMarkers ?? []), ...(listed.Versions ?? []), ...(rest.Versions ?? [])];
    const Objects = all.map(({ Key, VersionId }) => ({ Key: Key as string, VersionId }));
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toHaveLength(3);
    await client.send(new DeleteBucketCommand({ Bucket }));
  });
});

describe('reading for CloudFront', () => {
  const distribution = 'arn:aws:cloudfront::123456789012:distribution/E1';
  const statement = (Action: string | string[], Resource: string, SourceArn: string) => ({
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action,
    Resource,
    Condition: { StringEquals: { 'AWS:SourceArn': SourceArn } },
  });
  const setPolicy = (...Statement: object[]) =>
    client.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  const status = async (key: string, arn = distribution) =>
    (await s3Origin(server.s3).readForCloudFront(Bucket, key, arn)).status;

  test('is for the distribution that the policy names', async () => {
    await put('p.m3u8', '#EXTM3U', { ContentType: 'application/vnd.apple.mpegurl', CacheControl: 'max-age=2' });
    expect(await status('p.m3u8')).toBe(403);
    await setPolicy(statement('s3:GetObject', `arn:aws:s3:::${Bucket}/*`, distribution));
    const answer = await s3Origin(server.s3).readForCloudFront(Bucket, 'p.m3u8', distribution);
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe('#EXTM3U');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'max-age=2',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
    expect(await status('p.m3u8', distribution.replace('E1', 'E2'))).toBe(403);
  });

  test('answers 403 for a missing key, unless the policy lets it list the bucket', async () => {
    await setPolicy(statement('s3:GetObject', `arn:aws:s3:::${Bucket}/*`, distribution));
    expect(await status('none')).toBe(403);
    await setPolicy(
      statement('s3:GetObject', `arn:aws:s3:::${Bucket}/*`, distribution),
      statement(['s3:ListBucket'], `arn:aws:s3:::${Bucket}`, distribution),
    );
    expect(await status('none')).toBe(404);
  });

  test('is denied by an explicit deny', async () => {
    await put('k', '1');
    const allow = statement('s3:*', `arn:aws:s3:::${Bucket}/*`, distribution);
    const insecure = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${Bucket}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    await setPolicy(allow, insecure);
    expect(await status('k')).toBe(200);
    await setPolicy(allow, { ...insecure, Condition: undefined });
    expect(await status('k')).toBe(403);
  });
});

describe('from a template', () => {
  const context = resourceContext(REGION, 'Bucket');

  test('a bucket has a name, attributes and settings, and is not deleted while it holds objects', async () => {
    const handler = server.handler('AWS::S3::Bucket');
    const properties = { VersioningConfiguration: { Status: 'Enabled' }, Tags: [{ Key: 'a', Value: 'b' }] };
    const { physicalId, attributes } = await handler.create(properties, context);
    expect(physicalId).toMatch(/^stack-bucket-[a-z0-9]{12}$/);
    expect(attributes).toEqual({
      Arn: `arn:aws:s3:::${physicalId}`,
      DomainName: `${physicalId}.s3.amazonaws.com`,
      RegionalDomainName: `${physicalId}.s3.eu-west-1.amazonaws.com`,
    });
    const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket: physicalId }));
    expect(TagSet).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'video' },
        { Key: 'a', Value: 'b' },
      ]),
    );
    const { PublicAccessBlockConfiguration } = await client.send(
      new GetPublicAccessBlockCommand({ Bucket: physicalId }),
    );
    expect(PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);

    const policy = {
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${physicalId}` }],
    };
    await server.handler('AWS::S3::BucketPolicy').create({ Bucket: physicalId, PolicyDocument: policy }, context);
    const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket: physicalId }));
    expect(JSON.parse(Policy ?? '')).toEqual(policy);

    server.s3.bucket(physicalId).put('k', Buffer.from('1'), {}, 0);
    await expect(handler.delete(physicalId, properties, context)).rejects.toThrow(
      'The bucket you tried to delete is not empty',
    );
  });

  test('templates are read by their URL in every style', async () => {
    await put('p/1/a.template', 'Resources: {}');
    const styles = [
      `https://${Bucket}.s3.eu-west-1.amazonaws.com/p/1/a.template`,
      `https://${Bucket}.s3.amazonaws.com/p/1/a.template`,
      `https://s3.eu-west-1.amazonaws.com/${Bucket}/p/1/a.template`,
      `${server.endpoint}/${Bucket}/p/1/a.template`,
    ];
    for (const url of styles) expect(await server.s3.readTemplate(url)).toBe('Resources: {}');
    await expect(server.s3.readTemplate(`${server.endpoint}/${Bucket}/none`)).rejects.toThrow(
      'S3 error: The specified key does not exist.',
    );
    await expect(server.s3.readTemplate('https://example.com/a')).rejects.toThrow(
      'TemplateURL must be a supported URL.',
    );
  });
});
