import { type DynamoJson, valuesOf } from './state-items.js';

export interface AttributeUpdate {
  /** Attribute → its new value; an attribute whose value is undefined is removed. */
  set: Readonly<Record<string, unknown>>;
  /** What is set only where the item has no such attribute. */
  setIfAbsent?: Readonly<Record<string, unknown>>;
  /** A condition expression, in which `#name` is an attribute of the update and `:name` its new value. */
  condition: string;
  /** Values of the condition besides these, by name. */
  values?: Readonly<Record<string, unknown>>;
}

/**
 * The expressions of an UpdateItem. Every attribute has a placeholder, because many names are reserved words of
 * DynamoDB ("Reserved words in DynamoDB").
 */
export function updateExpression({ set, setIfAbsent = {}, condition, values }: AttributeUpdate): {
  UpdateExpression: string;
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: DynamoJson;
} {
  const names = Object.keys(set);
  const assigned = [
    ...names.filter((name) => set[name] !== undefined).map((name) => `#${name} = :${name}`),
    ...Object.keys(setIfAbsent).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const removed = names.filter((name) => set[name] === undefined).map((name) => `#${name}`);
  const allValues = Object.entries({ ...set, ...setIfAbsent, ...values });
  return {
    UpdateExpression: `SET ${assigned.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(
      [...names, ...Object.keys(setIfAbsent)].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: valuesOf(Object.fromEntries(allValues.map(([name, value]) => [`:${name}`, value]))),
  };
}
