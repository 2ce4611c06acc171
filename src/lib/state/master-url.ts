import { keyOf, MASTER_PLAYLIST_ITEM, readItem, valuesOf, writeItem } from '../serving/state-items.js';
import { isNamed } from './replicas.js';
import type { StateTable } from './state-table.js';

/** Key of the item that says where viewers load the merged master playlist. */
const KEY = 'master-playlist';

/**
 * Records where viewers load the merged master playlist, so that drills find it when every control plane is unreachable.
 * Nothing is written when the table has this URL already.
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
            Item: writeItem(MASTER_PLAYLIST_ITEM, { key: KEY, url }),
            // URL is one of DynamoDB's reserved words.
            ConditionExpression: 'attribute_not_exists(#url) OR #url <> :url',
            ExpressionAttributeNames: { '#url': 'url' },
            ExpressionAttributeValues: valuesOf({ ':url': url }),
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
      client.send(new GetItemCommand({ TableName: table.name, Key: keyOf(KEY) }), { abortSignal }),
    signal,
  );
  return value.Item && readItem(MASTER_PLAYLIST_ITEM, value.Item).url;
}
