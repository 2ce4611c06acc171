import { DynaliteStore } from './dynalite-store.js';
import { DynamoDbError } from './dynamodb-error.js';
import { type Item, type ItemKey, itemId, keyOf } from './items.js';

/** One action of TransactWriteItems, with the operation that has its members. */
interface TransactAction {
  operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  checkOnly: boolean;
  input: { TableName: string; Key?: ItemKey; Item?: Item; ReturnValuesOnConditionCheckFailure?: string };
  key: ItemKey;
}

interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: Item;
}

/** What a transaction needs of the region's tables; the caller makes sure that there are no other writes meanwhile. */
export interface TransactionTables {
  /** Key attributes of a table, hash key first. @throws DynamoDbError when there is no such table */
  keyNames(tableName: string): Promise<readonly string[]>;
  /** What CreateTable needs to make the same table again. */
  definition(tableName: string): Promise<{ TableName: string } & Record<string, unknown>>;
  read(tableName: string, key: ItemKey): Promise<Item | undefined>;
  write(operation: TransactAction['operation'], input: object): Promise<void>;
}

/**
 * TransactWriteItems, which dynalite does not have: each action is rehearsed on a copy of its item in a separate store,
 * and all are done when all rehearsals succeed. Conditions see the items as they were before the transaction.
 */
export class Transactions {
  readonly #rehearsal = new DynaliteStore();
  readonly #rehearsalTables = new Set<string>();

  /**
   * @returns the keys that were written, by table
   * @throws DynamoDbError TransactionCanceledException with a reason per action
   */
  async run(input: unknown, tables: TransactionTables): Promise<{ tableName: string; key: ItemKey }[]> {
    const actions = await readActions(input, tables);
    const reasons: CancellationReason[] = [];
    for (const action of actions) reasons.push(await this.#rehearse(action, tables));
    if (reasons.some((reason) => reason.Code !== 'None')) {
      const codes = reasons.map((reason) => reason.Code).join(', ');
      throw new DynamoDbError(
        'TransactionCanceledException',
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
        { CancellationReasons: reasons },
      );
    }
    const written = actions.filter((action) => !action.checkOnly);
    for (const action of written) await tables.write(action.operation, action.input);
    return written.map((action) => ({ tableName: action.input.TableName, key: action.key }));
  }

  async #rehearse(action: TransactAction, tables: TransactionTables): Promise<CancellationReason> {
    const { TableName } = action.input;
    if (!this.#rehearsalTables.has(TableName)) {
      await this.#rehearsal.createTable(await tables.definition(TableName));
      this.#rehearsalTables.add(TableName);
    }
    const item = await tables.read(TableName, action.key);
    if (item) await this.#rehearsal.call('PutItem', { TableName, Item: item });
    try {
      await this.#rehearsal.call(action.operation, action.input);
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof DynamoDbError)) throw error;
      if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
      if (error.code !== 'ConditionalCheckFailedException') throw error;
      const wanted = action.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      return { Code: 'ConditionalCheckFailed', Message: error.message, Item: wanted ? item : undefined };
    } finally {
      await this.#rehearsal.call('DeleteItem', { TableName, Key: action.key });
    }
  }

  /** Forgets a deleted table: the next table of this name may have other keys. */
  async forget(tableName: string): Promise<void> {
    if (this.#rehearsalTables.delete(tableName)) await this.#rehearsal.deleteTable(tableName);
  }
}

async function readActions(input: unknown, tables: TransactionTables): Promise<TransactAction[]> {
  const items = (input as { TransactItems?: Record<string, TransactAction['input']>[] }).TransactItems ?? [];
  if (items.length < 1 || items.length > 100) {
    throw new DynamoDbError(
      'ValidationException',
      `1 validation error detected: Value '${items.length}' at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100`,
    );
  }
  const actions: TransactAction[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const action = await readAction(item, tables);
    const id = itemId(action.input.TableName, action.key);
    if (seen.has(id)) {
      throw new DynamoDbError(
        'ValidationException',
        'Transaction request cannot include multiple operations on one item',
      );
    }
    seen.add(id);
    actions.push(action);
  }
  return actions;
}

async function readAction(
  item: Record<string, TransactAction['input']>,
  tables: TransactionTables,
): Promise<TransactAction> {
  const [[kind, input] = []] = Object.entries(item);
  const operations = {
    Put: 'PutItem',
    Update: 'UpdateItem',
    Delete: 'DeleteItem',
    ConditionCheck: 'DeleteItem',
  } as const;
  if (!kind || !input || !(kind in operations) || Object.keys(item).length !== 1) {
    throw new DynamoDbError(
      'ValidationException',
      'TransactItems can only contain one of Check, Put, Update or Delete',
    );
  }
  const keyNames = await tables.keyNames(input.TableName);
  return {
    operation: operations[kind as keyof typeof operations],
    checkOnly: kind === 'ConditionCheck',
    input,
    key: input.Key ?? keyOf(input.Item ?? {}, keyNames),
  };
}
