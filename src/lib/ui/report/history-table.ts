import type { PrintedIntent } from '../../state/intent.js';
import type { HistoryEntry } from '../../state/read-history.js';
import { table } from '../text/table.js';

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

/** A change in a line, for where a table does not fit: `01-31 14:03:59Z eu-west-1 close: open → closed, ann@laptop`. */
export function historyEntryText({ at, action, forced, region, before, after, who, why }: HistoryEntry): string {
  const short = (epochS: number) => `${isoMoment(epochS).slice(11, 19)}Z`;
  const what = `${action}${forced ? ', forced' : ''}: ${intentText(before, short)} → ${intentText(after, short)}`;
  return `${at.slice(5, 10)} ${at.slice(11, 19)}Z ${region} ${what}, ${who}${why ? `, ${why}` : ''}`;
}

/**
 * An intent in a word or two: `closed until 2026-01-01T00:15:00.000Z`.
 *
 * @param moment how a moment is written, from epoch seconds
 */
export function intentText({ open, drained, closedUntil, offAir }: PrintedIntent, moment = isoMoment): string {
  const until = closedUntil === undefined ? '' : ` until ${moment(closedUntil)}`;
  if (open) return drained ? `drained${until}` : 'open';
  return `${offAir ? 'off the air' : 'closed'}${until}`;
}

function isoMoment(epochS: number): string {
  return new Date(epochS * 1000).toISOString();
}
