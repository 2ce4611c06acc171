import { isNamed } from '../state/replicas.js';
import type { StateTable } from '../state/state-table.js';
import { notReady } from './pre-checks.js';

/** Key of the item that says that a drill is running. */
const LEASE_KEY = 'drill';
/** How long a drill may be silent before another one may start, in seconds. */
const LEASE_S = 90;

/** The right to run a drill: one at a time. */
export interface DrillLease {
  /** Takes it, or renews it. @throws CvsError DRILL_NOT_READY while somebody else has it */
  hold(signal?: AbortSignal): Promise<void>;
  release(): Promise<void>;
}

/**
 * The lease in the state table.
 *
 * @param id of this drill, unlike any other's
 */
export function drillLease(table: StateTable, id: string): DrillLease {
  const nowS = () => Math.floor(table.clock.now() / 1000);
  return {
    async hold(signal) {
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const { value: held } = await table.first(
        'dynamodb:PutItem',
        async (client, abortSignal) => {
          const until = { N: String(nowS() + LEASE_S) };
          try {
            await client.send(
              new PutItemCommand({
                TableName: table.name,
                // A crashed drill's item is tidied away by the table's own TTL.
                Item: {
                  domain: { S: LEASE_KEY },
                  id: { S: id },
                  updated_by: { S: table.identity },
                  held_until: until,
                  expires_at: until,
                },
                ConditionExpression: 'attribute_not_exists(held_until) OR held_until < :now OR id = :id',
                ExpressionAttributeValues: { ':now': { N: String(nowS()) }, ':id': { S: id } },
              }),
              { abortSignal },
            );
            return true;
          } catch (error) {
            if (isNamed(error, 'ConditionalCheckFailedException')) return false;
            throw error;
          }
        },
        signal,
      );
      if (!held)
        throw notReady('Another drill is running', `Wait until it is over; a crashed one is over after ${LEASE_S} s.`);
    },
    async release() {
      const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
      await table.first('dynamodb:DeleteItem', (client, abortSignal) =>
        client.send(new DeleteItemCommand({ TableName: table.name, Key: { domain: { S: LEASE_KEY } } }), {
          abortSignal,
        }),
      );
    },
  };
}
