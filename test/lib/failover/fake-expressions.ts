import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** A put, an update or a condition check, as a transaction has it. */
export interface WriteRequest {
  Key?: Item;
  Item?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

/** Whether a condition holds for an item, as far as the state table's writers use DynamoDB's language: AND before OR. */
export function conditionHolds(request: WriteRequest, item: Item | undefined): boolean {
  const { ConditionExpression: condition } = request;
  return condition === undefined || condition.split(' OR ').some((all) => all.split(' AND ').every(holds));

  function holds(term: string): boolean {
    const absent = /^attribute_not_exists\((#\w+)\)$/.exec(term)?.[1];
    if (absent) return attribute(absent) === undefined;
    const [left = '', operator, right = ''] = term.split(' ');
    const [one, other] = [attribute(left), request.ExpressionAttributeValues?.[right]];
    if (one === undefined || other === undefined) return false;
    if (operator === '=') return isDeepStrictEqual(one, other);
    if (operator === '<>') return !isDeepStrictEqual(one, other);
    if (operator === '<') return Number(one.N) < Number(other.N);
    throw new Error(`no such condition here: ${term}`);
  }

  function attribute(name: string): AttributeValue | undefined {
    return item?.[request.ExpressionAttributeNames?.[name] ?? name];
  }
}

/** The item after an update: `SET #a = :a, #b = if_not_exists(#b, :b) REMOVE #c`. */
export function updated(request: WriteRequest, item: Item = {}): Item {
  const { Key, UpdateExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = request;
  const [set = '', remove = ''] = UpdateExpression.replace(/^SET /, '').split(' REMOVE ');
  const result: Item = { ...item, ...Key };
  for (const assignment of set.split(/, (?=#)/)) {
    const [left = '', right = ''] = assignment.split(' = ');
    const name = ExpressionAttributeNames[left] as string;
    const value = ExpressionAttributeValues[/:\w+/.exec(right)?.[0] ?? ''] as AttributeValue;
    if (!right.startsWith('if_not_exists') || result[name] === undefined) result[name] = value;
  }
  for (const name of remove.split(', ').filter(Boolean)) delete result[ExpressionAttributeNames[name] as string];
  return result;
}
