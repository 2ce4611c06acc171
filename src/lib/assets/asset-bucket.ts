import type { BucketLocationConstraint, S3Client } from '@aws-sdk/client-s3';
import { type AwsClients, GLOBAL_REGION } from '../aws/aws-clients.js';
import { statusOf, translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import { pollUntil } from '../cloudformation/poll.js';
import { CvsError } from '../errors.js';
import { assetBucket } from './assets.js';

/** An asset bucket that a deployment needs. */
export interface BucketWanted {
  s3: S3Client;
  bucket: string;
  region: string;
  /** Account that must own it: code is deployed from this bucket. */
  owner: string;
  signal?: AbortSignal;
}

/** An asset bucket and whether it exists. */
export interface AssetBucket extends BucketWanted {
  exists: boolean;
}

/** The asset bucket of a region. */
export async function bucketWanted(
  region: string,
  context: { clients: AwsClients; bucketBaseName: string; owner: string; signal?: AbortSignal },
): Promise<BucketWanted> {
  const { clients, owner, signal } = context;
  return { s3: await clients.s3(region), bucket: assetBucket(context, region), region, owner, signal };
}

/**
 * Looks whether the asset bucket of a region exists.
 *
 * @throws CvsError BUCKET_NOT_OURS or BUCKET_ELSEWHERE
 */
export async function lookAtBucket(...place: Parameters<typeof bucketWanted>): Promise<AssetBucket> {
  const wanted = await bucketWanted(...place);
  return { ...wanted, exists: await bucketExists(wanted) };
}

/**
 * Whether an asset bucket exists. If it does, it belongs to `owner` and is in its region.
 *
 * @throws CvsError BUCKET_NOT_OURS or BUCKET_ELSEWHERE
 */
export async function bucketExists(wanted: BucketWanted): Promise<boolean> {
  const { s3, bucket, region, owner, signal } = wanted;
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  try {
    const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    await s3.send(command, { abortSignal: signal });
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status === 403 && !isAboutCredentials(error)) throw notOurs(bucket, owner, error);
    if (status === 301) throw elsewhere(bucket, region, error);
    if (status === 400) throw await whyBadRequest(wanted);
    throw translateAwsError(error, { action: 's3:ListBucket', region });
  }
}

/**
 * What a 400 without a body means. An answer to HEAD has no body, and both an expired session and a bucket of another
 * region look like that. So this asks again with GET.
 */
export async function whyBadRequest({ s3, bucket, region, owner, signal }: BucketWanted): Promise<CvsError> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  try {
    const command = new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 0, ExpectedBucketOwner: owner });
    await s3.send(command, { abortSignal: signal });
  } catch (error) {
    const known = translateAwsError(error, { action: 's3:ListBucket', region });
    if (known.code !== 'AWS_ERROR') return known;
  }
  return elsewhere(bucket, region, undefined);
}

/** The error for a bucket that does not exist and may not be created. */
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
 * Creates an asset bucket. S3 makes a new bucket private and encrypted by default.
 *
 * @param tags that it has from the start; they need s3:TagResource ("CreateBucket", Amazon S3 API Reference)
 *
 * S3 refuses a name for a while after a bucket of that name was deleted; this waits two minutes for it.
 *
 * @throws CvsError BUCKET_NOT_OURS when another account has the name, BUCKET_BUSY when S3 does not give it free in time
 */
export async function createBucket(
  wanted: BucketWanted,
  tags: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<void> {
  const { bucket, region, signal = new AbortController().signal } = wanted;
  await pollUntil(() => tryToCreate(wanted, tags), {
    ...{ clock, random: Math.random, signal, limitMs: BUSY_MS },
    onLimit: () => {
      throw new CvsError({
        code: 'BUCKET_BUSY',
        message: `S3 is still working on a bucket ${bucket} in ${region}, which was deleted or made a moment ago.`,
        suggestions: [
          'Run the same command again in an hour: S3 may need as long as that to give a name free.',
          'Or choose another assets.bucketBaseName in the cluster file.',
        ],
      });
    },
  });
}

/** How long to wait for a name that S3 does not give free yet. */
const BUSY_MS = 2 * 60_000;

/** @returns undefined while S3 still works on a bucket of that name (aws/aws-cli issues 2593 and 2411) */
async function tryToCreate(
  { s3, bucket, region, owner, signal }: BucketWanted,
  tags: Readonly<Record<string, string>>,
): Promise<true | undefined> {
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
  // us-east-1 is the only region that may not be named as a location (S3 API reference, CreateBucket).
  const location = region === GLOBAL_REGION ? {} : { LocationConstraint: region as BucketLocationConstraint };
  // With the creation, since an account may refuse a bucket without its tags.
  const tagged = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const configuration = { ...location, ...(tagged.length > 0 ? { Tags: tagged } : {}) };
  try {
    const command = new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: Object.keys(configuration).length > 0 ? configuration : undefined,
    });
    await s3.send(command, { abortSignal: signal });
    return true;
  } catch (error) {
    const code = error instanceof Error ? error.name : '';
    if (code === 'BucketAlreadyOwnedByYou') return true;
    if (code === 'OperationAborted') return undefined;
    if (code === 'BucketAlreadyExists') throw notOurs(bucket, owner, error);
    throw translateAwsError(error, { action: 's3:CreateBucket', region });
  }
}

function notOurs(bucket: string, owner: string, cause: unknown): CvsError {
  return new CvsError({
    code: 'BUCKET_NOT_OURS',
    message: `The bucket ${bucket} does not belong to account ${owner}, or these credentials may not list it.`,
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

function isAboutCredentials(error: unknown): boolean {
  return error instanceof Error && /Expired|Token|AccessKey|Signature|Credentials/.test(error.name);
}
