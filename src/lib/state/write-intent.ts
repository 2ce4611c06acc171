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
  /** When the change was decided, in ms since the epoch; the same in every replica. */
  atMs: number;
  /** Another distribution, and its item as it was read, which must still be like that when the change is made. */
  mustStay?: { domain: string; item: DistributionItem | undefined };
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
  if (write.mustStay) {
    const { domain, item } = write.mustStay;
    const { condition, values } = asItWas(item);
    items.push({
      ConditionCheck: {
        TableName: write.table,
        Key: keyOf(domain),
        ConditionExpression: condition,
        ...placeholders(condition, values),
      },
    });
  }
  return items;
}

/** A condition that holds while an item says what it said when it was read, as far as it decides what viewers get. */
function asItWas(item: DistributionItem | undefined): { condition: string; values: Record<string, unknown> } {
  const read = Object.values(INTENT).map(([name]) => [name, item?.asRead[name]] as const);
  const terms = read.map(([name, value]) =>
    value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :before_${name}`,
  );
  return {
    condition: terms.join(' AND '),
    values: Object.fromEntries(read.map(([name, value]) => [`before_${name}`, value])),
  };
}

function update(write: IntentWrite): NonNullable<TransactWriteItem['Update']> {
  const { member, item, atMs } = write;
  const after = intentOf(write.after);
  return {
    TableName: write.table,
    Key: keyOf(member.domain),
    ...updateExpressions({
      set: attributesOf(DISTRIBUTION_ITEM, {
        ...after,
        written: after,
        updatedAt: new Date(atMs).toISOString(),
        updatedBy: write.who,
        reason: write.reason,
        ...closeTimes(write),
      }),
      setIfAbsent: attributesOf(DISTRIBUTION_ITEM, { cluster: write.table, region: member.region }),
      ...asItWas(item),
    }),
  };
}

/** When it was closed last. A close that takes all off the air ended every viewer's session: nobody avoids the region. */
function closeTimes({ before, after, atMs }: IntentWrite): { closedAtMs?: number; closedUndrainedAtMs?: number } {
  if (after.open || !isWanted(before, atMs)) return {};
  const drained = before.open && before.drained;
  return drained || after.offAir ? { closedAtMs: atMs } : { closedAtMs: atMs, closedUndrainedAtMs: atMs };
}

function historyItem({ member, action, before, after, who, reason, forced, atMs }: IntentWrite) {
  return writeItem(HISTORY_ITEM, {
    key: `${HISTORY_PREFIX}${member.domain}#${ulid(atMs)}`,
    domain: member.domain,
    region: member.region,
    action,
    before: intentOf(before),
    after: intentOf(after),
    who,
    at: new Date(atMs).toISOString(),
    why: reason,
    forced: forced || undefined,
    expiresAtMs: atMs + HISTORY_LIFETIME_MS,
  });
}
