import { isNamed } from './replicas.js';
import type { StateTable } from './state-table.js';

/** Key of the item that says where viewers load the merged master playlist. */
const KEY = 'master-playlist';

/**
 * Records where viewers load the merged master playlist, so that drills find it with every control plane gone.
 * Nothing is written when it is so already.
 *
 * Throws as `Replicas.first`.
 */
export async function recordMasterUrl(table: StateTable, url: string, signal?: AbortSignal): Promise<void> {
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  await table.first(
    'dynamodb:PutItem',
    async (client, abortSignal) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table.name,
            Item: { domain: { S: KEY }, url: { S: url } },
            // URL is one of DynamoDB's reserved words.
            ConditionExpression: 'attribute_not_exists(#url) OR #url <> :url',
            ExpressionAttributeNames: { '#url': 'url' },
            ExpressionAttributeValues: { ':url': { S: url } },
          }),
          { abortSignal },
        );
      } catch (error) {
        if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
      }
    },
    signal,
  );
}

/** Where viewers load the merged master playlist; undefined when no deployment recorded it. Throws as `Replicas.first`. */
export async function readMasterUrl(table: StateTable, signal?: AbortSignal): Promise<string | undefined> {
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const { value } = await table.first(
    'dynamodb:GetItem',
    (client, abortSignal) =>
      client.send(new GetItemCommand({ TableName: table.name, Key: { domain: { S: KEY } } }), { abortSignal }),
    signal,
  );
  return value.Item?.url?.S;
}
