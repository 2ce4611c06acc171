import type { Clip, ClipRendition } from './clip.js';
import { AUDIO, FRAME_RATE, LADDER } from './ladder.js';
import type { OriginFaults } from './stream-faults.js';
import { playlistWindow, SEGMENT_MS, segmentTiming } from './timeline.js';

export const initName = (index: number): string => `index_${index}_init.mp4`;

export const segmentName = (index: number, number: number): string => `index_${index}_${number}.mp4`;

/** The name of a segment that a fault may have renamed or numbered again. */
export function namedSegment(index: number, sequence: number, faults: OriginFaults): string {
  const name = segmentName(index, faults.numberOf(sequence));
  return faults.had('rename', sequence) ? `renamed${name.slice('index'.length)}` : name;
}

/** The master playlist: three rungs, one separate audio rendition. */
export function masterPlaylist(clip: Clip): string {
  const audioCodec = clip.get(AUDIO.name)?.codec;
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${AUDIO.groupId}",LANGUAGE="${AUDIO.language}",NAME="${AUDIO.label}",AUTOSELECT=YES,DEFAULT=YES,CHANNELS="${AUDIO.channels}",URI="index_${AUDIO.index}.m3u8"`,
    ...LADDER.flatMap(({ name, index, width, height, bandwidth }) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${clip.get(name)?.codec},${audioCodec}",RESOLUTION=${width}x${height},FRAME-RATE=${FRAME_RATE.toFixed(3)},AUDIO="${AUDIO.groupId}"`,
      `index_${index}.m3u8`,
    ]),
  );
}

/** The media playlist at `nowMs`; undefined before the first segment is complete. */
export function mediaPlaylist(
  rendition: ClipRendition,
  index: number,
  epochMs: number,
  nowMs: number,
  faults: OriginFaults,
): string | undefined {
  const all = playlistWindow(epochMs, nowMs);
  const numberedFrom = faults.numberedFrom(all.at(-1) ?? 0);
  const segments = all
    .filter((sequence) => sequence >= numberedFrom)
    .map((sequence) => segmentTiming(rendition, sequence, epochMs));
  const first = segments[0];
  if (!first) return undefined;
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${SEGMENT_MS / 1000}`,
    `#EXT-X-MEDIA-SEQUENCE:${faults.numberOf(first.sequence)}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initName(index)}"`,
    ...segments.flatMap(({ sequence, durationS, programDateTimeMs }) => [
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(programDateTimeMs).toISOString()}`,
      ...(faults.had('gap', sequence) ? ['#EXT-X-GAP'] : []),
      `#EXTINF:${durationS.toFixed(5)},`,
      namedSegment(index, sequence, faults),
    ]),
    ...(faults.ended ? ['#EXT-X-ENDLIST'] : []),
  );
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
