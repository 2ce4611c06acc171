import type { AwsClients } from '../../aws/aws-clients.js';
import { callDynamoDb, describeTable } from './describe-table.js';

/** Tags for the replicas of a state table. */
export interface StateTableTags {
  table: string;
  /** Of the replicas. */
  regions: readonly string[];
  tags: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/** A replica and the tags that it has. */
export interface ReplicaTags {
  region: string;
  arn: string | undefined;
  tags: ReadonlyMap<string | undefined, string | undefined>;
}

/**
 * Gives every replica of the state table the stack's tags: CloudFormation hands tags on to resources that have tags of
 * their own, and a global table has them a replica ("AWS::DynamoDB::GlobalTable ReplicaSpecification"). Other tags of the
 * replicas stay.
 *
 * @returns regions whose replica lacked a tag
 */
export async function tagStateTable(clients: AwsClients, wanted: StateTableTags): Promise<string[]> {
  const replicas = await readStateTableTags(clients, wanted);
  const lacking = replicas.filter((replica) => lacksTags(replica, wanted.tags));
  await Promise.all(
    lacking.map((replica) =>
      callDynamoDb(clients, replica.region, 'TagResource', async (client, sdk) => {
        const Tags = missingTags(replica, wanted.tags).map(([Key, Value]) => ({ Key, Value }));
        const command = new sdk.TagResourceCommand({ ResourceArn: replica.arn, Tags });
        await client.send(command, { abortSignal: wanted.signal });
      }),
    ),
  );
  return lacking.map(({ region }) => region);
}

/** The tags of every replica of the state table. */
export function readStateTableTags(
  clients: AwsClients,
  { table, regions, signal }: Pick<StateTableTags, 'table' | 'regions' | 'signal'>,
): Promise<ReplicaTags[]> {
  return Promise.all(regions.map((region) => readReplicaTags(clients, region, table, signal)));
}

/** Whether a replica lacks one of these tags, or has another value for it. */
export function lacksTags(replica: ReplicaTags, wanted: StateTableTags['tags']): boolean {
  return missingTags(replica, wanted).length > 0;
}

function missingTags({ tags }: ReplicaTags, wanted: StateTableTags['tags']): [string, string][] {
  return Object.entries(wanted).filter(([key, value]) => tags.get(key) !== value);
}

async function readReplicaTags(
  clients: AwsClients,
  region: string,
  table: string,
  abortSignal: AbortSignal,
): Promise<ReplicaTags> {
  const arn = (await describeTable(clients, region, table, abortSignal))?.TableArn;
  const tags = new Map<string | undefined, string | undefined>();
  await callDynamoDb(clients, region, 'ListTagsOfResource', async (client, sdk) => {
    // The SDK has no paginator for it.
    let NextToken: string | undefined;
    do {
      const command = new sdk.ListTagsOfResourceCommand({ ResourceArn: arn, NextToken });
      const page = await client.send(command, { abortSignal });
      for (const { Key, Value } of page.Tags ?? []) tags.set(Key, Value);
      NextToken = page.NextToken;
    } while (NextToken);
  });
  return { region, arn, tags };
}
