/** An attribute value in DynamoDB's JSON. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;
/** The key attributes of an item. */
export type ItemKey = Item;

/** The key of an item of a table with these key attributes. */
export function keyOf(item: Item, keyNames: readonly string[]): ItemKey {
  return Object.fromEntries(keyNames.map((name) => [name, item[name] as AttributeValue]));
}

/** Which item of which table, as one string. */
export function itemId(tableName: string, key: ItemKey): string {
  const parts = Object.keys(key)
    .sort()
    .map((name) => [name, key[name]]);
  return `${tableName}/${JSON.stringify(parts)}`;
}
