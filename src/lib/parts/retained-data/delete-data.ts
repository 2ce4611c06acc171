import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import type { Clock } from '../../clock.js';
import { pollUntil } from '../../cloudformation/poll.js';
import { CvsError } from '../../errors.js';

/** What a deletion of data works with. */
export interface DeleteDataContext {
  clients: AwsClients;
  clock: Clock;
  random: () => number;
  signal: AbortSignal;
}

/** Longer than the deletion of a table takes. */
const TABLE_LIMIT_MS = 15 * 60_000;

const isNamed = (error: unknown, ...names: string[]) => error instanceof Error && names.includes(error.name);

/** Deletes a bucket with every version of every object in it. A bucket that is gone is fine. */
export async function deleteBucket(context: DeleteDataContext, region: string, bucket: string): Promise<void> {
  let action = 's3:ListBucketVersions';
  try {
    const sdk = await import('@aws-sdk/client-s3');
    const client = await context.clients.s3(region);
    for (;;) {
      context.signal.throwIfAborted();
      action = 's3:ListBucketVersions';
      // Always the first page: what it lists is deleted before the next is asked for.
      const page = await client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket }));
      const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }));
      if (objects.length === 0) break;
      action = 's3:DeleteObjectVersion';
      const { Errors } = await client.send(
        new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
      );
      const [refused] = Errors ?? [];
      if (refused) throw Object.assign(new Error(`${refused.Key}: ${refused.Message}`), { name: refused.Code ?? '' });
    }
    action = 's3:DeleteBucket';
    await client.send(new sdk.DeleteBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (isNamed(error, 'NoSuchBucket')) return;
    throw translateAwsError(error, { action, region });
  }
}

/**
 * Deletes a global table: the replicas first, then the table that they were made from, which DynamoDB keeps for a day
 * while a replica of it stands. A table that is gone is fine.
 *
 * @param regions of the replicas, the source's first where it is known; another one is found out
 */
export async function deleteGlobalTable(
  context: DeleteDataContext,
  regions: readonly string[],
  table: string,
): Promise<void> {
  const [first, ...others] = regions;
  if (!first) return;
  const refused = await Promise.all(
    others.map(async (region) => ((await deleteTable(context, region, table, 'leave')) === 'source' ? [region] : [])),
  );
  for (const region of [first, ...refused.flat()]) await deleteTable(context, region, table, 'wait');
}

/** "Replica cannot be deleted because it has acted as a source region …": go-to-k/cdkd issue 1442. */
const SOURCE = /acted as a source region/;

/**
 * Deletes the replica of a region.
 *
 * @param source what to do about one that other replicas were made from in the last day: `wait` until they are gone
 */
async function deleteTable(
  context: DeleteDataContext,
  region: string,
  table: string,
  source: 'leave' | 'wait',
): Promise<'gone' | 'source'> {
  let isSource = false;
  try {
    const sdk = await import('@aws-sdk/client-dynamodb');
    const client = await context.clients.dynamoDb(region);
    const look = async (): Promise<'gone' | 'source' | undefined> => {
      try {
        await client.send(new sdk.DeleteTableCommand({ TableName: table }));
        return undefined;
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return 'gone';
        isSource = isNamed(error, 'ValidationException') && SOURCE.test((error as Error).message);
        if (isSource && source === 'leave') return 'source';
        // Busy with a replica that is being removed: DynamoDB wants to be asked again.
        if (isSource || isNamed(error, 'ResourceInUseException')) return undefined;
        throw error;
      }
    };
    const onLimit = () => {
      throw isSource ? heldBySource(region, table) : stillThere(region, table);
    };
    return await pollUntil(look, { ...context, limitMs: TABLE_LIMIT_MS, onLimit });
  } catch (error) {
    throw translateAwsError(error, { action: 'dynamodb:DeleteTable', region });
  }
}

function heldBySource(region: string, table: string): CvsError {
  return new CvsError({
    code: 'TABLE_IS_SOURCE',
    message: `Table ${table} in ${region} cannot be deleted: replicas were made from it in the last 24 hours, and one stands in another region.`,
    suggestions: [
      `See which: aws dynamodb describe-table --table-name ${table} --region ${region} --query Table.Replicas`,
      `Delete it there first: aws dynamodb delete-table --table-name ${table} --region REGION. Then run the same command again.`,
    ],
  });
}

function stillThere(region: string, table: string): CvsError {
  return new CvsError({
    code: 'TABLE_NOT_DELETED',
    message: `Table ${table} in ${region} is still there after a quarter of an hour.`,
    suggestions: ['See what holds it in the DynamoDB console, then delete it there.'],
  });
}
