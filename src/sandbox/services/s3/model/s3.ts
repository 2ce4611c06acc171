import { buildXml, restService } from '../../../control/protocols.js';
import {
  type ControlRequest,
  type ControlResponse,
  type ControlService,
  ServiceError,
} from '../../../control/service.js';
import type { SandboxEnvironment } from '../../../environment.js';
import { policyAllows } from '../../../policy.js';
import { s3Routes } from '../wire/bucket-routes.js';
import { responseHeaders } from '../wire/object-routes.js';
import { Bucket, checkBucketName, type ObjectVersion } from './bucket.js';
import { parseObjectUrl } from './template-url.js';

/** What CloudFront gets from a bucket. */
export interface OriginAnswer {
  status: 200 | 403 | 404;
  headers: Record<string, string>;
  body: Buffer;
}

/** Amazon S3: names are global, a bucket answers only in its own region. */
export class S3Service implements ControlService {
  readonly signingNames = ['s3'];
  readonly env: SandboxEnvironment;
  readonly #buckets = new Map<string, Bucket>();
  readonly #rest: ControlService;

  constructor(env: SandboxEnvironment) {
    this.env = env;
    this.#rest = restService({ signingNames: this.signingNames, errors: 's3', route: s3Routes(this) });
  }

  handle(request: ControlRequest): Promise<ControlResponse> {
    return this.#rest.handle(request);
  }

  /** @throws ServiceError BucketAlreadyOwnedByYou, but not in us-east-1, as S3 has it for old times' sake */
  createBucket(region: string, name: string): Bucket {
    checkBucketName(name);
    const existing = this.#buckets.get(name);
    if (existing) {
      if (region === 'us-east-1' && existing.region === region) return existing;
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
      );
    }
    const bucket = new Bucket(name, region, this.env.clock.now());
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** @throws ServiceError BucketNotEmpty, NoSuchBucket */
  deleteBucket(name: string): void {
    if (!this.bucket(name).isEmpty) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    }
    this.#buckets.delete(name);
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws ServiceError NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
    return bucket;
  }

  /**
   * The current object, for services of the region. @throws ServiceError NoSuchBucket, NoSuchKey, PermanentRedirect
   */
  async getObject(region: string, bucketName: string, key: string): Promise<ObjectVersion> {
    const bucket = this.bucket(bucketName);
    if (bucket.region !== region) {
      throw new ServiceError(
        'PermanentRedirect',
        `The bucket is in this region: ${bucket.region}. Please use this region to retry the request`,
        301,
      );
    }
    return currentObject(bucket, key);
  }

  /**
   * Reads for CloudFront with origin access control: the bucket's policy must let `cloudfront.amazonaws.com` get the
   * object on behalf of the distribution. A missing key is 404 only for who may list the bucket, else 403
   * ("GetObject", Amazon S3 API Reference).
   */
  async readForCloudFront(bucketName: string, key: string, sourceArn: string): Promise<OriginAnswer> {
    const bucket = this.#buckets.get(bucketName);
    if (!bucket) return refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
    const allowed = (action: string, resource: string) =>
      policyAllows(bucket.policy, {
        service: 'cloudfront.amazonaws.com',
        action,
        resource,
        context: {
          'AWS:SourceArn': sourceArn,
          'AWS:SourceAccount': this.env.accountId,
          'aws:SecureTransport': 'true',
        },
      });
    if (!allowed('s3:GetObject', `${bucket.arn}/${key}`)) return refusal(403, 'AccessDenied', 'Access Denied');
    const object = bucket.find(key);
    if (object && !object.deleteMarker) return { status: 200, headers: responseHeaders(object), body: object.body };
    return allowed('s3:ListBucket', bucket.arn)
      ? refusal(404, 'NoSuchKey', 'The specified key does not exist.')
      : refusal(403, 'AccessDenied', 'Access Denied');
  }

  /**
   * The text of a template in a bucket, as CloudFormation reads `TemplateURL`.
   *
   * @throws ServiceError ValidationError in CloudFormation's wording
   */
  async readTemplate(url: string): Promise<string> {
    const place = parseObjectUrl(url, this.env.endpoint());
    if (!place) throw new ServiceError('ValidationError', 'TemplateURL must be a supported URL.');
    const bucket = this.#buckets.get(place.bucket);
    if (!bucket) throw new ServiceError('ValidationError', 'S3 error: The specified bucket does not exist');
    try {
      return currentObject(bucket, place.key).body.toString('utf8');
    } catch (error) {
      throw error instanceof ServiceError ? new ServiceError('ValidationError', `S3 error: ${error.message}`) : error;
    }
  }
}

/** @throws ServiceError NoSuchKey */
export function currentObject(bucket: Bucket, key: string): ObjectVersion {
  const object = bucket.find(key);
  if (!object || object.deleteMarker) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
}

function refusal(status: 403 | 404, code: string, message: string): OriginAnswer {
  const body = Buffer.from(buildXml('Error', { Code: code, Message: message, RequestId: crypto.randomUUID() }));
  return { status, headers: { 'content-type': 'application/xml', server: 'AmazonS3' }, body };
}
