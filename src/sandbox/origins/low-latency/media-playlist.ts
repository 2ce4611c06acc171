import type { ClipRendition } from '../clip.js';
import { AUDIO, LADDER } from '../ladder.js';
import { initName, segmentName } from '../playlists.js';
import { playlistWindow, SEGMENT_MS, segmentTiming } from '../timeline.js';
import { LISTED_PARTS, newestPart, PARTS, partNumber, placeOf } from './parts.js';

const TARGET_S = SEGMENT_MS / 1000;
/** s: more than any part lasts. Audio parts hold whole AAC frames: 18 or 19, which is up to 0.406 s. */
const PART_TARGET_S = 0.41;

/**
 * s. Playback begins at least three target durations behind the end, or three part targets; a reload may leave out what is
 * six target durations behind it (RFC 8216bis section 4.4.3.8).
 */
const HOLD_BACK_S = 3 * TARGET_S;
const PART_HOLD_BACK_S = 2;
const SKIP_UNTIL_S = 6 * TARGET_S;

/** How far beyond the newest part a reload may ask: the Advance Part Limit (RFC 8216bis section 6.2.5.2). */
export const ADVANCE_PARTS = Math.floor(3 / PART_TARGET_S);

export const partName = (index: number, number: number): string => {
  const { sequence, part } = placeOf(number);
  return `index_${index}_${sequence}.${part}.mp4`;
};

/**
 * A low-latency media playlist at `nowMs`; undefined before the first segment is complete.
 *
 * @param rendition cut into parts: see `cutIntoChunks`
 * @param skip whether it is a delta update: without the segments that are further from the end than CAN-SKIP-UNTIL
 */
export function lowLatencyPlaylist(
  rendition: ClipRendition,
  index: number,
  { epochMs, nowMs, skip }: { epochMs: number; nowMs: number; skip: boolean },
): string | undefined {
  const window = playlistWindow(epochMs, nowMs);
  const first = window[0];
  if (first === undefined) return undefined;
  const newest = newestPart(epochMs, nowMs);
  const skipped = skip ? Math.max(0, window.length - SKIP_UNTIL_S / TARGET_S) : 0;
  const partLine = (number: number) => {
    const { durationS } = segmentTiming(rendition, number, epochMs);
    // Every audio frame is a key frame; of a segment's video, the first one is.
    const independent = index === AUDIO.index || number % PARTS === 0 ? ',INDEPENDENT=YES' : '';
    return `#EXT-X-PART:DURATION=${durationS.toFixed(5)},URI="${partName(index, number)}"${independent}`;
  };
  const dateLine = (number: number) => {
    const { programDateTimeMs } = segmentTiming(rendition, number, epochMs);
    return `#EXT-X-PROGRAM-DATE-TIME:${new Date(programDateTimeMs).toISOString()}`;
  };
  const partsOf = (sequence: number) =>
    range(partNumber({ sequence, part: 0 }), PARTS).filter((one) => one <= newest && one > newest - LISTED_PARTS);
  const open = partsOf(placeOf(newest).sequence).filter((one) => placeOf(one).sequence > (window.at(-1) ?? -1));
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${TARGET_S}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=${SKIP_UNTIL_S.toFixed(1)},HOLD-BACK=${HOLD_BACK_S.toFixed(1)},PART-HOLD-BACK=${PART_HOLD_BACK_S}`,
    `#EXT-X-PART-INF:PART-TARGET=${PART_TARGET_S}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    skipped > 0 ? `#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}` : `#EXT-X-MAP:URI="${initName(index)}"`,
    ...window
      .slice(skipped)
      .flatMap((sequence) => [
        dateLine(sequence * PARTS),
        ...partsOf(sequence).map(partLine),
        `#EXTINF:${segmentDurationS(rendition, sequence).toFixed(5)},`,
        segmentName(index, sequence),
      ]),
    ...open.slice(0, 1).map(dateLine),
    ...open.map(partLine),
    `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${partName(index, newest + 1)}"`,
    ...reports(index, newest),
  );
}

/** The other renditions are in step with this one. */
function reports(index: number, newest: number): string[] {
  const { sequence, part } = placeOf(newest);
  return [...LADDER, AUDIO]
    .filter((other) => other.index !== index)
    .map((other) => `#EXT-X-RENDITION-REPORT:URI="index_${other.index}.m3u8",LAST-MSN=${sequence},LAST-PART=${part}`);
}

/** A segment lasts from its first part to the first part of the next one. */
function segmentDurationS(rendition: ClipRendition, sequence: number): number {
  return range(partNumber({ sequence, part: 0 }), PARTS).reduce(
    (sum, number) => sum + segmentTiming(rendition, number, 0).durationS,
    0,
  );
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
