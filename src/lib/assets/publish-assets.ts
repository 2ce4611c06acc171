import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsClients, GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { translateAwsError } from '../aws/errors.js';
import type { Report } from '../progress.js';
import { type BucketWanted, bucketExists, bucketMissing, createBucket, whyBadRequest } from './asset-bucket.js';
import { assetBucket, type BuiltAssets } from './assets.js';

/** Metadata of an uploaded object: the hash of its bytes. The ETag depends on the bucket's encryption. */
const HASH_METADATA = 'cvs-sha256';

export interface PublishAssets {
  built: BuiltAssets;
  regions: readonly string[];
  clients: AwsClients;
  /** Create the buckets that do not exist. */
  createBuckets: boolean;
  report: Report;
  signal?: AbortSignal;
}

export interface PublishedAssets {
  /** `s3://bucket/key` of each object that was uploaded. */
  uploaded: string[];
  /** `s3://bucket/key` of each object that was already there. */
  unchanged: string[];
  createdBuckets: string[];
}

interface Asset {
  key: string;
  body: string | Uint8Array;
  sha256: string;
  contentType: string;
}

interface Target extends BucketWanted {
  s3: S3Client;
}

/** An asset bucket and what it holds. */
interface LookedAt {
  region: string;
  bucket: string;
  /** Account that the bucket must belong to. */
  owner: string;
  exists: boolean;
  /** Keys of the assets that are there and up to date. */
  there: ReadonlySet<string>;
}

/** What is where, before anything is created or uploaded. */
export type AssetsLook = readonly LookedAt[];

/** The regions whose stacks need assets: the stream regions, and us-east-1 for the copilot. */
export function assetRegions(cluster: { regions: readonly { region: string }[] }): string[] {
  return [...new Set([...cluster.regions.map((one) => one.region), GLOBAL_REGION])];
}

/**
 * Uploads what is missing or different to the asset bucket of every region, all regions at once. It looks at every
 * bucket before it creates the first one, and creates all buckets before the first upload.
 *
 * @param look of a moment ago; without it, this function looks
 * @throws CvsError BUCKET_MISSING, BUCKET_NOT_OURS, BUCKET_ELSEWHERE, or what AWS refused
 */
export async function publishAssets(task: PublishAssets, look?: AssetsLook): Promise<PublishedAssets> {
  const { built, clients, report, signal } = task;
  const targets = await Promise.all(
    (look ?? (await lookAtAssets(task))).map(async (one) => ({ ...one, signal, s3: await clients.s3(one.region) })),
  );

  const missing = targets.filter((target) => !target.exists);
  if (missing[0] && !task.createBuckets) throw bucketMissing(missing[0].bucket, missing[0].region);
  await everyOne(
    missing.map(async (target) => {
      await createBucket(target.s3, target);
      report({ type: 'note', message: `created bucket ${target.bucket}` });
    }),
  );

  const assets = assetsOf(built);
  const outcomes = await everyOne(
    targets.map(async (target) => {
      const outcome: { location: string; uploaded: boolean }[] = [];
      for (const asset of assets) {
        const uploaded = !target.there.has(asset.key);
        if (uploaded) await upload(target, asset);
        outcome.push({ location: `s3://${target.bucket}/${asset.key}`, uploaded });
      }
      return outcome;
    }),
  );
  const locations = (uploaded: boolean) =>
    outcomes.flat().flatMap((one) => (one.uploaded === uploaded ? [one.location] : []));
  return {
    uploaded: locations(true),
    unchanged: locations(false),
    createdBuckets: missing.map((target) => target.bucket),
  };
}

/** How many objects {@link publishAssets} would upload: of a bucket that does not exist, all of them. */
export function missingAssets(built: BuiltAssets, look: AssetsLook): number {
  const total = assetsOf(built).length;
  return look.reduce((sum, { there }) => sum + total - there.size, 0);
}

/**
 * Looks at every bucket and every object in it, all at once.
 *
 * @throws CvsError BUCKET_NOT_OURS, BUCKET_ELSEWHERE, or what AWS refused
 */
export async function lookAtAssets(
  task: Pick<PublishAssets, 'built' | 'regions' | 'clients' | 'signal'>,
): Promise<AssetsLook> {
  const { built, regions, clients, signal } = task;
  const owner = (await callerOf(clients, regions[0] ?? GLOBAL_REGION)).account;
  const assets = assetsOf(built);
  return everyOne(
    regions.map(async (region): Promise<LookedAt> => {
      const bucket = assetBucket(built.settings, region);
      const s3 = await clients.s3(region);
      const target = { region, bucket, s3, owner, signal };
      // Asked at the same time as the bucket: when the bucket does not exist, this answer is not used.
      const objects = everyOne(assets.map(async (asset) => ({ key: asset.key, is: await isThere(target, asset) })));
      const [exists, there] = await Promise.allSettled([bucketExists(s3, target), objects]);
      // An error of the bucket says more than the errors that it causes for its objects.
      if (exists.status === 'rejected') throw exists.reason;
      if (!exists.value) return { region, bucket, owner, exists: false, there: new Set() };
      if (there.status === 'rejected') throw there.reason;
      return {
        region,
        bucket,
        owner,
        exists: true,
        there: new Set(there.value.flatMap(({ key, is }) => (is ? [key] : []))),
      };
    }),
  );
}

/** Like Promise.all, but it rejects only when no task is still running. */
async function everyOne<Value>(tasks: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

function assetsOf(built: BuiltAssets): Asset[] {
  return [
    ...Object.values(built.templates).map(({ key, body }) => ({
      key,
      body,
      sha256: createHash('sha256').update(body).digest('hex'),
      contentType: 'application/yaml',
    })),
    ...built.packages.map(({ key, body, sha256 }) => ({ key, body, sha256, contentType: 'application/zip' })),
  ];
}

async function isThere(target: Target, asset: Asset): Promise<boolean> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const { s3, bucket, region, owner, signal } = target;
  try {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: asset.key, ExpectedBucketOwner: owner });
    const there = await s3.send(command, { abortSignal: signal });
    return there.Metadata?.[HASH_METADATA] === asset.sha256;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return false;
    if (status === 400) throw await whyBadRequest(s3, target);
    throw translateAwsError(error, { action: 's3:GetObject', region });
  }
}

async function upload(target: Target, asset: Asset): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const { s3, bucket, region, owner, signal } = target;
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: asset.key,
        ExpectedBucketOwner: owner,
        Body: asset.body,
        ContentType: asset.contentType,
        Metadata: { [HASH_METADATA]: asset.sha256 },
      }),
      { abortSignal: signal },
    );
  } catch (error) {
    throw translateAwsError(error, { action: 's3:PutObject', region });
  }
}
