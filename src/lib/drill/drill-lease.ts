import { placeholders } from '../state/expressions.js';
import { putItem } from '../state/put-item.js';
import { isNamed } from '../state/replicas.js';
import { DRILL_ITEM, keyOf, writeItem } from '../state/state-items.js';
import type { StateTable } from '../state/state-table.js';
import type { DrillLease } from './drill-options.js';

/** Key of the item that says that a drill is running. */
const LEASE_KEY = 'drill';
/** How long after its last renewal a drill keeps other ones from starting, in ms. */
const LEASE_MS = 90_000;
/** How long before that it stops, in ms: for a renewal that is under way, and for clocks that differ. */
const MARGIN_MS = 10_000;

/**
 * The lease in the state table.
 *
 * @param id of this drill; no other drill may have the same
 */
export function drillLease(table: StateTable, id: string): DrillLease {
  return {
    lastsMs: LEASE_MS - MARGIN_MS,
    hold(signal) {
      const { earliestMs, latestMs } = table.now();
      const untilMs = latestMs + LEASE_MS;
      // The table's TTL deletes the item of a drill that crashed.
      const until = { heldUntilMs: untilMs, expiresAtMs: untilMs };
      const item = writeItem(DRILL_ITEM, { key: LEASE_KEY, id, updatedBy: table.identity, ...until });
      const condition = 'attribute_not_exists(#held_until) OR #held_until < :now OR #id = :id';
      return putItem(table, item, { condition, values: { now: Math.floor(earliestMs / 1000), id } }, signal);
    },
    async release() {
      const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
      const condition = '#id = :id';
      const command = new DeleteItemCommand({
        TableName: table.name,
        Key: keyOf(LEASE_KEY),
        ConditionExpression: condition,
        ...placeholders(condition, { id }),
      });
      await table.first('dynamodb:DeleteItem', async (client, abortSignal) => {
        await client.send(command, { abortSignal }).catch((error: unknown) => {
          if (!isNamed(error, 'ConditionalCheckFailedException')) throw error;
        });
      });
    },
  };
}
