import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { packState, unpackState } from '../../src/lib/detector/running/pack-state.js';
import type { StateStore } from '../../src/lib/detector/running/saved-state.js';
import { DETECTOR_ITEM, readItem, writeItem } from '../../src/lib/state/state-items.js';

/** Key of the only item. */
const KEY = 'state';

/**
 * Keeps what a run saw for the next one, in one item of the stack's own table. A consistent read: the run before may
 * have written it a second ago.
 */
export function createStateStore(client: Pick<DynamoDBClient, 'send'>, tableName: string): StateStore {
  return {
    async load() {
      const key = writeItem(DETECTOR_ITEM, { key: KEY });
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      const { state } = Item ? readItem(DETECTOR_ITEM, Item) : {};
      return state === undefined ? undefined : unpackState(state);
    },
    async save(state) {
      const item = writeItem(DETECTOR_ITEM, { key: KEY, state: await packState(state) });
      await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    },
  };
}
