import { SEGMENT_MS, WINDOW_SEGMENTS } from '../timeline.js';

/** Nominal length of a part, ms: ten frames of video. */
export const PART_MS = 400;
/** Parts of a segment. */
export const PARTS = SEGMENT_MS / PART_MS;

/** A part by its place: the media sequence number of its segment, and its number in it, from 0. */
export interface PartPlace {
  sequence: number;
  part: number;
}

/** Numbers all parts of a stream in a row, from 0; `index` may be beyond the parts of its segment. */
export function partNumber({ sequence, part }: PartPlace): number {
  return sequence * PARTS + part;
}

export function placeOf(number: number): PartPlace {
  return { sequence: Math.floor(number / PARTS), part: number % PARTS };
}

/** Number of the newest part that is complete at `nowMs`; -1 before the first. */
export function newestPart(epochMs: number, nowMs: number): number {
  return Math.max(-1, Math.floor((nowMs - epochMs) / PART_MS) - 1);
}

/** When a part is complete, ms since the epoch. */
export function completeAtMs(number: number, epochMs: number): number {
  return epochMs + (number + 1) * PART_MS;
}

/** How long parts are listed, in parts: three target durations (RFC 8216bis section 6.2.2). */
export const LISTED_PARTS = 3 * PARTS;

/** Whether a part can be fetched: complete, and listed within the last window (RFC 8216bis section 6.2.2). */
export function isPartAvailable(number: number, newest: number): boolean {
  return number >= 0 && number <= newest && number > newest - LISTED_PARTS - WINDOW_SEGMENTS * PARTS;
}
