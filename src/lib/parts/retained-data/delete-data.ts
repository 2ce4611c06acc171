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
 * @param regions of the replicas, the source's first
 */
export async function deleteGlobalTable(
  context: DeleteDataContext,
  regions: readonly string[],
  table: string,
): Promise<void> {
  const [source, ...replicas] = regions;
  await Promise.all(replicas.map((region) => deleteTable(context, region, table)));
  if (source) await deleteTable(context, source, table);
}

async function deleteTable(context: DeleteDataContext, region: string, table: string): Promise<void> {
  try {
    const sdk = await import('@aws-sdk/client-dynamodb');
    const client = await context.clients.dynamoDb(region);
    const gone = async (call: () => Promise<unknown>) => {
      try {
        await call();
        return undefined;
      } catch (error) {
        if (isNamed(error, 'ResourceNotFoundException')) return true;
        // Busy with a replica that is being removed: DynamoDB wants to be asked again.
        if (isNamed(error, 'ResourceInUseException')) return undefined;
        throw error;
      }
    };
    await pollUntil(() => gone(() => client.send(new sdk.DeleteTableCommand({ TableName: table }))), {
      ...context,
      limitMs: TABLE_LIMIT_MS,
      onLimit: () => {
        throw new CvsError({
          code: 'TABLE_NOT_DELETED',
          message: `Table ${table} in ${region} is still there after a quarter of an hour.`,
          suggestions: ['See what holds it in the DynamoDB console, then delete it there.'],
        });
      },
    });
  } catch (error) {
    throw translateAwsError(error, { action: 'dynamodb:DeleteTable', region });
  }
}
