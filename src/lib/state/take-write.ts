import { openBesides } from './another-open.js';
import { type Intent, intentOf, sameIntent } from './intent.js';
import type { Replicas } from './replicas.js';
import type { StateReading, StateTable } from './state-table.js';
import { writeIntent } from './write-intent.js';

/** A change that one replica has taken, for the others to take as well. */
export interface MirrorRequest {
  domain: string;
  /** The replica that has it already. */
  replica: string;
  before: Intent;
  after: Intent;
  reason?: string;
  keepAnotherOpen?: boolean;
  signal?: AbortSignal;
}

/**
 * Has one more replica take a change, on the conditions on which the first one did: nobody changed the distribution
 * there, and another one is open there where that is asked for. The history has it from the first one.
 *
 * @param reading of that replica
 * @returns whether it says so now
 */
export async function takeWrite(
  table: Pick<StateTable, 'name' | 'members' | 'identity' | 'clock'>,
  replicas: Replicas,
  reading: StateReading,
  { domain, before, after, reason, keepAnotherOpen, signal }: MirrorRequest,
): Promise<boolean> {
  const member = table.members.find((one) => one.domain === domain);
  if (!member) throw new Error(`${domain} is not a distribution of the state table ${table.name}`);
  const beforeItem = reading.items.find((item) => item.domain?.S === domain);
  const there = intentOf(beforeItem, member);
  const nowMs = table.clock.now();
  const other = openBesides(reading.state, domain, nowMs);
  if (keepAnotherOpen && other === undefined) return false;
  if (sameIntent(there, after)) return true;
  if (!sameIntent(there, before)) return false;
  const outcome = await replicas.only(
    reading.replica,
    'dynamodb:TransactWriteItems',
    (client, abortSignal) =>
      writeIntent(
        client,
        {
          tableName: table.name,
          clusterName: table.name,
          member,
          beforeItem,
          before,
          after,
          action: 'mirror',
          who: table.identity,
          why: reason,
          recorded: false,
          nowMs,
          mustBeOpen: keepAnotherOpen ? other : undefined,
        },
        abortSignal,
      ),
    signal,
  );
  return 'value' in outcome && outcome.value === 'written';
}
