import { createHash } from 'node:crypto';
import { meaningfulLines, withoutByteOrderMark } from './lines.js';
import type { MediaPlaylist, MediaSegment } from './media-playlist.js';
import { MEDIA_TAGS, type MediaDraft } from './media-tags.js';
import { startsMs } from './program-date.js';
import { NotAPlaylistError } from './refusal.js';
import { absoluteUrl } from './urls.js';
import { substitute } from './variables.js';

/**
 * Reads a media playlist as players do: what cannot be read in it is passed over, as one bad tag is not an outage. It may
 * have no segments, and may be cut off.
 *
 * @param url its final URL, which its URIs are relative to
 * @throws NotAPlaylistError for anything else: an error page, an empty body, a master playlist
 */
export function readMediaPlaylist(text: string, url: string): MediaPlaylist {
  if (!withoutByteOrderMark(text).startsWith('#EXTM3U')) throw new NotAPlaylistError('not-hls', 'not an HLS playlist');
  const { state, targetDuration, segments, ...playlist } = readLines(text, url);
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!targetDuration || targetDuration < 0) throw new NotAPlaylistError('not-hls', 'no EXT-X-TARGETDURATION');
  numberAndDate(segments, { ...playlist, targetDuration });
  const newest = segments.findLastIndex((segment) => !segment.gap);
  return {
    ...playlist,
    targetDuration,
    segments,
    endSequence: playlist.mediaSequence + newest + 1,
    lastSegment: segments[newest]?.path ?? '',
    contentHash: createHash('sha256').update(text).digest('base64'),
    cutOffIn: cutOffIn(text),
  };
}

/** As {@link readMediaPlaylist}; undefined where there is nothing to play: another kind of text, or no segment. */
export function readPlayable(text: string, url: string): MediaPlaylist | undefined {
  try {
    const playlist = readMediaPlaylist(text, url);
    return playlist.segments.length > 0 ? playlist : undefined;
  } catch (error) {
    if (error instanceof NotAPlaylistError) return undefined;
    throw error;
  }
}

/**
 * As {@link readMediaPlaylist}, for what is polled: what a playlist lacks at its end would look like a stream that does not
 * go on.
 *
 * @throws NotAPlaylistError also where it was cut off
 */
export function readWholeMediaPlaylist(text: string, url: string): MediaPlaylist {
  const playlist = readMediaPlaylist(text, url);
  if (playlist.cutOffIn === undefined) return playlist;
  throw new NotAPlaylistError('truncated', `it ends with ${playlist.cutOffIn}`);
}

function readLines(text: string, url: string): MediaDraft {
  const draft: MediaDraft = {
    mediaSequence: 0,
    discontinuitySequence: 0,
    ended: false,
    parts: 0,
    canBlockReload: false,
    aheadLinks: [],
    keys: [],
    segments: [],
    state: { url, variables: new Map(), next: { discontinuity: false, gap: false }, discontinuities: 0 },
  };
  const { variables } = draft.state;
  for (const line of meaningfulLines(text)) {
    if (line.kind === 'tag') MEDIA_TAGS[line.tag]?.(draft, substitute(line.value, variables));
    else addSegment(draft, substitute(line.text, variables));
  }
  return draft;
}

function addSegment(draft: MediaDraft, uri: string): void {
  const { segments, state } = draft;
  const { durationS = Number.NaN, discontinuity, gap, dateMs } = state.next;
  const url = absoluteUrl(uri, state.url);
  segments.push({
    sequence: segments.length,
    url,
    path: url.split('?', 1)[0] as string,
    durationS,
    discontinuity,
    discontinuitySequence: state.discontinuities,
    gap,
    dateMs,
    startMs: undefined,
    initUrl: state.initUrl,
    keyUri: state.keyUri,
  });
  state.next = { discontinuity: false, gap: false };
  draft.parts = 0;
}

/** Fills in what depends on the whole playlist: numbers, dates, and durations that are missing. */
function numberAndDate(
  segments: readonly MediaSegment[],
  playlist: Pick<MediaPlaylist, 'mediaSequence' | 'discontinuitySequence' | 'targetDuration'>,
): void {
  for (const segment of segments) {
    segment.sequence += playlist.mediaSequence;
    segment.discontinuitySequence += playlist.discontinuitySequence;
    if (Number.isNaN(segment.durationS)) segment.durationS = playlist.targetDuration;
  }
  const starts = startsMs(segments);
  for (const [index, segment] of segments.entries()) segment.startMs = starts[index];
}

/** The last line, where it is an EXTINF without its URI or a tag without its end: the rest was lost on its way. */
function cutOffIn(text: string): string | undefined {
  const trimmed = text.trimEnd();
  const last = trimmed.slice(trimmed.lastIndexOf('\n') + 1).trim();
  return last.startsWith('#EXTINF') || /^#(E|EX|EXT|EXT-X?|EXT-X-[A-Z-]*-)$/.test(last) ? last : undefined;
}
