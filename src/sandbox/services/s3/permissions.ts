import type { Need } from '../../api/need.js';
import type { ControlRequest } from '../../api/service.js';
import { parseXml } from '../../api/xml.js';
import { readCall } from './call.js';
import { S3_OPERATIONS } from './operations.js';

/**
 * What S3's operations need ("Required permissions for Amazon S3 API operations", Amazon S3 User Guide); with a version,
 * or with tags, other actions.
 */
export function s3Needs(request: ControlRequest): readonly Need[] {
  const { bucket, key, operation = '' } = readCall(request);
  const action = S3_OPERATIONS[operation]?.action;
  if (!action) return [];
  if (!bucket) return [{ action: `s3:${action}`, resource: '*' }];
  const arn = `arn:aws:s3:::${bucket}`;
  const context = headersAsKeys(request);
  if (operation === 'DeleteObjects') return deletedObjects(request, arn);
  if (operation === 'CreateBucket') {
    const tags = tagsOf(request);
    // A bucket with tags needs both ("CreateBucket", Amazon S3 API Reference).
    return [
      { action: 's3:CreateBucket', resource: arn, context: { ...context, ...tags } },
      ...(tags ? [{ action: 's3:TagResource', resource: arn, context: tags }] : []),
    ];
  }
  if (!key) return [{ action: `s3:${action}`, resource: arn, context }];
  const version = request.query.has('versionId') ? 'Version' : '';
  const resource = `${arn}/${key}`;
  const tagging = request.headers['x-amz-tagging'] ? [{ action: 's3:PutObjectTagging', resource, context }] : [];
  return [{ action: `s3:${action}${version}`, resource, context }, ...tagging];
}

/** The tags that a bucket is created with, as condition keys; undefined without tags. */
function tagsOf({ body }: ControlRequest): Record<string, string> | undefined {
  if (body.length === 0) return undefined;
  const { CreateBucketConfiguration } = parseXml(body.toString('utf8')) as {
    CreateBucketConfiguration?: { Tags?: { Tag?: Tag | Tag[] } };
  };
  const tags = [CreateBucketConfiguration?.Tags?.Tag ?? []].flat();
  if (tags.length === 0) return undefined;
  return Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));
}

interface Tag {
  Key: string;
  Value: string;
}

function deletedObjects({ body }: ControlRequest, bucket: string): Need[] {
  const { Delete } = parseXml(body.toString('utf8')) as { Delete?: { Object?: Entry | Entry[] } };
  return [Delete?.Object ?? []].flat().map(({ Key, VersionId }) => ({
    action: VersionId ? 's3:DeleteObjectVersion' : 's3:DeleteObject',
    resource: `${bucket}/${Key}`,
  }));
}

interface Entry {
  Key: string;
  VersionId?: string;
}

/** Headers that are condition keys ("Amazon S3 condition keys"). */
function headersAsKeys({ headers, query }: ControlRequest): Record<string, string | undefined> {
  const text = (name: string) => headers[name] as string | undefined;
  return {
    's3:x-amz-server-side-encryption': text('x-amz-server-side-encryption'),
    's3:x-amz-server-side-encryption-aws-kms-key-id': text('x-amz-server-side-encryption-aws-kms-key-id'),
    's3:x-amz-acl': text('x-amz-acl'),
    's3:prefix': query.get('prefix') ?? undefined,
  };
}
