import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { HISTORY_PREFIX } from '../serving/state-items.js';
import { isWanted } from '../serving/what-to-serve.js';
import { INTENT_ATTRIBUTES, type Intent, intentAttributes } from './intent.js';
import { isNamed } from './replicas.js';

/** One change of what operators want of a distribution, ready to be written. */
export interface IntentWrite {
  tableName: string;
  clusterName: string;
  member: { region: string; domain: string };
  /** The item as it was read: the change holds only while its intent is still this one. */
  beforeItem: Readonly<Record<string, AttributeValue>> | undefined;
  before: Intent;
  after: Intent;
  /** What was done, in the operator's word: `close`, `open`, `drain`. */
  action: string;
  who: string;
  why?: string;
  /** A guard was overridden. */
  forced?: boolean;
  /** False for what is no decision of its own, such as the renewal of a drill's end: it gets no history item. */
  recorded: boolean;
  /** ms since the epoch. */
  nowMs: number;
  /** Another distribution that must still be open when the change is made. */
  mustBeOpen?: string;
}

/** Attribute of a distribution item: what cvs wrote last, as the intent's attributes. */
export const WRITTEN_ATTRIBUTE = 'written';
/** Attribute of a distribution item: epoch seconds at which it was closed last; it stays when it is opened. */
export const CLOSED_AT_ATTRIBUTE = 'closed_at';
/** The same of the last close that no drain went before: players met its 404. */
export const UNDRAINED_AT_ATTRIBUTE = 'closed_undrained_at';

export type WriteOutcome = 'written' | 'changed-meanwhile' | 'conflict';

/** How long a history item is kept, in seconds (90 days); DynamoDB deletes it some time after. */
const HISTORY_LIFETIME_S = 90 * 24 * 3600;

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
  if (write.recorded) items.push({ Put: historyItem(write) });
  if (write.mustBeOpen !== undefined) {
    items.push({
      ConditionCheck: {
        TableName: write.tableName,
        Key: { domain: { S: write.mustBeOpen } },
        // An absent item is open, as it is to the copilot.
        ConditionExpression: 'attribute_not_exists(distro_open) OR distro_open = :true OR closed_until <= :now',
        ExpressionAttributeValues: { ':true': { BOOL: true }, ':now': seconds(write.nowMs) },
      },
    });
  }
  return items;
}

function update(write: IntentWrite): NonNullable<TransactWriteItem['Update']> {
  const after = intentAttributes(write.after);
  const values: Record<string, AttributeValue> = {
    ':written': { M: after },
    ':at': { S: new Date(write.nowMs).toISOString() },
    ':who': { S: write.who },
    ':name': { S: write.clusterName },
    ':region': { S: write.member.region },
  };
  const set = [
    // What cvs wrote, next to what counts: where the two differ, a hand was here.
    `${WRITTEN_ATTRIBUTE} = :written`,
    'updated_at = :at',
    'updated_by = :who',
    '#name = if_not_exists(#name, :name)',
    '#region = if_not_exists(#region, :region)',
  ];
  const remove: string[] = [];
  for (const [index, name] of INTENT_ATTRIBUTES.entries()) {
    const value = after[name];
    if (value === undefined) remove.push(name);
    else {
      set.push(`${name} = :after${index}`);
      values[`:after${index}`] = value;
    }
  }
  for (const name of closeMoments(write)) {
    set.push(`${name} = :closedAt`);
    values[':closedAt'] = seconds(write.nowMs);
  }
  if (write.why === undefined) remove.push('reason');
  else {
    set.push('reason = :why');
    values[':why'] = { S: write.why };
  }
  const unchanged = INTENT_ATTRIBUTES.map((name, index) => {
    const before = write.beforeItem?.[name];
    if (before === undefined) return `attribute_not_exists(${name})`;
    values[`:before${index}`] = before;
    return `${name} = :before${index}`;
  });
  return {
    TableName: write.tableName,
    Key: { domain: { S: write.member.domain } },
    UpdateExpression: `SET ${set.join(', ')}${remove.length ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: unchanged.join(' AND '),
    ExpressionAttributeNames: { '#name': 'name', '#region': 'region' },
    ExpressionAttributeValues: values,
  };
}

/** Which moments a write sets. Whoever watched when all went off the air has ended, so that nobody avoids a region. */
function closeMoments({ before, after, nowMs }: IntentWrite): string[] {
  if (after.open || !isWanted(before, nowMs / 1000)) return [];
  const drained = before.open && before.drained;
  return drained || after.offAir ? [CLOSED_AT_ATTRIBUTE] : [CLOSED_AT_ATTRIBUTE, UNDRAINED_AT_ATTRIBUTE];
}

function historyItem(write: IntentWrite): NonNullable<TransactWriteItem['Put']> {
  return {
    TableName: write.tableName,
    Item: {
      domain: { S: `${HISTORY_PREFIX}${write.member.domain}#${ulid(write.nowMs)}` },
      distribution: { S: write.member.domain },
      region: { S: write.member.region },
      action: { S: write.action },
      before: { M: intentAttributes(write.before) },
      after: { M: intentAttributes(write.after) },
      who: { S: write.who },
      at: { S: new Date(write.nowMs).toISOString() },
      ...(write.why === undefined ? {} : { why: { S: write.why } }),
      ...(write.forced ? { forced: { BOOL: true } } : {}),
      expires_at: { N: String(Math.floor(write.nowMs / 1000) + HISTORY_LIFETIME_S) },
    },
  };
}

function seconds(ms: number): AttributeValue {
  return { N: String(Math.floor(ms / 1000)) };
}
