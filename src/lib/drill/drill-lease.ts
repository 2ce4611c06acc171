import { DRILL_ITEM, keyOf, valuesOf, writeItem } from '../serving/state-items.js';
import { isNamed } from '../state/replicas.js';
import type { StateTable } from '../state/state-table.js';
import { notReady } from './pre-checks.js';

/** Key of the item that says that a drill is running. */
const LEASE_KEY = 'drill';
/** How long a drill may be silent before another one may start, in ms. */
const LEASE_MS = 90_000;

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
  return {
    async hold(signal) {
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const { value: held } = await table.first(
        'dynamodb:PutItem',
        async (client, abortSignal) => {
          const nowMs = table.clock.now();
          const untilMs = nowMs + LEASE_MS;
          try {
            await client.send(
              new PutItemCommand({
                TableName: table.name,
                // A crashed drill's item is tidied away by the table's own TTL.
                Item: writeItem(DRILL_ITEM, {
                  key: LEASE_KEY,
                  id,
                  updatedBy: table.identity,
                  heldUntilMs: untilMs,
                  expiresAtMs: untilMs,
                }),
                ConditionExpression: 'attribute_not_exists(held_until) OR held_until < :now OR id = :id',
                ExpressionAttributeValues: valuesOf({ ':now': Math.floor(nowMs / 1000), ':id': id }),
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
        throw notReady(
          'Another drill is running',
          `Wait until it is over; a crashed one is over after ${LEASE_MS / 1000} s.`,
        );
    },
    async release() {
      const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
      await table.first('dynamodb:DeleteItem', (client, abortSignal) =>
        client.send(new DeleteItemCommand({ TableName: table.name, Key: keyOf(LEASE_KEY) }), {
          abortSignal,
        }),
      );
    },
  };
}
