import { createHash } from 'node:crypto';
import { outsideText } from '../outside-text.js';
import { meaningfulLines, withoutByteOrderMark } from './lines.js';
import type { MediaPlaylist } from './media-playlist.js';
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
  const { state, ...draft } = readLines(text, url);
  const { targetDuration, segments, mediaSequence } = draft;
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!targetDuration || targetDuration < 0) throw new NotAPlaylistError('not-hls', 'no EXT-X-TARGETDURATION');
  numberAndDate(draft, targetDuration);
  const newest = segments.findLastIndex((segment) => !segment.gap);
  return {
    ...draft,
    targetDuration,
    endSequence: mediaSequence + newest + 1,
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
    state: { url, variables: new Map(), next: { ...NEXT, discontinuitySequence: 0 } },
  };
  const { variables } = draft.state;
  for (const line of meaningfulLines(text)) {
    if (line.kind === 'tag') MEDIA_TAGS[line.tag]?.(draft, substitute(line.value, variables));
    else {
      addSegment(draft, substitute(line.text, variables));
      draft.parts = 0;
    }
  }
  return draft;
}

/** What no line says of a segment. */
const NEXT = { durationS: Number.NaN, discontinuity: false, gap: false, dateMs: undefined, startMs: undefined };

function addSegment({ segments, state }: MediaDraft, uri: string): void {
  const url = absoluteUrl(uri, state.url);
  segments.push({ ...state.next, sequence: segments.length, url, path: url.split('?', 1)[0] as string });
  state.next = { ...state.next, ...NEXT };
}

/** Fills in what depends on the whole playlist: numbers, dates, and durations that are missing. */
function numberAndDate(
  { segments, mediaSequence, discontinuitySequence }: Omit<MediaDraft, 'state'>,
  targetDuration: number,
): void {
  for (const segment of segments) {
    segment.sequence += mediaSequence;
    segment.discontinuitySequence += discontinuitySequence;
    if (Number.isNaN(segment.durationS)) segment.durationS = targetDuration;
  }
  const starts = startsMs(segments);
  for (const [index, segment] of segments.entries()) segment.startMs = starts[index];
}

/** The last line, where it is an EXTINF without its URI or a tag without its end: the rest was lost on its way. */
function cutOffIn(text: string): string | undefined {
  const trimmed = text.trimEnd();
  const last = trimmed.slice(trimmed.lastIndexOf('\n') + 1).trim();
  const cut = last.startsWith('#EXTINF') || /^#(E|EX|EXT|EXT-X?|EXT-X-[A-Z-]*-)$/.test(last);
  return cut ? outsideText(last) : undefined;
}
