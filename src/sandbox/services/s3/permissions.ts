import type { Need } from '../../api/need.js';
import type { ControlRequest } from '../../api/service.js';
import { parseXml } from '../../api/xml.js';

/** By method and subresource. */
const OF_BUCKETS: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  HEAD: 'ListBucket',
  GET: 'ListBucket',
  DELETE: 'DeleteBucket',
  'GET location': 'GetBucketLocation',
  'GET versions': 'ListBucketVersions',
  'GET policy': 'GetBucketPolicy',
  'PUT policy': 'PutBucketPolicy',
  'DELETE policy': 'DeleteBucketPolicy',
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
  'GET encryption': 'GetEncryptionConfiguration',
  'PUT encryption': 'PutEncryptionConfiguration',
  'DELETE encryption': 'PutEncryptionConfiguration',
  'GET publicAccessBlock': 'GetBucketPublicAccessBlock',
  'PUT publicAccessBlock': 'PutBucketPublicAccessBlock',
  'DELETE publicAccessBlock': 'PutBucketPublicAccessBlock',
  'GET ownershipControls': 'GetBucketOwnershipControls',
  'PUT ownershipControls': 'PutBucketOwnershipControls',
  'DELETE ownershipControls': 'PutBucketOwnershipControls',
  'GET tagging': 'GetBucketTagging',
  'PUT tagging': 'PutBucketTagging',
  'DELETE tagging': 'PutBucketTagging',
  'GET lifecycle': 'GetLifecycleConfiguration',
  'PUT lifecycle': 'PutLifecycleConfiguration',
  'DELETE lifecycle': 'PutLifecycleConfiguration',
};

/** By method; with a version, another action. */
const OF_OBJECTS: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'GetObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

/**
 * What S3's operations need ("Required permissions for Amazon S3 API operations", Amazon S3 User Guide).
 *
 * @param subresource the query parameter that names a subresource, if there is one
 */
export function s3Needs(
  request: ControlRequest,
  subresource: (request: ControlRequest) => string | undefined,
): readonly Need[] {
  const [bucket = '', ...rest] = request.path.slice(1).split('/');
  const key = decodeURIComponent(rest.join('/'));
  if (!bucket) return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const arn = `arn:aws:s3:::${bucket}`;
  const sub = subresource(request);
  const context = headersAsKeys(request);
  if (key) {
    const action = OF_OBJECTS[request.method] ?? request.method;
    const version = request.query.has('versionId') ? 'Version' : '';
    return [{ action: `s3:${action}${version}`, resource: `${arn}/${key}`, context }];
  }
  if (request.method === 'POST' && sub === 'delete') return deletedObjects(request, arn);
  const action = OF_BUCKETS[sub ? `${request.method} ${sub}` : request.method];
  return action ? [{ action: `s3:${action}`, resource: arn, context }] : [];
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
