import { placeholders } from './expressions.js';
import { isNamed } from './replicas.js';
import type { DynamoJson } from './state-items.js';
import type { StateTable } from './state-table.js';

/**
 * Puts an item into the first replica that answers, if a condition holds there.
 *
 * @param condition in which `#name` is an attribute and `:name` one of `values`
 * @returns whether the condition held
 * @throws as `StateTable.first`
 */
export async function putItem(
  table: StateTable,
  item: DynamoJson,
  { condition, values = {} }: { condition: string; values?: Readonly<Record<string, unknown>> },
  signal?: AbortSignal,
): Promise<boolean> {
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const put = { TableName: table.name, Item: item, ConditionExpression: condition };
  const { value } = await table.first(
    'dynamodb:PutItem',
    async (client, abortSignal) => {
      try {
        await client.send(new PutItemCommand({ ...put, ...placeholders(condition, values) }), { abortSignal });
        return true;
      } catch (error) {
        if (isNamed(error, 'ConditionalCheckFailedException')) return false;
        throw error;
      }
    },
    signal,
  );
  return value;
}
