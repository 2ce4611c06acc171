import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parseSavedState, type StateStore } from '../../src/lib/detector/running/saved-state.js';

/** Key of the only item. */
const KEY = { id: { S: 'state' } };

/**
 * Keeps what a run saw for the next one, in one item of the stack's own table. A consistent read: the run before may
 * have written it a second ago.
 */
export function createStateStore(client: Pick<DynamoDBClient, 'send'>, tableName: string): StateStore {
  return {
    async load() {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
      return Item?.state?.S === undefined ? undefined : parseSavedState(Item.state.S);
    },
    async save(state) {
      const item = { ...KEY, state: { S: JSON.stringify(state) } };
      await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    },
  };
}
