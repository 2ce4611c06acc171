import type { ControlRequest, ControlResponse } from '../../../api/service.js';
import { buildXml, parseXml } from '../../../api/xml.js';
import { ServiceError } from '../../service-error.js';
import type { Bucket } from '../model/bucket.js';
import type { S3 } from '../model/s3.js';
import { checkTags, STORED, type StoredSetting, type Tag, WHEN_DELETED } from '../model/settings.js';
import { s3Xml } from './list-routes.js';

/** Answers an operation on a bucket. */
export type BucketOperation = (request: ControlRequest, bucket: Bucket, s3: S3) => ControlResponse;

/** The operations on buckets that list no objects, by name. */
export const BUCKET_OPERATIONS: Readonly<Record<string, BucketOperation>> = {
  HeadBucket: (_request, bucket) => ({
    status: 200,
    headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' },
  }),
  DeleteBucket(_request, bucket, s3) {
    s3.deleteBucket(bucket.name);
    return { status: 204 };
  },
  DeleteObjects: deleteObjects,
  PutBucketPolicy(request, bucket, s3) {
    s3.putPolicy(bucket, request.body.toString('utf8'));
    return { status: 204 };
  },
  GetBucketPolicy(_request, bucket) {
    if (!bucket.policy) throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: bucket.policy };
  },
  DeleteBucketPolicy(_request, bucket) {
    bucket.policy = undefined;
    return { status: 204 };
  },
  PutBucketVersioning: putVersioning,
  GetBucketVersioning: (_request, bucket) =>
    s3Xml('VersioningConfiguration', bucket.versioning ? { Status: bucket.versioning } : {}),
  ...stored('encryption', 'BucketEncryption'),
  ...stored('publicAccessBlock', 'PublicAccessBlock'),
  ...stored('ownershipControls', 'BucketOwnershipControls'),
  ...stored('tagging', 'BucketTagging'),
  ...stored('lifecycle', 'BucketLifecycleConfiguration', 'BucketLifecycle'),
};

/** The three operations of a setting that is kept as XML. */
function stored(setting: StoredSetting, noun: string, deleted = noun): Record<string, BucketOperation> {
  const { root, code, message } = STORED[setting];
  return {
    [`Get${noun}`](_request, bucket) {
      const body = bucket.settings.get(setting);
      if (body === undefined) throw new ServiceError(code, message, 404);
      return { status: 200, headers: { 'content-type': 'application/xml' }, body };
    },
    [`Put${noun}`](request, bucket) {
      const text = request.body.toString('utf8');
      const value = (parseXml(text) as Record<string, unknown>)[root];
      if (value === undefined) throw malformedXml();
      if (setting === 'tagging') checkTags(tagsIn(value), 50);
      bucket.settings.set(setting, text);
      return { status: setting === 'tagging' ? 204 : 200 };
    },
    [`Delete${deleted}`](_request, bucket) {
      const value = WHEN_DELETED[setting];
      if (value === undefined) bucket.settings.delete(setting);
      else bucket.settings.set(setting, value);
      return { status: 204 };
    },
  };
}

function tagsIn(tagging: unknown): readonly Tag[] {
  const { TagSet } = tagging as { TagSet?: { Tag?: Tag | Tag[] } | '' };
  return TagSet ? [TagSet.Tag ?? []].flat() : [];
}

/** CreateBucket. @throws ServiceError for a location other than where the call goes */
export function createBucket(request: ControlRequest, s3: S3, name: string): ControlResponse {
  const parsed = request.body.length ? parseXml(request.body.toString('utf8')) : {};
  const { LocationConstraint, Tags } = (parsed.CreateBucketConfiguration || {}) as Configuration;
  // "CreateBucket", Amazon S3 API Reference: us-east-1 is what the absence of a location means.
  if (LocationConstraint === 'us-east-1') {
    throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
  if ((LocationConstraint ?? 'us-east-1') !== request.region) {
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${LocationConstraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  checkBucketAcl(request.headers['x-amz-acl']);
  const tags = Tags ? [Tags.Tag ?? []].flat() : [];
  checkTags(tags, 50);
  const bucket = s3.createBucket(request.region, name);
  if (tags.length > 0) bucket.settings.set('tagging', buildXml('Tagging', { TagSet: { Tag: tags } }));
  return { status: 200, headers: { location: `/${name}` } };
}

interface Configuration {
  LocationConstraint?: string;
  Tags?: { Tag?: Tag | Tag[] };
}

/** New buckets have no ACLs but the owner's ("Controlling ownership of objects and disabling ACLs for your bucket"). */
function checkBucketAcl(acl: unknown): void {
  if (acl === undefined || acl === 'private') return;
  throw new ServiceError(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

function deleteObjects(request: ControlRequest, bucket: Bucket, s3: S3): ControlResponse {
  const { Delete } = parseXml(request.body.toString('utf8')) as {
    Delete?: { Object?: DeleteEntry | DeleteEntry[]; Quiet?: string };
  };
  const entries = [Delete?.Object ?? []].flat();
  if (entries.length === 0 || entries.length > 1000) throw malformedXml();
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

function malformedXml(): ServiceError {
  return new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
