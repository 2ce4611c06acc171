import type { MediaPlaylist, MediaSegment } from '../hls/media-playlist.js';
import { readPlayable } from '../hls/read-media-playlist.js';

export interface TimedSegment extends MediaSegment {
  /** Media time, in s: program date-time where the playlist has it. */
  startS: number;
}

export interface TimedPlaylist extends MediaPlaylist {
  segments: readonly TimedSegment[];
  /** Whether its segments are placed by date: media time is then in s since the epoch. */
  dated: boolean;
}

/**
 * The segments of a media playlist with their place in media time: by EXT-X-PROGRAM-DATE-TIME; where there is none, by
 * media sequence number, relative to `last` or else from 0.
 *
 * @param last the segment that was buffered last
 * @returns undefined when there is no segment in it: then it cannot be played
 */
export function readViewerMedia(
  text: string,
  url: string,
  last?: Pick<TimedSegment, 'sequence' | 'startS' | 'durationS'>,
): TimedPlaylist | undefined {
  const playlist = readPlayable(text, url);
  if (!playlist) return undefined;
  const { segments, mediaSequence } = playlist;
  // Where the first segment begins: counted back from the first segment with a known place.
  const dated = segments.findIndex(({ startMs }) => startMs !== undefined);
  const known = dated >= 0 ? dated : Math.max(0, (last?.sequence ?? mediaSequence - 1) + 1 - mediaSequence);
  const lastEndS = last ? last.startS + last.durationS : 0;
  const knownStartS = dated >= 0 ? (segments[dated]?.startMs ?? 0) / 1000 : lastEndS;
  let nextS = knownStartS - segments.slice(0, known).reduce((sum, { durationS }) => sum + durationS, 0);
  return {
    ...playlist,
    dated: dated >= 0,
    segments: segments.map((segment) => {
      const startS = segment.startMs === undefined ? nextS : segment.startMs / 1000;
      nextS = startS + segment.durationS;
      return { ...segment, startS };
    }),
  };
}

/** How many target durations behind the live edge playback starts (hls.js `liveSyncDurationCount`). */
const LIVE_SYNC_COUNT = 3;

/**
 * The segments that are to be loaded next, in order.
 *
 * @param bufferedEndS media time up to which is buffered, in s; undefined at the start
 */
export function nextSegments(
  { segments, targetDuration }: TimedPlaylist,
  bufferedEndS: number | undefined,
): readonly TimedSegment[] {
  if (bufferedEndS === undefined) {
    const last = segments.at(-1) as TimedSegment;
    const fromS = last.startS + last.durationS - LIVE_SYNC_COUNT * targetDuration;
    return segments.filter(({ startS, durationS }) => startS + durationS > fromS);
  }
  // Half a segment of tolerance: encoders round, and regions may round differently.
  return segments.filter(({ startS, durationS }) => startS >= bufferedEndS - durationS / 2);
}

/** When a media playlist is asked for again, in ms after it was asked for last (RFC 8216 section 6.3.4). */
export function reloadDelayMs({ targetDuration }: TimedPlaylist, changed: boolean): number {
  return targetDuration * 1000 * (changed ? 1 : 0.5);
}
