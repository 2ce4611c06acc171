import { momentText } from '../../moment.js';
import { intentText } from '../../state/intent-text.js';
import type { HistoryEntry } from '../../state/read-history.js';
import { table } from '../text/table.js';

/** The changes, the newest first. @param columns as {@link table} takes them */
export function historyTable(entries: readonly HistoryEntry[], columns?: number): string {
  if (entries.length === 0) return 'Nothing was changed through cvs in the last 90 days.';
  return table(
    ['WHEN', 'WHAT', 'REGION', 'BEFORE → AFTER', 'WHO', 'WHY'],
    entries.map((one) => [
      momentText(one.at),
      one.forced ? `${one.action}, forced` : one.action,
      one.region,
      `${intentText(one.before)} → ${intentText(one.after)}`,
      one.who,
      one.why ?? '',
    ]),
    columns,
  );
}

/**
 * A change in a line, for where the table does not fit: `14:03:59Z eu-west-1 close: open → closed, ann@laptop`.
 *
 * @param now ISO 8601; moments of its day are shown without their date
 */
export function historyEntryText(entry: HistoryEntry, now: string): string {
  const { at, action, forced, region, before, after, who, why } = entry;
  const what = `${action}${forced ? ', forced' : ''}: ${intentText(before, now)} → ${intentText(after, now)}`;
  return `${momentText(at, now)} ${region} ${what}, ${who}${why ? `, ${why}` : ''}`;
}
