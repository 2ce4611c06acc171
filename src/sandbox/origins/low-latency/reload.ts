import { newestSequence } from '../timeline.js';
import { ADVANCE_PARTS } from './media-playlist.js';
import { completeAtMs, newestPart, PARTS, partNumber } from './parts.js';

/** What the delivery directives of a request for a media playlist come to. */
export type Reload =
  | { kind: 'now'; skip: boolean }
  /** What it waits for is complete at `atMs`, ms since the epoch. */
  | { kind: 'later'; atMs: number }
  | { kind: 'refused' };

/**
 * Reads `_HLS_msn`, `_HLS_part` and `_HLS_skip` (RFC 8216bis sections 6.2.5.1 and 6.2.5.2): a part without a segment is
 * refused, and so is what is more than two segments or the Advance Part Limit ahead.
 */
export function readReload(query: URLSearchParams, epochMs: number, nowMs: number): Reload {
  const [msn, part] = ['_HLS_msn', '_HLS_part'].map((name) => query.get(name) ?? undefined);
  const skip = ['YES', 'v2'].includes(query.get('_HLS_skip') ?? '');
  if (msn === undefined) return part === undefined ? { kind: 'now', skip } : { kind: 'refused' };
  if (!/^\d+$/.test(msn) || !/^\d*$/.test(part ?? '')) return { kind: 'refused' };
  const sequence = Number(msn);
  const newest = newestPart(epochMs, nowMs);
  if (sequence > newestSequence(epochMs, nowMs) + 2) return { kind: 'refused' };
  if (part !== undefined && partNumber({ sequence, part: Number(part) }) > newest + ADVANCE_PARTS)
    return { kind: 'refused' };
  // A part beyond the last one of its segment is the first of the next segment.
  const wanted = partNumber(
    part === undefined
      ? { sequence, part: PARTS - 1 }
      : Number(part) < PARTS
        ? { sequence, part: Number(part) }
        : { sequence: sequence + 1, part: 0 },
  );
  return wanted <= newest ? { kind: 'now', skip } : { kind: 'later', atMs: completeAtMs(wanted, epochMs) };
}
