import type { Intent } from '../state/intent.js';
import type { HistoryEntry } from '../state/read-history.js';
import { table } from './table.js';

/** The changes, the newest first. */
export function historyTable(entries: readonly HistoryEntry[]): string {
  if (entries.length === 0) return 'Nothing was changed through cvs in the last 90 days.';
  return table(
    ['WHEN', 'WHAT', 'REGION', 'BEFORE → AFTER', 'WHO', 'WHY'],
    entries.map((one) => [
      one.at,
      one.forced ? `${one.action}, forced` : one.action,
      one.region,
      `${intentText(one.before)} → ${intentText(one.after)}`,
      one.who,
      one.why ?? '',
    ]),
  );
}

/** An intent in a word or two: `closed until 2026-01-01T00:15:00.000Z`. */
export function intentText({ open, drained, closedUntil, offAir }: Intent): string {
  const until = closedUntil === undefined ? '' : ` until ${new Date(closedUntil * 1000).toISOString()}`;
  if (open) return drained ? `drained${until}` : 'open';
  return `${offAir ? 'off the air' : 'closed'}${until}`;
}
