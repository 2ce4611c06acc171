import type { MediaPlaylistSnapshot } from './read-playlist.js';

/**
 * When the newest segment ends by EXT-X-PROGRAM-DATE-TIME, ms since the epoch; undefined where no date stands since
 * the last discontinuity, after which earlier dates say nothing (RFC 8216 section 4.3.2.6).
 */
export function newestEndMs(snapshot: MediaPlaylistSnapshot): number | undefined {
  let endMs: number | undefined;
  for (const segment of snapshot.segments) {
    const startMs = segment.dateMs ?? (segment.discontinuity ? undefined : endMs);
    endMs = startMs === undefined ? undefined : startMs + segment.durationS * 1000;
  }
  return endMs;
}

/** When the segment with a sequence number begins, ms since the epoch, as {@link newestEndMs}. */
export function startMs(snapshot: MediaPlaylistSnapshot, sequence: number): number | undefined {
  const index = sequence - snapshot.mediaSequence;
  const segment = snapshot.segments[index];
  if (!segment) return undefined;
  if (segment.dateMs !== undefined) return segment.dateMs;
  if (segment.discontinuity) return undefined;
  return newestEndMs({ ...snapshot, segments: snapshot.segments.slice(0, index) });
}
