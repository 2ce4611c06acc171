import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';
import { generatedNamePattern } from '../../cloudformation/generated-name.js';
import type { Cluster } from '../../cluster/cluster.js';
import { CvsError } from '../../errors.js';
import { instanceStack } from '../stacks/cluster-stacks.js';
import { describeTable } from '../state-table/describe-table.js';

/** The cluster's data that is there, whether the stacks that made it are or not. */
export interface ClusterData {
  /** Of the state table's replicas. */
  tables: { region: string; table: string; deletionProtection: boolean }[];
  /** The master playlist buckets, those of earlier deployments too. */
  buckets: { region: string; bucket: string }[];
  /** Buckets with such a name whose tags may not be read: they may be somebody else's, and stay. */
  unreadable: { region: string; bucket: string }[];
}

/** Looks for all data of a cluster: the table by its name, the buckets by the tags that their stack gave them. */
export async function findClusterData(
  clients: AwsClients,
  cluster: Cluster,
  signal?: AbortSignal,
): Promise<ClusterData> {
  const regions = cluster.regions.map(({ region }) => region);
  const [tables, ...buckets] = await Promise.all([
    findTables(clients, cluster, signal),
    ...regions.map((region) => findBuckets(clients, cluster, region, signal)),
  ]);
  return {
    tables,
    buckets: buckets.flatMap(({ own }) => own),
    unreadable: buckets.flatMap(({ unreadable }) => unreadable),
  };
}

/** Looks for the replicas of the state table, in the cluster file's order. */
export async function findTables(
  clients: AwsClients,
  cluster: Cluster,
  signal?: AbortSignal,
): Promise<ClusterData['tables']> {
  const found = await Promise.all(
    cluster.regions.map(async ({ region }) => ({
      region,
      table: await describeTable(clients, region, cluster.name, signal),
    })),
  );
  return found.flatMap(({ region, table }) =>
    table ? [{ region, table: cluster.name, deletionProtection: table.DeletionProtectionEnabled ?? false }] : [],
  );
}

/**
 * Refuses to delete data that is protected, before anything is deleted: the protection was switched on on purpose.
 *
 * @throws CvsError DATA_PROTECTED saying how to switch it off
 */
export function refuseProtected({ tables }: ClusterData): void {
  const kept = tables.filter(({ deletionProtection }) => deletionProtection);
  const [first] = kept;
  if (!first) return;
  const regions = kept.map(({ region }) => region).join(' and ');
  throw new CvsError({
    code: 'DATA_PROTECTED',
    message: `The state table ${first.table} is protected against deletion in ${regions}. Nothing was deleted.`,
    suggestions: [
      'Set `stateTable.deletionProtection: false` in the cluster file and run `cvs deploy`, then `cvs destroy --delete-data` again.',
      `If its stack is gone, in each region: aws dynamodb update-table --table-name ${first.table} --no-deletion-protection-enabled --region ${first.region}`,
    ],
  });
}

/**
 * Looks for the master playlist buckets of a region. A bucket that another team keeps to itself must not stop it
 * (cloud-custodian#9793).
 */
export async function findBuckets(
  clients: AwsClients,
  cluster: Cluster,
  region: string,
  signal?: AbortSignal,
): Promise<{ own: ClusterData['buckets']; unreadable: ClusterData['buckets'] }> {
  const options = { abortSignal: signal };
  // CloudFormation begins a bucket's name with its stack's, in lower case, and shortens what is long.
  const Prefix = `${cluster.name.toLowerCase()}-`.slice(0, 20);
  const { stackName } = instanceStack(cluster, region);
  let action = 's3:ListAllMyBuckets';
  try {
    const sdk = await import('@aws-sdk/client-s3');
    const client = await clients.s3(region);
    const names: string[] = [];
    for await (const page of sdk.paginateListBuckets({ client }, { BucketRegion: region, Prefix }, options)) {
      names.push(...(page.Buckets ?? []).flatMap(({ Name }) => (Name && isMadeBy(stackName, Name) ? [Name] : [])));
    }
    action = 's3:GetBucketTagging';
    const own: ClusterData['buckets'] = [];
    const unreadable: ClusterData['buckets'] = [];
    for (const Bucket of names) {
      const read = await client.send(new sdk.GetBucketTaggingCommand({ Bucket }), options).catch(untagged);
      if (read === 'unreadable') unreadable.push({ region, bucket: Bucket });
      const tags = new Map((read === 'unreadable' ? [] : (read.TagSet ?? [])).map(({ Key, Value }) => [Key, Value]));
      if (tags.get('cvs:cluster') === cluster.name && tags.get('aws:cloudformation:stack-name') === stackName) {
        own.push({ region, bucket: Bucket });
      }
    }
    return { own, unreadable };
  } catch (error) {
    throw translateAwsError(error, { action, region });
  }
}

/** Whether CloudFormation gives the master playlist bucket of a stack such a name. */
function isMadeBy(stackName: string, bucket: string): boolean {
  const pattern = generatedNamePattern({ stackName, logicalId: 'MasterPlaylistBucket', maxLength: 63 }).toLowerCase();
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(bucket);
}

/** A bucket without tags, or one that went meanwhile, is not one to delete. */
function untagged(error: unknown): { TagSet: undefined } | 'unreadable' {
  const name = error instanceof Error ? error.name : '';
  if (['NoSuchTagSet', 'NoSuchBucket'].includes(name)) return { TagSet: undefined };
  if (['AccessDenied', 'AllAccessDisabled'].includes(name)) return 'unreadable';
  throw error;
}
