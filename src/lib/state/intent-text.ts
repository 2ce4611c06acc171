import { momentText } from '../moment.js';
import { outsideText } from '../outside-text.js';
import type { PrintedIntent } from './intent.js';

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
