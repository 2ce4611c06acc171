import { placeholders } from './expressions.js';
import { type PrintedIntent, printedIntent } from './intent.js';
import type { Unanswered } from './replicas.js';
import { HISTORY_ITEM, HISTORY_PREFIX, type ItemOf, intentOf, readItem } from './state-items.js';
import type { StateTable } from './state-table.js';

/** One change of what operators want of a distribution, as `--json` prints it. */
export interface HistoryEntry {
  /** ISO 8601. */
  at: string;
  /** `close`, `open`, `drain`, and what takes one of them back. */
  action: string;
  domain: string;
  region: string;
  before: PrintedIntent;
  after: PrintedIntent;
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
  unanswered: readonly Unanswered[];
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
  const { paginateScan } = await import('@aws-sdk/client-dynamodb');
  const prefix = HISTORY_PREFIX + (options.domain === undefined ? '' : `${options.domain}#`);
  const { region, value, unanswered } = await table.first(
    'dynamodb:Scan',
    async (client, abortSignal) => {
      const filter = 'begins_with(#domain, :prefix)';
      const scan = { TableName: table.name, ConsistentRead: true, FilterExpression: filter };
      const found: ItemOf<typeof HISTORY_ITEM>[] = [];
      const pages = paginateScan({ client }, { ...scan, ...placeholders(filter, { prefix }) }, { abortSignal });
      for await (const { Items = [] } of pages) found.push(...Items.map((item) => readItem(HISTORY_ITEM, item)));
      return found;
    },
    options.signal,
  );
  // The keys end in ULIDs, whose order is that of time.
  const order = ({ key = '' }: ItemOf<typeof HISTORY_ITEM>) => key.split('#').at(-1) ?? '';
  const newest = value.toSorted((a, b) => (order(a) < order(b) ? 1 : -1)).slice(0, options.limit);
  return { entries: newest.map(entryOf), replica: region, unanswered };
}

function entryOf(item: ItemOf<typeof HISTORY_ITEM>): HistoryEntry {
  return {
    at: item.at ?? '',
    action: item.action ?? '',
    domain: item.domain ?? '',
    region: item.region ?? '',
    before: printedIntent(intentOf(item.before)),
    after: printedIntent(intentOf(item.after)),
    who: item.who ?? '',
    why: item.why,
    forced: item.forced ?? false,
  };
}
