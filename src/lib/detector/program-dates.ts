import type { MediaPlaylistSnapshot, MediaSegment } from './read-playlist.js';

/**
 * When each segment begins by EXT-X-PROGRAM-DATE-TIME, ms since the epoch; undefined where no date stands since the
 * last discontinuity, after which earlier dates say nothing (RFC 8216 section 4.3.2.6).
 */
export function startsMs(segments: readonly MediaSegment[]): (number | undefined)[] {
  let endMs: number | undefined;
  return segments.map((segment) => {
    const startMs = segment.dateMs ?? (segment.discontinuity ? undefined : endMs);
    endMs = startMs === undefined ? undefined : startMs + segment.durationS * 1000;
    return startMs;
  });
}

/** When the newest segment ends, as {@link startsMs}. */
export function newestEndMs({ segments }: Pick<MediaPlaylistSnapshot, 'segments'>): number | undefined {
  const startMs = startsMs(segments).at(-1);
  return startMs === undefined ? undefined : startMs + (segments.at(-1)?.durationS ?? 0) * 1000;
}
