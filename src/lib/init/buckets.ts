import { bucketExists, createBucket } from '../assets/asset-bucket.js';
import { assetRegions } from '../assets/publish-assets.js';
import { type AwsClients, GLOBAL_REGION } from '../aws/aws-clients.js';
import { callerOf } from '../aws/caller.js';

/** An asset bucket and whether it exists. */
export interface AssetBucket {
  bucket: string;
  region: string;
  exists: boolean;
}

interface BucketContext {
  clients: AwsClients;
  /** Account that must own them. */
  owner: string;
  signal?: AbortSignal;
}

/**
 * Looks at the asset bucket of every region that needs one.
 *
 * @throws CvsError BUCKET_NOT_OURS or BUCKET_ELSEWHERE
 */
export async function assetBuckets(
  bucketBaseName: string,
  streamRegions: readonly string[],
  { clients, owner, signal }: BucketContext,
): Promise<AssetBucket[]> {
  const regions = assetRegions({ regions: streamRegions.map((region) => ({ region })) });
  return Promise.all(
    regions.map(async (region) => {
      const bucket = `${bucketBaseName}-${region}`;
      const wanted = { bucket, region, owner, signal };
      return { bucket, region, exists: await bucketExists(await clients.s3(region), wanted) };
    }),
  );
}

/** Creates asset buckets in the caller's account. */
export async function createBuckets(
  buckets: readonly AssetBucket[],
  { clients, signal }: Pick<BucketContext, 'clients' | 'signal'>,
): Promise<void> {
  if (buckets.length === 0) return;
  const owner = (await callerOf(clients, GLOBAL_REGION)).account;
  for (const { bucket, region } of buckets) {
    await createBucket(await clients.s3(region), { bucket, region, owner, signal });
  }
}
