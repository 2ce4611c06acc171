import { putItem } from './put-item.js';
import { keyOf, MASTER_PLAYLIST_ITEM, readItem, writeItem } from './state-items.js';
import type { StateTable } from './state-table.js';

/** Key of the item that says where viewers load the merged master playlist. */
const KEY = 'master-playlist';

/**
 * Records where viewers load the merged master playlist, so that drills find it when every control plane is unreachable.
 * Nothing is written when the table has this URL already.
 *
 * @throws as `StateTable.first`
 */
export async function recordMasterUrl(table: StateTable, url: string, signal?: AbortSignal): Promise<void> {
  const item = writeItem(MASTER_PLAYLIST_ITEM, { key: KEY, url });
  await putItem(table, item, { condition: 'attribute_not_exists(#url) OR #url <> :url', values: { url } }, signal);
}

/**
 * Where viewers load the merged master playlist; undefined when no deployment recorded it.
 *
 * @throws as `StateTable.first`
 */
export async function readMasterUrl(table: StateTable, signal?: AbortSignal): Promise<string | undefined> {
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const get = new GetItemCommand({ TableName: table.name, Key: keyOf(KEY) });
  const { value } = await table.first(
    'dynamodb:GetItem',
    (client, abortSignal) => client.send(get, { abortSignal }),
    signal,
  );
  return value.Item && readItem(MASTER_PLAYLIST_ITEM, value.Item).url;
}
