import { createHash } from 'node:crypto';
import { meaningfulLines, withoutByteOrderMark } from './lines.js';
import type { MediaPlaylist } from './media-playlist.js';
import { MEDIA_TAGS, type MediaDraft } from './media-tags.js';
import { startsMs } from './program-date.js';
import { NotAPlaylistError } from './refusal.js';
import { absoluteUrl } from './urls.js';
import { substituteKnown } from './variables.js';

/**
 * Reads a media playlist as players do: what cannot be read in it is passed over, as one bad tag is not an outage. It may
 * have no segments, and may be cut off.
 *
 * @param url its final URL, which its URIs are relative to
 * @throws NotAPlaylistError for anything else: an error page, an empty body, a master playlist
 */
export function readMediaPlaylist(text: string, url: string): MediaPlaylist {
  if (!withoutByteOrderMark(text).startsWith('#EXTM3U')) throw new NotAPlaylistError('not-hls', 'not an HLS playlist');
  const draft = readLines(text, url);
  const { targetDuration, mediaSequence, segments } = draft;
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!targetDuration || targetDuration < 0) throw new NotAPlaylistError('not-hls', 'no EXT-X-TARGETDURATION');
  numberAndDate(draft, targetDuration);
  const newest = segments.findLastIndex((segment) => !segment.gap);
  return {
    targetDuration,
    mediaSequence,
    discontinuitySequence: draft.discontinuitySequence,
    segments,
    endSequence: mediaSequence + newest + 1,
    lastSegment: segments[newest]?.path ?? '',
    ended: draft.ended,
    parts: draft.next.parts,
    partTargetS: draft.partTargetS,
    longestPartS: draft.longestPartS,
    partHoldBackS: draft.partHoldBackS,
    canBlockReload: draft.canBlockReload,
    aheadLinks: draft.aheadLinks,
    keys: draft.keys,
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
    url,
    mediaSequence: 0,
    discontinuitySequence: 0,
    ended: false,
    canBlockReload: false,
    aheadLinks: [],
    keys: [],
    variables: new Map(),
    segments: [],
    next: { discontinuity: false, gap: false, parts: 0 },
    discontinuities: 0,
  };
  for (const line of meaningfulLines(text)) {
    if (line.kind === 'tag') MEDIA_TAGS[line.tag]?.(draft, substituteKnown(line.value, draft.variables));
    else addSegment(draft, substituteKnown(line.text, draft.variables));
  }
  return draft;
}

function addSegment(draft: MediaDraft, uri: string): void {
  const { durationS = Number.NaN, discontinuity, gap, dateMs } = draft.next;
  const url = absoluteUrl(uri, draft.url);
  draft.segments.push({
    sequence: draft.segments.length,
    url,
    path: url.split('?', 1)[0] as string,
    durationS,
    discontinuity,
    discontinuitySequence: draft.discontinuities,
    gap,
    dateMs,
    startMs: undefined,
    initUrl: draft.initUrl,
    keyUri: draft.keyUri,
  });
  draft.next = { discontinuity: false, gap: false, parts: 0 };
}

/** Fills in what depends on the whole playlist: numbers, dates, and durations that are missing. */
function numberAndDate(draft: MediaDraft, targetDuration: number): void {
  const { segments, mediaSequence, discontinuitySequence } = draft;
  for (const segment of segments) {
    segment.sequence += mediaSequence;
    segment.discontinuitySequence += discontinuitySequence;
    if (Number.isNaN(segment.durationS)) segment.durationS = targetDuration;
  }
  for (const [index, startMs] of startsMs(segments).entries()) {
    const segment = segments[index];
    if (segment) segment.startMs = startMs;
  }
}

/** The last line, where it is an EXTINF without its URI or a tag without its end: the rest was lost on its way. */
function cutOffIn(text: string): string | undefined {
  const trimmed = text.trimEnd();
  const last = trimmed.slice(trimmed.lastIndexOf('\n') + 1).trim();
  return last.startsWith('#EXTINF') || /^#(E|EX|EXT|EXT-X?|EXT-X-[A-Z-]*-)$/.test(last) ? last : undefined;
}
