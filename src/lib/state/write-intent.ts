import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { type Intent, isWanted } from '../serving/what-to-serve.js';
import { placeholders, updateExpressions } from './expressions.js';
import { isNamed } from './replicas.js';
import {
  attributesOf,
  DISTRIBUTION_ITEM,
  type DistributionItem,
  HISTORY_ITEM,
  HISTORY_PREFIX,
  INTENT,
  intentOf,
  keyOf,
  writeItem,
} from './state-items.js';

/** What the record says of a change. */
export interface ChangeNote {
  /** What was done, in the operator's word: `close`, `open`, `drain`. */
  action: string;
  /** The item and the history say it. */
  reason?: string;
  /** A guard was overridden. */
  forced?: boolean;
  /**
   * False for a change that is not a decision of its own, such as the renewal of a drill's end: no history item is
   * written. Default true.
   */
  recorded?: boolean;
}

/** One change of what operators want of a distribution, ready to be written. */
export interface IntentWrite extends ChangeNote {
  /** Name of the state table: the cluster's name. */
  table: string;
  member: { region: string; domain: string };
  /** The item as it was read: the change holds only while its intent is still this one. */
  item: DistributionItem | undefined;
  before: Intent;
  after: Intent;
  who: string;
  nowMs: number;
  /** Another distribution that must still be open when the change is made. */
  mustBeOpen?: string;
}

export type WriteOutcome = 'written' | 'changed-meanwhile' | 'conflict';

/** How long a history item is kept, in ms (90 days); DynamoDB deletes it some time after. */
const HISTORY_LIFETIME_MS = 90 * 24 * 3600 * 1000;

/**
 * Writes a change and its history item in one transaction, on the condition that nobody changed the intent since it
 * was read. Conditions and transactions see the replica they are made in, not the others (DynamoDB global tables,
 * "How it works").
 */
export async function writeIntent(
  client: DynamoDBClient,
  write: IntentWrite,
  abortSignal: AbortSignal,
): Promise<WriteOutcome> {
  const { TransactWriteItemsCommand } = await import('@aws-sdk/client-dynamodb');
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: transaction(write) }), { abortSignal });
    return 'written';
  } catch (error) {
    if (!isNamed(error, 'TransactionCanceledException')) throw error;
    const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
    if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return 'changed-meanwhile';
    if (reasons.some(({ Code }) => Code === 'TransactionConflict')) return 'conflict';
    throw error;
  }
}

function transaction(write: IntentWrite): TransactWriteItem[] {
  const items: TransactWriteItem[] = [{ Update: update(write) }];
  if (write.recorded !== false) items.push({ Put: { TableName: write.table, Item: historyItem(write) } });
  if (write.mustBeOpen !== undefined) {
    // An absent item is open, as it is to the copilot.
    const open = 'attribute_not_exists(#distro_open) OR #distro_open = :true OR #closed_until <= :now';
    items.push({
      ConditionCheck: {
        TableName: write.table,
        Key: keyOf(write.mustBeOpen),
        ConditionExpression: open,
        ...placeholders(open, { true: true, now: Math.floor(write.nowMs / 1000) }),
      },
    });
  }
  return items;
}

function update(write: IntentWrite): NonNullable<TransactWriteItem['Update']> {
  const { member, item, nowMs } = write;
  const after = intentOf(write.after);
  const before = Object.values(INTENT).map(([name]) => ({ name, value: item?.asRead[name] }));
  return {
    TableName: write.table,
    Key: keyOf(member.domain),
    ...updateExpressions({
      set: attributesOf(DISTRIBUTION_ITEM, {
        ...after,
        written: after,
        updatedAt: new Date(nowMs).toISOString(),
        updatedBy: write.who,
        reason: write.reason,
        ...closeTimes(write),
      }),
      setIfAbsent: attributesOf(DISTRIBUTION_ITEM, { cluster: write.table, region: member.region }),
      condition: before
        .map(({ name, value }) =>
          value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :before_${name}`,
        )
        .join(' AND '),
      values: Object.fromEntries(before.map(({ name, value }) => [`before_${name}`, value])),
    }),
  };
}

/** When it was closed last. A close that takes all off the air ended every viewer's session: nobody avoids the region. */
function closeTimes({ before, after, nowMs }: IntentWrite): { closedAtMs?: number; closedUndrainedAtMs?: number } {
  if (after.open || !isWanted(before, nowMs)) return {};
  const drained = before.open && before.drained;
  return drained || after.offAir ? { closedAtMs: nowMs } : { closedAtMs: nowMs, closedUndrainedAtMs: nowMs };
}

function historyItem({ member, action, before, after, who, reason, forced, nowMs }: IntentWrite) {
  return writeItem(HISTORY_ITEM, {
    key: `${HISTORY_PREFIX}${member.domain}#${ulid(nowMs)}`,
    domain: member.domain,
    region: member.region,
    action,
    before: intentOf(before),
    after: intentOf(after),
    who,
    at: new Date(nowMs).toISOString(),
    why: reason,
    forced: forced || undefined,
    expiresAtMs: nowMs + HISTORY_LIFETIME_MS,
  });
}
