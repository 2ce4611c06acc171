import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { HISTORY_PREFIX } from '../serving/state-items.js';
import { type Intent, intentOf } from './intent.js';
import type { StateTable } from './state-table.js';

/** One change of what operators want of a distribution. */
export interface HistoryEntry {
  /** ISO 8601. */
  at: string;
  /** `close`, `open`, `drain`, and what takes one of them back. */
  action: string;
  domain: string;
  region: string;
  before: Intent;
  after: Intent;
  /** Such as `ann@laptop`. */
  who: string;
  why?: string;
  /** A guard was overridden. */
  forced: boolean;
}

export interface History {
  /** The newest first. */
  entries: readonly HistoryEntry[];
  /** Region of the replica that answered. */
  replica: string;
  /** The replicas that were asked before and did not answer. */
  unanswered: readonly { region: string; why: string }[];
}

/**
 * Reads what was changed, by whom and why, as long as the table keeps it (90 days).
 *
 * History items have keys of their own, so that the table is scanned: it holds nothing else but a few items a region.
 *
 * @param options.domain of one distribution only
 * @param options.limit how many, the newest
 * Throws as `Replicas.first`.
 */
export async function readHistory(
  table: StateTable,
  options: { domain?: string; limit: number; signal?: AbortSignal },
): Promise<History> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const prefix = HISTORY_PREFIX + (options.domain === undefined ? '' : `${options.domain}#`);
  const { region, value, unanswered } = await table.first(
    'dynamodb:Scan',
    async (client, abortSignal) => {
      const found: Record<string, AttributeValue>[] = [];
      let next: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table.name,
            ConsistentRead: true,
            FilterExpression: 'begins_with(#key, :prefix)',
            ExpressionAttributeNames: { '#key': 'domain' },
            ExpressionAttributeValues: { ':prefix': { S: prefix } },
            ...(next ? { ExclusiveStartKey: next } : {}),
          }),
          { abortSignal },
        );
        found.push(...(page.Items ?? []));
        next = page.LastEvaluatedKey;
      } while (next);
      return found;
    },
    options.signal,
  );
  // The keys end in ULIDs, whose order is that of time.
  const order = (item: Record<string, AttributeValue>) => item.domain?.S?.split('#').at(-1) ?? '';
  const newest = value.toSorted((a, b) => (order(a) < order(b) ? 1 : -1)).slice(0, options.limit);
  return { entries: newest.map(entryOf), replica: region, unanswered };
}

function entryOf(item: Record<string, AttributeValue>): HistoryEntry {
  const domain = item.distribution?.S ?? '';
  const region = item.region?.S ?? '';
  const intent = (value: AttributeValue | undefined) =>
    intentOf({ ...value?.M, domain: { S: domain } }, { region, domain });
  return {
    at: item.at?.S ?? '',
    action: item.action?.S ?? '',
    domain,
    region,
    before: intent(item.before),
    after: intent(item.after),
    who: item.who?.S ?? '',
    ...(item.why?.S === undefined ? {} : { why: item.why.S }),
    forced: item.forced?.BOOL === true,
  };
}
