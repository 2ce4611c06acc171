import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3';
import { GLOBAL_REGION } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';
import { CvsError } from '../errors.js';

export interface BucketWanted {
  bucket: string;
  region: string;
  /** Account that must own it: code is deployed from this bucket. */
  owner: string;
  create: boolean;
  signal?: AbortSignal;
}

/**
 * Makes sure that an asset bucket is there, is ours, and is in its region.
 *
 * @returns whether it was created just now
 * @throws CvsError BUCKET_MISSING, BUCKET_NOT_OURS or BUCKET_ELSEWHERE
 */
export async function ensureBucket(s3: S3Client, wanted: BucketWanted): Promise<boolean> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  const { bucket, region, owner } = wanted;
  const options = wanted.signal ? { abortSignal: wanted.signal } : {};
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner }), options);
    return false;
  } catch (error) {
    const status = statusOf(error);
    if (status === 403 && !isAboutCredentials(error)) throw notOurs(bucket, owner, error);
    if (status === 301 || status === 400) throw elsewhere(bucket, region, error);
    if (status !== 404) throw translateAwsError(error, { action: 's3:ListBucket', region });
  }
  if (!wanted.create) {
    throw new CvsError({
      code: 'BUCKET_MISSING',
      message: `The asset bucket ${bucket} does not exist in ${region}.`,
      suggestions: [
        'Run `cvs assets publish --create-buckets`.',
        'Or name other buckets: assets.bucketBaseName in the cluster file.',
      ],
    });
  }
  await createBucket(s3, wanted);
  return true;
}

async function createBucket(s3: S3Client, { bucket, region, owner, signal }: BucketWanted): Promise<void> {
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
