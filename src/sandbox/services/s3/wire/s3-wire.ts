import { restService } from '../../../api/protocols.js';
import type { ControlRequest, ControlResponse, ControlService } from '../../../api/service.js';
import { buildXml } from '../../../api/xml.js';
import { ServiceError } from '../../service-error.js';
import { checkSupported, readCall } from '../call.js';
import type { Bucket } from '../model/bucket.js';
import type { S3 } from '../model/s3.js';
import { S3_SUPPORTED } from '../operations.js';
import { s3Needs } from '../permissions.js';
import { BUCKET_OPERATIONS, type BucketOperation, createBucket } from './bucket-routes.js';
import { listBuckets, listObjects, listObjectsV2, listVersions, s3Xml } from './list-routes.js';
import { deleteObject, getObject } from './object-routes.js';
import { putObject } from './put-object.js';

/** S3 over REST-XML, path style: `/bucket/key` ("Actions", Amazon S3 API Reference). */
export function s3Wire(s3: S3): ControlService {
  return restService({
    signingNames: ['s3'],
    errors: 's3',
    supported: S3_SUPPORTED,
    needs: s3Needs,
    route: async (request) => route(s3, request),
  });
}

function route(s3: S3, request: ControlRequest): ControlResponse {
  const call = readCall(request);
  checkSupported(request, call);
  const { operation = '', key } = call;
  if (operation === 'ListBuckets') return listBuckets(request, s3);
  if (operation === 'CreateBucket') return createBucket(request, s3, call.bucket);
  const bucket = s3.bucket(call.bucket);
  checkOwner(request, bucket);
  if (operation === 'GetBucketLocation') {
    return s3Xml('LocationConstraint', bucket.region === 'us-east-1' ? {} : { '#text': bucket.region });
  }
  if (bucket.region !== request.region) return redirect(bucket);
  const ofObject = OBJECT_OPERATIONS[operation];
  if (ofObject) return ofObject(request, bucket, key, s3.env.clock.now());
  return (LISTS[operation] ?? (BUCKET_OPERATIONS[operation] as BucketOperation))(request, bucket, s3);
}

const OBJECT_OPERATIONS: Readonly<Record<string, typeof putObject>> = {
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  DeleteObject: deleteObject,
};

const LISTS: Readonly<Record<string, BucketOperation>> = {
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listVersions,
};

/** @throws ServiceError AccessDenied ("Verifying bucket ownership with bucket owner condition", Amazon S3 User Guide) */
function checkOwner({ headers, query }: ControlRequest, bucket: Bucket): void {
  const expected = headers['x-amz-expected-bucket-owner'] ?? query.get('x-amz-expected-bucket-owner') ?? undefined;
  if (expected !== undefined && expected !== bucket.owner) throw new ServiceError('AccessDenied', 'Access Denied', 403);
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
