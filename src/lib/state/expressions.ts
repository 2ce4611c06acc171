import { type DynamoJson, valuesOf } from './state-items.js';

type Values = Readonly<Record<string, unknown>>;

interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: DynamoJson;
}

export interface AttributeUpdate {
  /** Attribute → its new value; an attribute whose value is undefined is removed. */
  set: Values;
  /** What is set only where the item has no such attribute. */
  setIfAbsent?: Values;
  /**
   * Attribute → the attribute whose value it gets, as that was before the update (DynamoDB, "Using update expressions in
   * DynamoDB"). The item must have it.
   */
  copy?: Readonly<Record<string, string>>;
  /** A condition expression; `:name` is the new value of an attribute. */
  condition: string;
  /** Further values of the condition, by name. */
  values?: Values;
}

/** The expressions of an UpdateItem. */
export function updateExpressions({ set, setIfAbsent = {}, copy = {}, condition, values }: AttributeUpdate) {
  const names = Object.keys(set);
  const assigned = [
    ...names.filter((name) => set[name] !== undefined).map((name) => `#${name} = :${name}`),
    ...Object.keys(setIfAbsent).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
    ...Object.entries(copy).map(([name, from]) => `#${name} = #${from}`),
  ];
  const removed = names.filter((name) => set[name] === undefined).map((name) => `#${name}`);
  const update = `SET ${assigned.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`;
  return {
    UpdateExpression: update,
    ConditionExpression: condition,
    ...placeholders(`${update} ${condition}`, { ...set, ...setIfAbsent, ...values }),
  };
}

/**
 * The names and values of expressions in which `#name` is the attribute of that name and `:name` a value of that name.
 * Every attribute is written with `#`, because many names are reserved words ("Reserved words in DynamoDB").
 */
export function placeholders(expression: string, values: Values): Placeholders {
  const names = [...expression.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name as string]);
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    ExpressionAttributeNames: Object.fromEntries(names),
    // DynamoDB refuses an empty list.
    ExpressionAttributeValues:
      given.length === 0 ? undefined : valuesOf(Object.fromEntries(given.map(([name, value]) => [`:${name}`, value]))),
  };
}
