import type { SandboxEnvironment } from '../../../environment.js';
import { policyAllows } from '../../resource-policy.js';
import type { IsPrincipal } from '../../resource-policy-check.js';
import { ServiceError } from '../../service-error.js';
import { Bucket, checkBucketName, type ObjectVersion } from './bucket.js';
import { checkBucketPolicy } from './bucket-policy.js';

/** Amazon S3: names are global, a bucket answers only in its own region. */
export class S3 {
  readonly env: SandboxEnvironment;
  readonly #isPrincipal: IsPrincipal;
  readonly #buckets = new Map<string, Bucket>();

  /** @param isPrincipal whether somebody exists whom a policy names */
  constructor(env: SandboxEnvironment, isPrincipal: IsPrincipal = () => true) {
    this.env = env;
    this.#isPrincipal = isPrincipal;
  }

  /** Sets a bucket's policy. @throws ServiceError MalformedPolicy, AccessDenied */
  putPolicy(bucket: Bucket, text: string): void {
    checkBucketPolicy(text, bucket, this.#isPrincipal);
    bucket.policy = text;
  }

  /** @throws ServiceError BucketAlreadyOwnedByYou, except in us-east-1 ("CreateBucket", Amazon S3 API Reference) */
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
    const bucket = new Bucket({ name, region, owner: this.env.accountId }, this.env.clock.now());
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
   * The current object for an AWS service that the bucket's policy must let in on behalf of the source. A missing key
   * is NoSuchKey only to a caller who may list the bucket, else AccessDenied ("GetObject", Amazon S3 API Reference).
   *
   * @param service principal, such as `cloudfront.amazonaws.com`
   * @throws ServiceError NoSuchBucket, AccessDenied, NoSuchKey
   */
  readFor(service: string, sourceArn: string, bucketName: string, key: string): ObjectVersion {
    const bucket = this.bucket(bucketName);
    const allowed = (action: string, resource: string) =>
      policyAllows(bucket.policy, {
        service,
        action,
        resource,
        context: {
          'AWS:SourceArn': sourceArn,
          'AWS:SourceAccount': this.env.accountId,
          'aws:SecureTransport': 'true',
        },
      });
    if (!allowed('s3:GetObject', `${bucket.arn}/${key}`)) throw new ServiceError('AccessDenied', 'Access Denied', 403);
    if (!allowed('s3:ListBucket', bucket.arn) && !bucket.current(key)) {
      throw new ServiceError('AccessDenied', 'Access Denied', 403);
    }
    return currentObject(bucket, key);
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
function currentObject(bucket: Bucket, key: string): ObjectVersion {
  const object = bucket.current(key);
  if (!object) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
}

/**
 * Bucket and key of a URL of an object in S3: virtual-hosted style, path style, or path style at the sandbox's own
 * endpoint ("Methods for accessing a general purpose bucket", Amazon S3 User Guide). Undefined for any other URL.
 */
function parseObjectUrl(url: string, endpoint: string): { bucket: string; key: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const hosted = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(host);
  if (hosted) return path ? { bucket: hosted[1] as string, key: path } : undefined;
  const isPathStyle = /^s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.test(host) || host === new URL(endpoint).host;
  const slash = path.indexOf('/');
  if (!isPathStyle || slash < 1 || slash === path.length - 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
