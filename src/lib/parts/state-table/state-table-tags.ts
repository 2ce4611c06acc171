import type { AwsClients } from '../../aws/aws-clients.js';
import { CvsError } from '../../errors.js';
import { callDynamoDb, describeTable } from './describe-table.js';

/** A replica and the tags that it has. */
export interface ReplicaTags {
  region: string;
  arn: string | undefined;
  tags: ReadonlyMap<string | undefined, string | undefined>;
}

/**
 * Gives replicas of the state table the stack's tags: CloudFormation hands tags on to resources that have tags of
 * their own, and a global table has them a replica ("AWS::DynamoDB::GlobalTable ReplicaSpecification"). Other tags of the
 * replicas stay.
 *
 * @returns regions whose replica lacked a tag
 */
export async function tagReplicas(
  clients: AwsClients,
  replicas: readonly ReplicaTags[],
  tags: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
): Promise<string[]> {
  const lacking = replicas.filter((replica) => lacksTags(replica, tags));
  await Promise.all(
    lacking.map(({ region, arn }) =>
      callDynamoDb(clients, region, 'TagResource', (client, sdk) => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        return client.send(new sdk.TagResourceCommand({ ResourceArn: arn, Tags }), { abortSignal });
      }),
    ),
  );
  return lacking.map(({ region }) => region);
}

/** Whether a replica lacks one of these tags, or has another value for it. */
export function lacksTags({ tags }: ReplicaTags, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).some(([key, value]) => tags.get(key) !== value);
}

/** Reads the tags of the replica in a region. */
export async function readReplicaTags(
  clients: AwsClients,
  region: string,
  table: string,
  abortSignal: AbortSignal,
): Promise<ReplicaTags> {
  const found = await describeTable(clients, region, table, abortSignal);
  if (!found) throw lost(table, region);
  const arn = found.TableArn;
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

function lost(table: string, region: string): CvsError {
  return new CvsError({
    code: 'REPLICA_MISSING',
    message: `The state table ${table} has no replica in ${region}. It was deleted outside cvs.`,
    suggestions: ['`cvs plan` names the command that adds it again, with all items.'],
  });
}
