import type { Clip, ClipRendition } from './clip.js';
import { AUDIO, FRAME_RATE, LADDER } from './ladder.js';
import { playlistWindow, SEGMENT_MS, segmentTiming } from './timeline.js';

export const initName = (index: number): string => `index_${index}_init.mp4`;
export const segmentName = (index: number, sequence: number): string => `index_${index}_${sequence}.mp4`;

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
): string | undefined {
  const segments = playlistWindow(epochMs, nowMs).map((sequence) => segmentTiming(rendition, sequence, epochMs));
  const first = segments[0];
  if (!first) return undefined;
  return lines(
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${SEGMENT_MS / 1000}`,
    `#EXT-X-MEDIA-SEQUENCE:${first.sequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initName(index)}"`,
    ...segments.flatMap(({ sequence, durationS, programDateTimeMs }) => [
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(programDateTimeMs).toISOString()}`,
      `#EXTINF:${durationS.toFixed(5)},`,
      segmentName(index, sequence),
    ]),
  );
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}
