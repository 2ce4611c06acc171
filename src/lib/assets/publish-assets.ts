import { type AwsClients, GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';
import { statusOf, translateAwsError } from '../aws/errors.js';
import type { Clock } from '../clock.js';
import type { Report } from '../progress.js';
import {
  type AssetBucket,
  type BucketWanted,
  bucketExists,
  bucketMissing,
  bucketWanted,
  createBucket,
  whyBadRequest,
} from './asset-bucket.js';
import type { AssetSettings, BuiltAsset, BuiltAssets } from './assets.js';

/** Metadata of an uploaded object: the hash of its bytes. The ETag depends on the bucket's encryption. */
const HASH_METADATA = 'cvs-sha256';

export interface PublishAssets {
  built: BuiltAssets;
  regions: readonly string[];
  clients: AwsClients;
  /** Create the buckets that do not exist. */
  createBuckets: boolean;
  /** Of a bucket that is created: the user's own, as accounts may demand them. */
  tags: Readonly<Record<string, string>>;
  report: Report;
  clock: Clock;
  signal?: AbortSignal;
}

export interface PublishedAssets {
  /** `s3://bucket/key` of each object that was uploaded. */
  uploaded: string[];
  /** `s3://bucket/key` of each object that was already there. */
  unchanged: string[];
  createdBuckets: string[];
}

interface Asset extends BuiltAsset {
  contentType: string;
}

/** An asset bucket and what it holds. */
interface LookedAt extends AssetBucket {
  /** Keys of the assets that are there and up to date. */
  there: ReadonlySet<string>;
}

/** What is where, before anything is created or uploaded. */
export type AssetsLook = readonly LookedAt[];

/**
 * The regions whose stacks read assets: the stream regions. The copilot's code is in its template, and that goes with the
 * request.
 */
export function assetRegions(cluster: { regions: readonly { region: string }[] }): string[] {
  return cluster.regions.map((one) => one.region);
}

/**
 * Uploads what is missing or different to the asset bucket of every region, all regions at once. It looks at every
 * bucket before it creates the first one, and creates all buckets before the first upload.
 *
 * @param look of a moment ago; without it, this function looks
 * @throws CvsError BUCKET_MISSING, BUCKET_NOT_OURS, BUCKET_ELSEWHERE, or what AWS refused
 */
export async function publishAssets(task: PublishAssets, look?: AssetsLook): Promise<PublishedAssets> {
  const { built, report, signal } = task;
  const targets = (look ?? (await lookAtAssets(task))).map((one) => ({ ...one, signal }));

  const missing = targets.filter((target) => !target.exists);
  if (missing[0] && !task.createBuckets) throw bucketMissing(missing[0].bucket, missing[0].region);
  await everyOne(
    missing.map(async (target) => {
      await createBucket(target, task.tags, task.clock);
      report({ type: 'note', message: `created bucket ${target.bucket}` });
    }),
  );

  const assets = assetsOf(built);
  await everyOne(
    targets.map(async (target) => {
      for (const asset of assets) if (!target.there.has(asset.key)) await upload(target, asset, built.settings);
    }),
  );
  const locations = (uploaded: boolean) =>
    targets.flatMap(({ bucket, there }) =>
      assets.filter(({ key }) => there.has(key) !== uploaded).map(({ key }) => `s3://${bucket}/${key}`),
    );
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
  const { account: owner } = await callerOf(clients, regions[0] ?? GLOBAL_REGION);
  const { bucketBaseName } = built.settings;
  const assets = assetsOf(built);
  return everyOne(
    regions.map(async (region): Promise<LookedAt> => {
      const target = await bucketWanted(region, { clients, bucketBaseName, owner, signal });
      // Asked at the same time as the bucket: when the bucket does not exist, this answer is not used.
      const keys = everyOne(assets.map(async (asset) => ((await isThere(target, asset)) ? [asset.key] : [])));
      const [exists, there] = await Promise.allSettled([bucketExists(target), keys]);
      // An error of the bucket says more than the errors that it causes for its objects.
      if (exists.status === 'rejected') throw exists.reason;
      if (!exists.value) return { ...target, exists: false, there: new Set() };
      if (there.status === 'rejected') throw there.reason;
      return { ...target, exists: true, there: new Set(there.value.flat()) };
    }),
  );
}

/** Like Promise.all, but it rejects only when no task is still running. */
async function everyOne<Value>(tasks: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

function assetsOf({ templates, packages }: BuiltAssets): Asset[] {
  return [
    ...Object.values(templates).map((one) => ({ ...one, contentType: 'application/yaml' })),
    ...packages.map((one) => ({ ...one, contentType: 'application/zip' })),
  ];
}

async function isThere(target: BucketWanted, asset: Asset): Promise<boolean> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const { s3, bucket, region, owner, signal } = target;
  try {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: asset.key, ExpectedBucketOwner: owner });
    const there = await s3.send(command, { abortSignal: signal });
    return there.Metadata?.[HASH_METADATA] === asset.sha256;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status === 400) throw await whyBadRequest(target);
    throw translateAwsError(error, { action: 's3:GetObject', region });
  }
}

async function upload(target: BucketWanted, asset: Asset, settings: AssetSettings): Promise<void> {
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
        ServerSideEncryption: settings.encryption,
        SSEKMSKeyId: settings.kmsKey,
      }),
      { abortSignal: signal },
    );
  } catch (error) {
    throw translateAwsError(error, { action: 's3:PutObject', region });
  }
}
