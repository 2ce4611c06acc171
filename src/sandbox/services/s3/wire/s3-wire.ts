import { restService } from '../../../api/protocols.js';
import type { ControlRequest, ControlResponse, ControlService } from '../../../api/service.js';
import { buildXml, parseXml } from '../../../api/xml.js';
import { ServiceError, unsupported } from '../../service-error.js';
import { type Bucket, checkPolicy, type StoredSetting } from '../model/bucket.js';
import type { S3 } from '../model/s3.js';
import { s3Needs } from '../permissions.js';
import { listObjects, listVersions, s3Xml } from './list-routes.js';
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

/** S3 over REST-XML, path style: `/bucket/key` ("Actions", Amazon S3 API Reference). */
export function s3Wire(s3: S3): ControlService {
  return restService({
    signingNames: ['s3'],
    errors: 's3',
    needs: (request) => s3Needs(request, subresource),
    route: async (request) => route(s3, request),
  });
}

function route(s3: S3, request: ControlRequest): ControlResponse {
  const [bucketName = '', ...rest] = request.path.slice(1).split('/');
  const key = decodeURIComponent(rest.join('/'));
  const sub = subresource(request);
  if (!bucketName) return listBuckets(request, s3);
  if (!key && request.method === 'PUT' && sub === undefined) return createBucket(request, s3, bucketName);
  const bucket = s3.bucket(bucketName);
  if (sub === 'location') {
    return s3Xml('LocationConstraint', bucket.region === 'us-east-1' ? {} : { '#text': bucket.region });
  }
  if (bucket.region !== request.region) return redirect(bucket);
  if (key) return objectRoute(request, s3, bucket, key, sub);
  const operation = BUCKET_OPERATIONS[`${request.method} ${sub ?? ''}`.trim()];
  return operation ? operation(request, bucket, s3) : storedRoute(request, bucket, sub);
}

function objectRoute(
  request: ControlRequest,
  s3: S3,
  bucket: Bucket,
  key: string,
  sub: string | undefined,
): ControlResponse {
  if (sub) throw unsupported('s3', `${request.method} Object?${sub}`);
  if (request.headers['x-amz-copy-source']) throw unsupported('s3', 'CopyObject');
  const operation = OBJECT_OPERATIONS[request.method];
  if (!operation) throw unsupported('s3', `${request.method} Object`);
  return operation(request, bucket, key, s3.env.clock.now());
}

/** By method. */
const OBJECT_OPERATIONS: Readonly<Record<string, typeof putObject>> = {
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
  DELETE: deleteObject,
};

type BucketOperation = (request: ControlRequest, bucket: Bucket, s3: S3) => ControlResponse;

/** By method and subresource. */
const BUCKET_OPERATIONS: Readonly<Record<string, BucketOperation>> = {
  HEAD: (_request, bucket) => ({
    status: 200,
    headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' },
  }),
  DELETE(_request, bucket, s3) {
    s3.deleteBucket(bucket.name);
    return { status: 204 };
  },
  GET: listObjects,
  'GET versions': listVersions,
  'POST delete': deleteObjects,
  'PUT policy'(request, bucket) {
    const policy = request.body.toString('utf8');
    checkPolicy(policy);
    bucket.policy = policy;
    return { status: 204 };
  },
  'GET policy'(_request, bucket) {
    if (!bucket.policy) throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy };
  },
  'DELETE policy'(_request, bucket) {
    bucket.policy = undefined;
    return { status: 204 };
  },
  'PUT versioning': putVersioning,
  'GET versioning': (_request, bucket) =>
    s3Xml('VersioningConfiguration', bucket.versioning ? { Status: bucket.versioning } : {}),
};

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

function listBuckets(request: ControlRequest, s3: S3): ControlResponse {
  if (request.method !== 'GET') throw unsupported('s3', `${request.method} Service`);
  const prefix = request.query.get('prefix') ?? '';
  const region = request.query.get('bucket-region');
  const buckets = s3
    .buckets()
    .filter((bucket) => bucket.name.startsWith(prefix) && (!region || bucket.region === region));
  return s3Xml('ListAllMyBucketsResult', {
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

function createBucket(request: ControlRequest, s3: S3, name: string): ControlResponse {
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

function deleteObjects(request: ControlRequest, bucket: Bucket, s3: S3): ControlResponse {
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
      VersionId: VersionId || undefined,
      ...(result.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: result.versionId } : {}),
    };
  });
  return s3Xml('DeleteResult', Delete?.Quiet === 'true' ? {} : { Deleted: deleted });
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

/** Query parameters that only modify an operation. */
const MODIFIERS = new Set([
  'prefix',
  'delimiter',
  'max-keys',
  'encoding-type',
  'list-type',
  'continuation-token',
  'start-after',
  'fetch-owner',
  'key-marker',
  'version-id-marker',
  'versionId',
  'x-id',
]);

/** The first query parameter that names a subresource. */
function subresource(request: ControlRequest): string | undefined {
  return [...request.query.keys()].find((name) => !MODIFIERS.has(name) && !name.toLowerCase().startsWith('x-amz-'));
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
