import type { ClipRendition } from '../clip.js';
import { type Found, NOT_FOUND, playlist, SEGMENT_MAX_AGE_S } from '../found.js';
import { isAvailable, segmentData } from '../timeline.js';
import { lowLatencyPlaylist } from './media-playlist.js';
import { completeAtMs, isPartAvailable, newestPart, PARTS, partNumber } from './parts.js';
import { readReload } from './reload.js';

export interface LowLatencyFile {
  /** Cut into parts: see `cutIntoChunks`. */
  rendition: ClipRendition;
  /** Its number in names. */
  index: number;
  /** What follows that number in the name: `.m3u8`, `_29.mp4` or `_29.3.mp4`. */
  rest: string;
  query: URLSearchParams;
  /** Media type of segments. */
  type: string;
  epochMs: number;
}

/** A file of a low-latency stream, other than its initialization section, at `nowMs`. */
export function findLowLatency({ rendition, index, rest, query, type, epochMs }: LowLatencyFile, nowMs: number): Found {
  if (rest === '.m3u8') {
    const reload = readReload(query, epochMs, nowMs);
    if (reload.kind === 'refused') return { kind: 'refused', status: 400 };
    if (reload.kind === 'later') return reload;
    return playlist(lowLatencyPlaylist(rendition, index, { epochMs, nowMs, skip: reload.skip }));
  }
  const [, sequenceText, partText] = /^_(\d+)(?:\.(\d))?\.mp4$/.exec(rest) ?? [];
  if (sequenceText === undefined) return NOT_FOUND;
  const media = (body: Buffer): Found => ({ kind: 'content', type, maxAgeS: SEGMENT_MAX_AGE_S, body });
  const sequence = Number(sequenceText);
  const first = partNumber({ sequence, part: 0 });
  if (partText === undefined) {
    if (!isAvailable(sequence, epochMs, nowMs)) return NOT_FOUND;
    return media(Buffer.concat(Array.from({ length: PARTS }, (_, part) => segmentData(rendition, first + part))));
  }
  if (Number(partText) >= PARTS) return NOT_FOUND;
  const number = first + Number(partText);
  const newest = newestPart(epochMs, nowMs);
  // The next one is hinted at: its request is answered when it is complete (RFC 8216bis section 6.2.6).
  if (number === newest + 1) return { kind: 'later', atMs: completeAtMs(number, epochMs) };
  return isPartAvailable(number, newest) ? media(segmentData(rendition, number)) : NOT_FOUND;
}
