import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../../aws/aws-clients.js';
import { translateAwsError } from '../../aws/errors.js';

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
      call(clients, replica.region, 'TagResource', async (client, sdk) => {
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
  signal: AbortSignal,
): Promise<ReplicaTags> {
  const options = { abortSignal: signal };
  const arn = await call(clients, region, 'DescribeTable', async (client, sdk) => {
    const { Table } = await client.send(new sdk.DescribeTableCommand({ TableName: table }), options);
    return Table?.TableArn;
  });
  const tags = new Map<string | undefined, string | undefined>();
  await call(clients, region, 'ListTagsOfResource', async (client, sdk) => {
    let NextToken: string | undefined;
    do {
      const page = await client.send(new sdk.ListTagsOfResourceCommand({ ResourceArn: arn, NextToken }), options);
      for (const { Key, Value } of page.Tags ?? []) tags.set(Key, Value);
      NextToken = page.NextToken;
    } while (NextToken);
  });
  return { region, arn, tags };
}

async function call<Output>(
  clients: AwsClients,
  region: string,
  operation: string,
  work: (client: DynamoDBClient, sdk: typeof import('@aws-sdk/client-dynamodb')) => Promise<Output>,
): Promise<Output> {
  try {
    return await work(await clients.dynamoDb(region), await import('@aws-sdk/client-dynamodb'));
  } catch (error) {
    throw translateAwsError(error, { action: `dynamodb:${operation}`, region });
  }
}
