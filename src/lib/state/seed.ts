import { DISTRIBUTION_ITEM, writeItem } from '../serving/state-items.js';
import { isNamed } from './replicas.js';
import type { StateTable } from './state-table.js';

export interface SeedResult {
  /** Domains whose item was absent and was written, open. */
  written: readonly string[];
  /** Domains that had an item; it was left as it is. */
  kept: readonly string[];
  /** Region of the replica that took the writes. */
  replica: string;
}

/**
 * Writes the distribution item of every member that has none, open and not drained. An item that exists is never changed:
 * a deployment does not undo what an operator decided.
 *
 * Throws as {@link StateTable.read}.
 */
export async function seedState(table: StateTable, signal?: AbortSignal): Promise<SeedResult> {
  const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  const answer = await table.first(
    'dynamodb:PutItem',
    async (client, abortSignal) => {
      const written: string[] = [];
      const kept: string[] = [];
      for (const { domain, region } of table.members) {
        try {
          await client.send(
            new PutItemCommand({
              TableName: table.name,
              Item: writeItem(DISTRIBUTION_ITEM, {
                domain,
                cluster: table.name,
                region,
                open: true,
                drained: false,
                updatedAt: new Date(table.clock.now()).toISOString(),
                updatedBy: table.identity,
              }),
              // DOMAIN is one of DynamoDB's reserved words.
              ConditionExpression: 'attribute_not_exists(#key)',
              ExpressionAttributeNames: { '#key': 'domain' },
            }),
            { abortSignal },
          );
          written.push(domain);
        } catch (error) {
          if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
          kept.push(domain);
        }
      }
      return { written, kept };
    },
    signal,
  );
  return { ...answer.value, replica: answer.region };
}
