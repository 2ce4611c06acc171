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
}

/** The end of the segment with this media sequence number, in s of media time. */
export interface Anchor {
  sequence: number;
  end: number;
}

/**
 * Reads a media playlist as a player does.
 *
 * Segments are placed by EXT-X-PROGRAM-DATE-TIME; where there is none, by media sequence number, relative to the anchor
 * (what was buffered last) or else from 0.
 *
 * @returns undefined when there is no segment in it: then it is no media playlist that could be played
 */
export async function parseMedia(text: string, url: string, anchor?: Anchor): Promise<ViewerMediaPlaylist | undefined> {
  const { Parser } = await import('m3u8-parser');
  const parser = new Parser();
  parser.push(text);
  parser.end();
  const { segments = [], mediaSequence = 0, targetDuration, endList } = parser.manifest;
  if (segments.length === 0 || targetDuration === undefined) return undefined;
  const before = segments.slice(0, Math.max(0, (anchor?.sequence ?? mediaSequence - 1) + 1 - mediaSequence));
  let next = (anchor?.end ?? 0) - before.reduce((sum, { duration }) => sum + duration, 0);
  return {
    targetDuration,
    ended: endList === true,
    segments: segments.map((segment, index) => {
      const start = segment.programDateTime === undefined ? next : segment.programDateTime / 1000;
      next = start + segment.duration;
      return {
        url: new URL(segment.uri, url).href,
        ...(segment.map?.uri ? { mapUrl: new URL(segment.map.uri, url).href } : {}),
        start,
        duration: segment.duration,
        sequence: mediaSequence + index,
      };
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
