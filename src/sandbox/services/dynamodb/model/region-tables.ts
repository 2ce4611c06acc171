import type { Clock } from '../../../../lib/clock.js';
import { Recent } from '../../../recent.js';
import { DynaliteStore } from './dynalite-store.js';
import { tableNotFound } from './dynamodb-error.js';
import { type Item, type ItemKey, keyOf } from './items.js';
import type { TableSettings } from './table-settings.js';
import { Transactions, type TransactionTables } from './transactions.js';

/** The part of a table's description that is needed to make the same table again. */
interface TableDefinition extends Record<string, unknown> {
  TableName: string;
  AttributeDefinitions: unknown;
  KeySchema: { AttributeName: string; KeyType: string }[];
  BillingMode: string;
}

/** How long a client request token counts ("TransactWriteItems", Amazon DynamoDB API Reference: 10 minutes). */
const IDEMPOTENT_MS = 600_000;

/** The tables of one region. Writes run one after the other, so that each one's result can be seen. */
export class RegionTables implements TransactionTables {
  readonly region: string;
  readonly store = new DynaliteStore();
  readonly transactions = new Transactions();
  /** By table name. */
  readonly settings = new Map<string, TableSettings>();
  /** Requests of TransactWriteItems by client request token, as JSON. */
  readonly transactionTokens: Recent<string>;
  readonly #definitions = new Map<string, TableDefinition>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(region: string, clock: Clock) {
    this.region = region;
    this.transactionTokens = new Recent(clock, IDEMPOTENT_MS);
  }

  /** Runs a write when all earlier ones are done. */
  inTurn<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(write);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async create(definition: TableDefinition, settings: TableSettings): Promise<void> {
    await this.store.createTable(definition);
    const { TableName, AttributeDefinitions, KeySchema } = definition;
    const ownAttributes = (AttributeDefinitions as { AttributeName: string }[]).filter(({ AttributeName }) =>
      KeySchema.some((key) => key.AttributeName === AttributeName),
    );
    this.#definitions.set(TableName, {
      TableName,
      AttributeDefinitions: ownAttributes,
      KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
    });
    this.settings.set(TableName, settings);
  }

  async remove(tableName: string): Promise<void> {
    await this.inTurn(async () => {
      await this.store.deleteTable(tableName);
      await this.transactions.forget(tableName);
    });
    this.#definitions.delete(tableName);
    this.settings.delete(tableName);
  }

  async keyNames(tableName: string): Promise<readonly string[]> {
    return (await this.definition(tableName)).KeySchema.map((key) => key.AttributeName);
  }

  /** Name of a table's partition key; undefined for a table that does not exist. */
  partitionKey(tableName: string): string | undefined {
    return this.#definitions.get(tableName)?.KeySchema.find((key) => key.KeyType === 'HASH')?.AttributeName;
  }

  async definition(tableName: string): Promise<TableDefinition> {
    const definition = this.#definitions.get(tableName);
    if (!definition) throw tableNotFound();
    return definition;
  }

  async read(tableName: string, key: ItemKey): Promise<Item | undefined> {
    const { Item } = await this.store.call('GetItem', { TableName: tableName, Key: key, ConsistentRead: true });
    return Item as Item | undefined;
  }

  async write(operation: string, input: object): Promise<void> {
    await this.store.call(operation, input);
  }

  /** All items of a table. */
  async scan(tableName: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: unknown;
    do {
      const page = await this.store.call('Scan', {
        TableName: tableName,
        ExclusiveStartKey: start,
      });
      items.push(...(page.Items as Item[]));
      start = page.LastEvaluatedKey;
    } while (start);
    return items;
  }

  /** Applies a write of another replica, if it is still the newer one when its turn comes. */
  async replicate(tableName: string, key: ItemKey, image: Item | undefined, newer: () => boolean): Promise<void> {
    await this.inTurn(async () => {
      if (!this.settings.has(tableName) || !newer()) return;
      if (image) await this.write('PutItem', { TableName: tableName, Item: image });
      else await this.write('DeleteItem', { TableName: tableName, Key: key });
    });
  }

  /** The key of an item of a table. */
  async key(tableName: string, item: Item): Promise<ItemKey> {
    return keyOf(item, await this.keyNames(tableName));
  }
}
