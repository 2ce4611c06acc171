import type { S3Client } from '@aws-sdk/client-s3';
import type { AwsClients } from '../../aws/aws-clients.js';
import type { Clock } from '../../clock.js';
import { CvsError, messageOf } from '../../errors.js';
import { checkMerged } from '../../playlist/merge/check-merged.js';
import type { MergedMaster } from '../../playlist/merge/merge.js';
import { type Report, silent } from '../../progress.js';
import { withinTime } from '../../state/within-time.js';
import {
  type MasterPlaylistBucket,
  masterPlaylistObjects,
  type PlaylistObject,
  readPlaylistObject,
  sameObject,
} from './master-playlist-objects.js';

/** Longest time for one bucket, in ms; a region that is down must not hold up the others for longer. */
const BUCKET_TIMEOUT_MS = 20_000;

/** A region that could not be brought up to date. */
export interface FailedRegion {
  region: string;
  /** Absent where not even the bucket's name could be read. */
  bucket?: string;
  /** One line. */
  message: string;
}

export interface PublishedObject extends MasterPlaylistBucket {
  key: string;
  status: 'written' | 'unchanged';
  /** Whether it replaced an object that edges may keep for longer than they keep ours. */
  heldByCaches: boolean;
}

export interface PublishResult {
  objects: readonly PublishedObject[];
  /** Not empty: done in part. */
  failedRegions: readonly FailedRegion[];
}

export interface PublishInput {
  merged: MergedMaster;
  /** The playlist's own key, as in the cluster file. */
  key: string;
  buckets: readonly MasterPlaylistBucket[];
  clients: AwsClients;
  clock: Clock;
  report?: Report;
  /** Id of the plan's step that activities are reported for. */
  stepId?: string;
  signal?: AbortSignal;
}

/**
 * Brings the copies of the merged master playlist up to date in every region's bucket: writes only what differs, and
 * reads back what it wrote. A bucket that cannot be reached does not keep the others from being written.
 *
 * @throws CvsError `PUBLISH_FAILED` where not one bucket could be brought up to date, `MERGE_UNSOUND` where the result
 *   would not be read correctly; the signal's reason when it aborts
 */
export async function publishMasterPlaylist(input: PublishInput): Promise<PublishResult> {
  const { merged, key, buckets, report = silent, stepId = 'publish-master-playlist', signal } = input;
  checkMerged(merged);
  const wanted = masterPlaylistObjects(merged, key);
  const total = buckets.length * wanted.size;
  let done = 0;
  const published = ({ bucket, key, status }: PublishedObject) => {
    done += 1;
    report({ type: 'activity', id: stepId, message: `s3://${bucket}/${key} ${status}`, done, total });
  };
  const outcomes = await Promise.allSettled(buckets.map((bucket) => publishTo(bucket, wanted, input, published)));
  signal?.throwIfAborted();

  const objects: PublishedObject[] = [];
  const failedRegions: FailedRegion[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const bucket = buckets[index] as MasterPlaylistBucket;
    if (outcome.status === 'fulfilled') objects.push(...outcome.value);
    else failedRegions.push({ ...bucket, message: `s3://${bucket.bucket}: ${messageOf(outcome.reason)}` });
  }
  if (objects.length === 0) throw publishFailed(failedRegions, outcomes);
  return { objects, failedRegions };
}

function publishTo(
  { region, bucket }: MasterPlaylistBucket,
  wanted: ReadonlyMap<string, PlaylistObject>,
  { clients, clock, signal }: PublishInput,
  published: (object: PublishedObject) => void,
): Promise<PublishedObject[]> {
  return withinTime(clock, BUCKET_TIMEOUT_MS, signal, async (limit) => {
    const s3 = await clients.s3(region);
    const before = await Promise.all([...wanted.keys()].map((key) => readPlaylistObject(s3, bucket, key, limit)));
    const objects: PublishedObject[] = [];
    // One after the other: the order of the objects is the one in which they may change.
    for (const [key, object] of wanted) {
      const outcome = await bringUpToDate(s3, bucket, key, object, before[objects.length], limit);
      objects.push({ region, bucket, key, ...outcome });
      published({ region, bucket, key, ...outcome });
    }
    return objects;
  });
}

async function bringUpToDate(
  s3: S3Client,
  bucket: string,
  key: string,
  wanted: PlaylistObject,
  present: PlaylistObject | undefined,
  signal: AbortSignal,
): Promise<Pick<PublishedObject, 'status' | 'heldByCaches'>> {
  if (present && sameObject(present, wanted)) return { status: 'unchanged', heldByCaches: false };
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const { body, contentType, cacheControl } = wanted;
  const write = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: contentType,
    CacheControl: cacheControl,
    // That of the bucket: an account may refuse uploads that do not name it.
    ServerSideEncryption: 'AES256',
  });
  await s3.send(write, { abortSignal: signal });
  const readBack = await readPlaylistObject(s3, bucket, key, signal);
  if (!readBack || !sameObject(readBack, wanted)) throw new Error(`${key} does not read back as it was written`);
  return { status: 'written', heldByCaches: present !== undefined && present.cacheControl !== cacheControl };
}

function publishFailed(failed: readonly FailedRegion[], outcomes: readonly PromiseSettledResult<unknown>[]): CvsError {
  const [outcome] = outcomes;
  return new CvsError({
    code: 'PUBLISH_FAILED',
    message: [
      'The merged master playlist was not published to any region.',
      ...failed.map(({ region, message }) => `  ${region}  ${message}`),
    ].join('\n'),
    suggestions: [
      'Check that the stacks and their buckets exist: cvs status',
      'Check that your credentials are valid: aws sts get-caller-identity',
    ],
    cause: outcome?.status === 'rejected' ? outcome.reason : undefined,
  });
}
