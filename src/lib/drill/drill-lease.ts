import { putItem } from '../state/put-item.js';
import { DRILL_ITEM, keyOf, writeItem } from '../state/state-items.js';
import type { StateTable } from '../state/state-table.js';
import { notReady } from './await-ready.js';
import type { DrillLease } from './drill-options.js';

/** Key of the item that says that a drill is running. */
const LEASE_KEY = 'drill';
/** How long after its last renewal a drill keeps other ones from starting, in ms. */
const LEASE_MS = 90_000;

/**
 * The lease in the state table.
 *
 * @param id of this drill; no other drill may have the same
 */
export function drillLease(table: StateTable, id: string): DrillLease {
  return {
    async hold(signal) {
      const nowMs = table.clock.now();
      const untilMs = nowMs + LEASE_MS;
      // The table's TTL deletes the item of a drill that crashed.
      const until = { heldUntilMs: untilMs, expiresAtMs: untilMs };
      const item = writeItem(DRILL_ITEM, { key: LEASE_KEY, id, updatedBy: table.identity, ...until });
      const condition = 'attribute_not_exists(#held_until) OR #held_until < :now OR #id = :id';
      const held = await putItem(table, item, { condition, values: { now: Math.floor(nowMs / 1000), id } }, signal);
      const advice = `Wait until it has ended; one that crashed counts as ended after ${LEASE_MS / 1000} s.`;
      if (!held) throw notReady('Another drill is running', advice);
    },
    async release() {
      const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
      const command = new DeleteItemCommand({ TableName: table.name, Key: keyOf(LEASE_KEY) });
      await table.first('dynamodb:DeleteItem', (client, abortSignal) => client.send(command, { abortSignal }));
    },
  };
}
