import type { Need, NeedsOf, Place } from '../../api/need.js';

interface Keyed {
  TableName?: string;
  Key?: Item;
  Item?: Item;
}

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface TransactItem {
  ConditionCheck?: Keyed;
  Put?: Keyed;
  Update?: Keyed;
  Delete?: Keyed;
  Get?: Keyed;
}

/** What a transaction's parts need. */
const TRANSACTED: Readonly<Record<keyof TransactItem, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
};

/**
 * What DynamoDB's operations need ("Actions, resources, and condition keys for Amazon DynamoDB", Service Authorization
 * Reference; "Using IAM policy conditions for fine-grained access control", Amazon DynamoDB Developer Guide).
 *
 * @param keyOf the name of a table's partition key
 */
export function dynamoDbNeeds(
  accountId: string,
  keyOf: (region: string, table: string) => string | undefined,
): (action: string, input: Record<string, unknown>, place: Place) => readonly Need[] {
  const arnOf = (table: unknown, { region }: Place) =>
    String(table).startsWith('arn:') ? String(table) : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
  const on = (name: string, table: unknown, place: Place, keys?: readonly Item[]): Need => ({
    action: `dynamodb:${name}`,
    resource: arnOf(table, place),
    context: keys && { 'dynamodb:LeadingKeys': leadingKeys(keys, keyOf(place.region, String(table))) },
  });
  const onKey =
    (name: string): NeedsOf =>
    ({ TableName, Key, Item: item }: Keyed, place) =>
      on(name, TableName, place, [Key ?? item ?? {}]);
  const onTable =
    (name: string): NeedsOf =>
    ({ TableName, ResourceArn }, place) =>
      on(name, ResourceArn ?? TableName, place);
  const transaction: NeedsOf = ({ TransactItems = [] }: { TransactItems?: TransactItem[] }, place) =>
    TransactItems.flatMap((one) =>
      Object.entries(one).map(([kind, part]: [string, Keyed]) =>
        on(TRANSACTED[kind as keyof TransactItem], part.TableName, place, [part.Key ?? part.Item ?? {}]),
      ),
    );
  const special: Readonly<Record<string, NeedsOf>> = {
    GetItem: onKey('GetItem'),
    PutItem: onKey('PutItem'),
    UpdateItem: onKey('UpdateItem'),
    DeleteItem: onKey('DeleteItem'),
    BatchGetItem: ({ RequestItems = {} }: { RequestItems?: Record<string, { Keys?: Item[] }> }, place) =>
      Object.entries(RequestItems).map(([table, { Keys = [] }]) => on('BatchGetItem', table, place, Keys)),
    BatchWriteItem: ({ RequestItems = {} }: { RequestItems?: Record<string, WriteRequest[]> }, place) =>
      Object.entries(RequestItems).map(([table, requests]) =>
        on('BatchWriteItem', table, place, requests.map(written)),
      ),
    TransactWriteItems: transaction,
    TransactGetItems: transaction,
    ListTables: () => ({ action: 'dynamodb:ListTables', resource: '*' }),
  };
  return (action, input, place) => [(special[action] ?? onTable(action))(input, place)].flat();
}

interface WriteRequest {
  PutRequest?: { Item?: Item };
  DeleteRequest?: { Key?: Item };
}

function written({ PutRequest, DeleteRequest }: WriteRequest): Item {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

/** A table that does not exist has no key: the first attribute then counts, so that the answer is that it does not exist. */
function leadingKeys(keys: readonly Item[], name: string | undefined): string[] {
  return keys.flatMap((key) => Object.values(key[name ?? Object.keys(key)[0] ?? ''] ?? {}).map(String));
}
