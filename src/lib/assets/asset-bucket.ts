import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import { CvsError } from '../errors.js';

/** An asset bucket as it should be. */
export interface BucketWanted {
  bucket: string;
  region: string;
  /** Account that must own it: code is deployed from this bucket. */
  owner: string;
  signal?: AbortSignal;
}

/**
 * Whether an asset bucket is there. When it is, it is ours, and in its region.
 *
 * @throws CvsError BUCKET_NOT_OURS or BUCKET_ELSEWHERE
 */
export async function bucketExists(s3: S3Client, { bucket, region, owner, signal }: BucketWanted): Promise<boolean> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  try {
    const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    await s3.send(command, signal ? { abortSignal: signal } : {});
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status === 403 && !isAboutCredentials(error)) throw notOurs(bucket, owner, error);
    if (status === 301) throw elsewhere(bucket, region, error);
    if (status === 400) throw await whyBadRequest(s3, { bucket, region, owner, signal });
    throw translateAwsError(error, { action: 's3:ListBucket', region });
  }
}

/**
 * What a bare 400 means: an answer to HEAD has no body to say it. An expired session and a bucket of another region
 * both look like that, so it is asked again by GET.
 */
export async function whyBadRequest(s3: S3Client, { bucket, region, owner, signal }: BucketWanted): Promise<CvsError> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  try {
    const command = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 0, ExpectedBucketOwner: owner });
    await s3.send(command, signal ? { abortSignal: signal } : {});
  } catch (error) {
    const known = translateAwsError(error, { action: 's3:ListBucket', region });
    if (known.code !== 'AWS_ERROR') return known;
  }
  return elsewhere(bucket, region, undefined);
}

/** What to say when a bucket is not there and may not be made. */
export function bucketMissing(bucket: string, region: string): CvsError {
  return new CvsError({
    code: 'BUCKET_MISSING',
    message: `The asset bucket ${bucket} does not exist in ${region}.`,
    suggestions: [
      'Run `cvs assets publish --create-buckets`.',
      'Or name other buckets: assets.bucketBaseName in the cluster file.',
    ],
  });
}

/**
 * Makes an asset bucket. S3 keeps a new bucket private and encrypted by itself.
 *
 * @throws CvsError BUCKET_NOT_OURS when somebody else has the name
 */
export async function createBucket(s3: S3Client, { bucket, region, owner, signal }: BucketWanted): Promise<void> {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  // us-east-1 is the only region that may not be named as a location (S3 API reference, CreateBucket).
  const location =
    region === GLOBAL_REGION
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...location }), signal ? { abortSignal: signal } : {});
  } catch (error) {
    const code = error instanceof Error ? error.name : '';
    if (code === 'BucketAlreadyOwnedByYou') return;
    if (code === 'BucketAlreadyExists') throw notOurs(bucket, owner, error);
    throw translateAwsError(error, { action: 's3:CreateBucket', region });
  }
}

function notOurs(bucket: string, owner: string, cause: unknown): CvsError {
  return new CvsError({
    code: 'BUCKET_NOT_OURS',
    message: `The bucket ${bucket} is not account ${owner}'s, or it may not be listed with these credentials.`,
    suggestions: [
      'Bucket names are shared by all accounts: choose another assets.bucketBaseName in the cluster file.',
      'If the bucket is yours, check AWS_PROFILE and the permission for s3:ListBucket.',
    ],
    cause,
  });
}

function elsewhere(bucket: string, region: string, cause: unknown): CvsError {
  return new CvsError({
    code: 'BUCKET_ELSEWHERE',
    message: `The bucket ${bucket} exists, but not in ${region}.`,
    suggestions: ['Delete it, or choose another assets.bucketBaseName in the cluster file.'],
    cause,
  });
}

/** A HEAD has no body to carry a code: what is left is the status. */
function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function isAboutCredentials(error: unknown): boolean {
  return error instanceof Error && /Expired|Token|AccessKey|Signature|Credentials/.test(error.name);
}
