import { DynamoDbError } from './dynamodb-error.js';
import type { Item, ItemKey } from './items.js';
import type { RegionTables } from './region-tables.js';
import type { Replication } from './replication.js';

type Write = (tables: RegionTables, replication: Replication, input: Record<string, unknown>) => Promise<object>;

interface SingleInput {
  TableName: string;
  Item?: Item;
  Key?: ItemKey;
  ReturnValuesOnConditionCheckFailure?: string;
}

/** The operations that write items; each runs in its region's turn and is replicated when it has succeeded. */
export const itemWrites: Readonly<Record<string, Write>> = {
  PutItem: single('PutItem'),
  UpdateItem: single('UpdateItem'),
  DeleteItem: single('DeleteItem'),

  async BatchWriteItem(tables, replication, input) {
    const output = await tables.store.call('BatchWriteItem', input);
    const requests = (input.RequestItems ?? {}) as Record<string, WriteRequest[]>;
    for (const [tableName, writes] of Object.entries(requests)) {
      for (const { PutRequest, DeleteRequest } of writes) {
        const key = DeleteRequest?.Key ?? (await tables.key(tableName, PutRequest?.Item ?? {}));
        await replicate(tables, replication, tableName, key);
      }
    }
    return output;
  },

  async TransactWriteItems(tables, replication, input) {
    const { ClientRequestToken, ...request } = input;
    const token = ClientRequestToken === undefined ? undefined : String(ClientRequestToken);
    const before = token === undefined ? undefined : tables.transactionTokens.get(token);
    if (before !== undefined) {
      if (before === JSON.stringify(request)) return {};
      throw new DynamoDbError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    const written = await tables.transactions.run(request, tables);
    if (token !== undefined) tables.transactionTokens.set(token, JSON.stringify(request));
    for (const { tableName, key } of written) await replicate(tables, replication, tableName, key);
    return {};
  },
};

interface WriteRequest {
  PutRequest?: { Item: Item };
  DeleteRequest?: { Key: ItemKey };
}

function single(action: 'PutItem' | 'UpdateItem' | 'DeleteItem'): Write {
  return async (tables, replication, input) => {
    const { TableName, Item, Key, ReturnValuesOnConditionCheckFailure } = input as unknown as SingleInput;
    const key = async () => Key ?? (await tables.key(TableName, Item ?? {}));
    try {
      const output = await tables.store.call(action, input);
      await replicate(tables, replication, TableName, await key());
      return output;
    } catch (error) {
      const failed = error instanceof DynamoDbError && error.code === 'ConditionalCheckFailedException';
      if (!failed || ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error;
      const old = await tables.read(TableName, await key());
      throw new DynamoDbError(error.code, error.message, old ? { Item: old } : {});
    }
  };
}

async function replicate(
  tables: RegionTables,
  replication: Replication,
  tableName: string,
  key: ItemKey,
): Promise<void> {
  const replicas = tables.settings.get(tableName)?.replicas ?? [];
  if (replicas.length < 2) return;
  replication.written(tables.region, replicas, tableName, key, await tables.read(tableName, key));
}
