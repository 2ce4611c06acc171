import { outsideText } from '../../outside-text.js';
import type { PrintedIntent } from '../../state/intent.js';
import type { HistoryEntry } from '../../state/read-history.js';
import { momentText } from '../text/moment.js';
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

function untilText(seconds: number | undefined, now?: string): string {
  return seconds === undefined ? '' : ` until ${momentText(seconds * 1000, now)}`;
}

/**
 * An intent in a word or two: `closed until 2026-01-01 00:15:00Z`.
 *
 * @param now ISO 8601; a moment of its day is shown without its date
 */
export function intentText(intent: PrintedIntent, now?: string): string {
  const { open, drained, closedUntil, offAir, reroutedTo, reroutedUntil } = intent;
  const until = untilText(closedUntil, now);
  const from = reroutedTo === undefined ? '' : `, from ${outsideText(reroutedTo)}${untilText(reroutedUntil, now)}`;
  if (open) return `${drained ? `drained${until}` : 'open'}${from}`;
  return `${offAir ? 'off the air' : 'closed'}${until}`;
}
