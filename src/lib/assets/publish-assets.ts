import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { type AwsClients, GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { translateAwsError } from '../aws/errors.js';
import type { Report } from '../progress.js';
import { type BucketWanted, bucketExists, bucketMissing, createBucket, whyBadRequest } from './asset-bucket.js';
import { assetBucket, type BuiltAssets } from './assets.js';

/** Metadata of an uploaded object: the hash of its bytes, whatever the bucket's encryption makes of its ETag. */
const HASH_METADATA = 'cvs-sha256';

export interface PublishAssets {
  built: BuiltAssets;
  regions: readonly string[];
  clients: AwsClients;
  /** Make the buckets that do not exist. */
  createBuckets: boolean;
  report: Report;
  signal?: AbortSignal;
}

export interface PublishedAssets {
  /** `s3://bucket/key` of what was uploaded just now. */
  uploaded: string[];
  /** `s3://bucket/key` of what was there already. */
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
interface LookedAt extends Target {
  exists: boolean;
  /** Keys of the assets that are there as they should be. */
  there: ReadonlySet<string>;
}

/** What is where, before anything is made or uploaded. */
export type AssetsLook = readonly LookedAt[];

/** The regions whose stacks take assets: the stream regions, and us-east-1 for the copilot. */
export function assetRegions(cluster: { regions: readonly { region: string }[] }): string[] {
  return [...new Set([...cluster.regions.map((one) => one.region), GLOBAL_REGION])];
}

/**
 * Uploads what is missing or different to the asset bucket of every region, all regions at once. Every bucket is
 * looked at before the first is made, and all are there before the first upload.
 *
 * @param look of a moment ago; looked at anew without it
 * @throws CvsError BUCKET_MISSING, BUCKET_NOT_OURS, BUCKET_ELSEWHERE, or what AWS refused
 */
export async function publishAssets(task: PublishAssets, look?: AssetsLook): Promise<PublishedAssets> {
  const { built, report } = task;
  const targets = look ?? (await lookAtAssets(task));

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

/** How many objects {@link publishAssets} would upload: those of a bucket that is not there all of them. */
export async function countMissingAssets(
  task: Pick<PublishAssets, 'built' | 'regions' | 'clients' | 'signal'>,
): Promise<number> {
  const total = assetsOf(task.built).length;
  return (await lookAtAssets(task)).reduce((sum, { there }) => sum + total - there.size, 0);
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
      // The objects are not waited for to know of the bucket: in one that is not there, none is.
      const objects = everyOne(assets.map(async (asset) => ({ key: asset.key, is: await isThere(target, asset) })));
      const [exists, there] = await Promise.allSettled([bucketExists(s3, target), objects]);
      // What is wrong with the bucket says more than what that does to its objects.
      if (exists.status === 'rejected') throw exists.reason;
      if (!exists.value) return { ...target, exists: false, there: new Set() };
      if (there.status === 'rejected') throw there.reason;
      return { ...target, exists: true, there: new Set(there.value.flatMap(({ key, is }) => (is ? [key] : []))) };
    }),
  );
}

/** Like Promise.all, but nothing is still under way when it rejects. */
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
    const there = await s3.send(command, signal ? { abortSignal: signal } : {});
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
      signal ? { abortSignal: signal } : {},
    );
  } catch (error) {
    throw translateAwsError(error, { action: 's3:PutObject', region });
  }
}
