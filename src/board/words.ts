import type { PrintedIntent } from '../lib/state/intent.js';
import { intentText } from '../lib/state/intent-text.js';
import type { FreshnessStatus, Known, ServingStatus } from '../lib/status/cluster-status.js';

/** A time of day as people here read it. @param ms since the epoch */
export function localTime(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour12: false });
}

/** The same time in UTC, as logs and the terminal have it. */
export function utcTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`;
}

/** How long ago, or until when: `42 s`, `3 min 5 s`, `2 h 10 min`. @param seconds not negative */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return `${h} h ${min} min`;
  return min > 0 ? `${min} min ${s} s` : `${s} s`;
}

/** What is known, in words; else why it is not. */
export function knownText<T>(part: Known<T> | undefined, text: (value: T) => string): string {
  if (!part) return 'unknown';
  return part.known ? text(part.value) : `unknown: ${part.why}`;
}

/** What a distribution does now, in a word or two. @param nowMs since the epoch */
export function servingText({ state, closedFrom, closedUntil, offAir }: ServingStatus, nowMs: number): string {
  if (offAir) return 'off the air';
  if (closedFrom !== undefined) return `closing: 404 in ${spanText(closedFrom - nowMs / 1000)}`;
  const until =
    closedUntil === undefined
      ? ''
      : `, ${state === 'closed' ? 'opens' : 'ends'} in ${spanText(closedUntil - nowMs / 1000)}`;
  return `${state}${until}`;
}

/** What the detectors see of a stream. */
export function freshnessText({ freshness, ageS }: FreshnessStatus): string {
  if (ageS === undefined) return 'not reported on';
  return freshness === 'unknown' ? `unknown for ${spanText(ageS)}` : `${freshness}, seen ${spanText(ageS)} ago`;
}

/** A change of what operators want: `open → drained`. @param at when it was made, ISO 8601 */
export function changeText(before: PrintedIntent, after: PrintedIntent, at: string): string {
  return `${intentText(before, at)} → ${intentText(after, at)}`;
}
