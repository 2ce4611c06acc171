import { readPlayable } from '../hls/read-media-playlist.js';

export interface ViewerSegment {
  url: string;
  /** The initialisation segment (EXT-X-MAP). */
  mapUrl?: string;
  /** Media time, in s: program date-time where the playlist has it. */
  start: number;
  /** Seconds. */
  duration: number;
  /** Media sequence number. */
  sequence: number;
}

export interface ViewerMediaPlaylist {
  /** Seconds. */
  targetDuration: number;
  segments: readonly ViewerSegment[];
  /** EXT-X-ENDLIST: nothing will come any more. */
  ended: boolean;
  /** Whether its segments are placed by date: media time is then in s since the epoch. */
  dated: boolean;
}

/** The end of the segment with this media sequence number, in s of media time. */
export interface Anchor {
  sequence: number;
  end: number;
}

/**
 * The segments of a media playlist with their place in media time: by EXT-X-PROGRAM-DATE-TIME; where there is none, by
 * media sequence number, relative to the anchor (what was buffered last) or else from 0.
 *
 * @returns undefined when there is no segment in it: then it cannot be played
 */
export function readViewerMedia(text: string, url: string, anchor?: Anchor): ViewerMediaPlaylist | undefined {
  const playlist = readPlayable(text, url);
  if (!playlist) return undefined;
  const { segments, mediaSequence, targetDuration, ended } = playlist;
  // Where the first segment begins: a date that stands later is counted back from.
  const dated = segments.findIndex(({ startMs }) => startMs !== undefined);
  const known = dated >= 0 ? dated : Math.max(0, (anchor?.sequence ?? mediaSequence - 1) + 1 - mediaSequence);
  const knownStart = dated >= 0 ? (segments[dated]?.startMs ?? 0) / 1000 : (anchor?.end ?? 0);
  let next = knownStart - segments.slice(0, known).reduce((sum, { durationS }) => sum + durationS, 0);
  return {
    targetDuration,
    ended,
    dated: dated >= 0,
    segments: segments.map(({ url: segmentUrl, initUrl, startMs, durationS, sequence }) => {
      const start = startMs === undefined ? next : startMs / 1000;
      next = start + durationS;
      return { url: segmentUrl, mapUrl: initUrl, start, duration: durationS, sequence };
    }),
  };
}

/** How many target durations behind the live edge playback starts (hls.js `liveSyncDurationCount`). */
const LIVE_SYNC_COUNT = 3;

/**
 * The segments that are to be loaded next, in order.
 *
 * @param bufferedEnd media time up to which is buffered, in s; undefined at the start
 */
export function nextSegments(playlist: ViewerMediaPlaylist, bufferedEnd: number | undefined): readonly ViewerSegment[] {
  if (bufferedEnd === undefined) {
    const last = playlist.segments.at(-1) as ViewerSegment;
    const from = last.start + last.duration - LIVE_SYNC_COUNT * playlist.targetDuration;
    return playlist.segments.filter(({ start, duration }) => start + duration > from);
  }
  // Half a segment of tolerance: encoders round, and regions may round differently.
  return playlist.segments.filter(({ start, duration }) => start >= bufferedEnd - duration / 2);
}

/** When a media playlist is asked for again, in ms after it was asked for last (RFC 8216 section 6.3.4). */
export function reloadDelayMs(playlist: ViewerMediaPlaylist, changed: boolean): number {
  return playlist.targetDuration * 1000 * (changed ? 1 : 0.5);
}
