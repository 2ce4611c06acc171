import type { AwsClients } from '../aws/aws-clients.js';
import { translateAwsError } from '../aws/errors.js';

/** Tags for the replicas of a state table. */
export interface StateTableTags {
  table: string;
  /** Of the replicas. */
  regions: readonly string[];
  tags: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/**
 * Gives every replica of the state table the stack's tags: CloudFormation hands tags on to resources that have tags of
 * their own, and a global table has them a replica ("AWS::DynamoDB::GlobalTable ReplicaSpecification"). Other tags of the
 * replicas stay.
 *
 * @returns regions whose replica lacked a tag
 */
export async function tagStateTable(clients: AwsClients, wanted: StateTableTags): Promise<string[]> {
  const changed = await Promise.all(
    wanted.regions.map(async (region) => ((await tagReplica(clients, region, wanted)) ? [region] : [])),
  );
  return changed.flat();
}

async function tagReplica(
  clients: AwsClients,
  region: string,
  { table, tags, signal }: StateTableTags,
): Promise<boolean> {
  const { DescribeTableCommand, ListTagsOfResourceCommand, TagResourceCommand } = await import(
    '@aws-sdk/client-dynamodb'
  );
  const options = { abortSignal: signal };
  let action = 'dynamodb:DescribeTable';
  try {
    const client = await clients.dynamoDb(region);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }), options);
    const ResourceArn = Table?.TableArn;
    action = 'dynamodb:ListTagsOfResource';
    const present = new Map<string | undefined, string | undefined>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }), options);
      for (const { Key, Value } of page.Tags ?? []) present.set(Key, Value);
      NextToken = page.NextToken;
    } while (NextToken);
    const missing = Object.entries(tags).filter(([key, value]) => present.get(key) !== value);
    if (missing.length === 0) return false;
    action = 'dynamodb:TagResource';
    const Tags = missing.map(([Key, Value]) => ({ Key, Value }));
    await client.send(new TagResourceCommand({ ResourceArn, Tags }), options);
    return true;
  } catch (error) {
    throw translateAwsError(error, { action, region });
  }
}
