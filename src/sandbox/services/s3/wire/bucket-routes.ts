import { buildXml, parseXml } from '../../../control/protocols.js';
import { type ControlRequest, type ControlResponse, ServiceError, unsupported } from '../../../control/service.js';
import type { Bucket, StoredSetting } from '../model/bucket.js';
import type { S3Service } from '../model/s3.js';
import { listObjects, listVersions, S3_NAMESPACE } from './list-routes.js';
import { deleteObject, getObject, putObject } from './object-routes.js';

/** Subresources that are stored as XML, with the error that S3 answers while they are absent. */
const STORED: Readonly<Record<StoredSetting, { code: string; message: string }>> = {
  encryption: {
    code: 'ServerSideEncryptionConfigurationNotFoundError',
    message: 'The server side encryption configuration was not found',
  },
  publicAccessBlock: {
    code: 'NoSuchPublicAccessBlockConfiguration',
    message: 'The public access block configuration was not found',
  },
  ownershipControls: {
    code: 'OwnershipControlsNotFoundError',
    message: 'The bucket ownership controls were not found',
  },
  tagging: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
  lifecycle: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
};

/** S3's wire API, path style: `/bucket/key` ("Actions", Amazon S3 API Reference). */
export function s3Routes(s3: S3Service): (request: ControlRequest) => Promise<ControlResponse> {
  return async (request) => {
    const [bucketName = '', ...rest] = request.path.slice(1).split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (!bucketName) return listBuckets(request, s3);
    if (!key && request.method === 'PUT' && subresource(request) === undefined)
      return createBucket(request, s3, bucketName);
    const bucket = s3.bucket(bucketName);
    if (subresource(request) === 'location') {
      return xml('LocationConstraint', bucket.region === 'us-east-1' ? {} : { '#text': bucket.region });
    }
    if (bucket.region !== request.region) return redirect(bucket);
    return key ? objectRoute(request, s3, bucket, key) : bucketRoute(request, s3, bucket);
  };
}

function objectRoute(request: ControlRequest, s3: S3Service, bucket: Bucket, key: string): ControlResponse {
  const sub = subresource(request);
  if (sub) throw unsupported('s3', `${request.method} Object?${sub}`);
  if (request.headers['x-amz-copy-source']) throw unsupported('s3', 'CopyObject');
  const now = s3.env.clock.now();
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return getObject(request, bucket, key);
    case 'PUT':
      return putObject(request, bucket, key, now);
    case 'DELETE':
      return deleteObject(request, bucket, key, now);
    default:
      throw unsupported('s3', `${request.method} Object`);
  }
}

function bucketRoute(request: ControlRequest, s3: S3Service, bucket: Bucket): ControlResponse {
  const sub = subresource(request);
  switch (`${request.method} ${sub ?? ''}`) {
    case 'HEAD ':
      return { status: 200, headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' } };
    case 'DELETE ':
      s3.deleteBucket(bucket.name);
      return { status: 204 };
    case 'GET ':
      return listObjects(request, bucket);
    case 'GET versions':
      return listVersions(request, bucket);
    case 'POST delete':
      return deleteObjects(request, s3, bucket);
    case 'PUT policy':
      checkPolicy(request.body.toString('utf8'));
      bucket.policy = request.body.toString('utf8');
      return { status: 204 };
    case 'GET policy':
      if (!bucket.policy) throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy };
    case 'DELETE policy':
      bucket.policy = undefined;
      return { status: 204 };
    case 'PUT versioning':
      return putVersioning(request, bucket);
    case 'GET versioning':
      return xml('VersioningConfiguration', bucket.versioning ? { Status: bucket.versioning } : {});
    default:
      return storedRoute(request, bucket, sub);
  }
}

function storedRoute(request: ControlRequest, bucket: Bucket, sub: string | undefined): ControlResponse {
  if (!sub || !(sub in STORED)) throw unsupported('s3', `${request.method} Bucket${sub ? `?${sub}` : ''}`);
  const setting = sub as StoredSetting;
  if (request.method === 'PUT') {
    bucket.settings.set(setting, request.body.toString('utf8'));
    return { status: setting === 'tagging' ? 204 : 200 };
  }
  if (request.method === 'DELETE') {
    bucket.settings.delete(setting);
    return { status: 204 };
  }
  const body = bucket.settings.get(setting);
  if (body === undefined) throw new ServiceError(STORED[setting].code, STORED[setting].message, 404);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function listBuckets(request: ControlRequest, s3: S3Service): ControlResponse {
  if (request.method !== 'GET') throw unsupported('s3', `${request.method} Service`);
  const prefix = request.query.get('prefix') ?? '';
  const region = request.query.get('bucket-region');
  const buckets = s3
    .buckets()
    .filter((bucket) => bucket.name.startsWith(prefix) && (!region || bucket.region === region));
  return xml('ListAllMyBucketsResult', {
    Owner: { ID: s3.env.accountId },
    Buckets: {
      Bucket: buckets.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
      })),
    },
  });
}

function createBucket(request: ControlRequest, s3: S3Service, name: string): ControlResponse {
  const parsed = request.body.length ? parseXml(request.body.toString('utf8')) : {};
  const configuration = parsed.CreateBucketConfiguration as { LocationConstraint?: string } | undefined;
  const wanted = configuration?.LocationConstraint ?? 'us-east-1';
  if (wanted !== request.region) {
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${configuration?.LocationConstraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  s3.createBucket(request.region, name);
  return { status: 200, headers: { location: `/${name}` } };
}

function deleteObjects(request: ControlRequest, s3: S3Service, bucket: Bucket): ControlResponse {
  const { Delete } = parseXml(request.body.toString('utf8')) as {
    Delete?: { Object?: DeleteEntry | DeleteEntry[]; Quiet?: string };
  };
  const entries = [Delete?.Object ?? []].flat();
  if (entries.length === 0 || entries.length > 1000) {
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const deleted = entries.map(({ Key, VersionId }) => {
    const result = bucket.delete(Key, VersionId, s3.env.clock.now());
    return {
      Key,
      ...(VersionId ? { VersionId } : {}),
      ...(result.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: result.versionId } : {}),
    };
  });
  return xml('DeleteResult', Delete?.Quiet === 'true' ? {} : { Deleted: deleted });
}

interface DeleteEntry {
  Key: string;
  VersionId?: string;
}

function putVersioning(request: ControlRequest, bucket: Bucket): ControlResponse {
  const { VersioningConfiguration } = parseXml(request.body.toString('utf8')) as {
    VersioningConfiguration?: { Status?: string };
  };
  const status = VersioningConfiguration?.Status;
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new ServiceError('MalformedXML', 'The versioning status must be Enabled or Suspended');
  }
  bucket.versioning = status;
  return { status: 200 };
}

/** @throws ServiceError MalformedPolicy */
export function checkPolicy(text: string): void {
  try {
    const policy = JSON.parse(text) as { Statement?: unknown };
    if (policy.Statement === undefined) throw new Error('Missing required field Statement');
  } catch (error) {
    throw new ServiceError('MalformedPolicy', error instanceof Error ? error.message : String(error));
  }
}

/** The first query parameter that names a subresource. */
function subresource(request: ControlRequest): string | undefined {
  const modifiers = new Set(['prefix', 'delimiter', 'max-keys', 'encoding-type', 'list-type', 'continuation-token']);
  for (const more of ['start-after', 'fetch-owner', 'key-marker', 'version-id-marker', 'versionId', 'x-id'])
    modifiers.add(more);
  return [...request.query.keys()].find((name) => !modifiers.has(name) && !name.toLowerCase().startsWith('x-amz-'));
}

function redirect(bucket: Bucket): ControlResponse {
  return {
    status: 301,
    headers: { 'content-type': 'application/xml', 'x-amz-bucket-region': bucket.region },
    body: buildXml('Error', {
      Code: 'PermanentRedirect',
      Message:
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
      Bucket: bucket.name,
      RequestId: crypto.randomUUID(),
    }),
  };
}

function xml(root: string, value: object): ControlResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: buildXml(root, value, S3_NAMESPACE),
  };
}
