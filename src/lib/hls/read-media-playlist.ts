import { outsideText } from '../outside-text.js';
import { meaningfulLines, withoutByteOrderMark } from './lines.js';
import type { MediaPlaylist } from './media-playlist.js';
import { MEDIA_TAGS, type MediaDraft, notePlace } from './media-tags.js';
import { startsMs } from './program-date.js';
import { NotAPlaylistError } from './refusal.js';
import { absoluteUrl } from './urls.js';
import { substitute, type Variables } from './variables.js';

/** How a media playlist is read. */
export interface ReadMediaOptions {
  /** Variables of its master playlist, for EXT-X-DEFINE with IMPORT. */
  imported?: Variables;
  /** Only so many segments at its end are kept; the others are counted. */
  tail?: number;
}

/**
 * Reads a media playlist as players do: what cannot be read in it is passed over, as one bad tag is not an outage. It may
 * have no segments, and may be cut off.
 *
 * @param url its final URL, which its URIs are relative to
 * @throws NotAPlaylistError for anything else: an error page, an empty body, a master playlist
 */
export function readMediaPlaylist(text: string, url: string, options: ReadMediaOptions = {}): MediaPlaylist {
  if (!withoutByteOrderMark(text).startsWith('#EXTM3U')) throw new NotAPlaylistError('not-hls', 'not an HLS playlist');
  const { state, ...draft } = readLines(text, url, options);
  const { targetDuration, segments, mediaSequence, skipped } = draft;
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!targetDuration || targetDuration < 0) throw new NotAPlaylistError('not-hls', 'no EXT-X-TARGETDURATION');
  dropStray(segments);
  numberAndDate(draft, targetDuration);
  const newest = segments.findLastIndex((segment) => !segment.gap);
  const playlist: MediaPlaylist = {
    ...draft,
    targetDuration,
    endSequence: mediaSequence + (newest < 0 ? 0 : skipped + newest + 1),
    lastSegment: segments[newest]?.path ?? '',
    undefinedVariables: [...state.undefined],
    cutOffIn: cutOffIn(text),
  };
  return text.length > LONG ? structuredClone(playlist) : playlist;
}

/**
 * Of a longer text, in UTF-16 code units, all that is kept is copied: the engine makes a piece of a text by pointing into
 * it, so that one URI of a window of days keeps its megabytes in memory.
 */
const LONG = 65_536;

/** As {@link readMediaPlaylist}; undefined where there is nothing to play: another kind of text, or no segment. */
export function readPlayable(text: string, url: string, options?: ReadMediaOptions): MediaPlaylist | undefined {
  try {
    const playlist = readMediaPlaylist(text, url, options);
    return playlist.segments.length > 0 ? playlist : undefined;
  } catch (error) {
    if (error instanceof NotAPlaylistError) return undefined;
    throw error;
  }
}

/** Whether a text is a media playlist, with or without segments. */
export function isMediaPlaylist(text: string, url: string): boolean {
  try {
    readMediaPlaylist(text, url);
    return true;
  } catch (error) {
    if (error instanceof NotAPlaylistError) return false;
    throw error;
  }
}

/**
 * As {@link readMediaPlaylist}, for what is polled: what a playlist lacks at its end would look like a stream that does not
 * go on.
 *
 * @throws NotAPlaylistError also where it was cut off
 */
export function readWholeMediaPlaylist(text: string, url: string, options?: ReadMediaOptions): MediaPlaylist {
  const playlist = readMediaPlaylist(text, url, options);
  if (playlist.cutOffIn === undefined) return playlist;
  throw new NotAPlaylistError('truncated', `it ends with ${playlist.cutOffIn}`);
}

function readLines(text: string, url: string, { imported = new Map(), tail }: ReadMediaOptions): MediaDraft {
  const draft: MediaDraft = {
    mediaSequence: 0,
    discontinuitySequence: 0,
    ended: false,
    isEvent: false,
    parts: 0,
    mediaParts: 0,
    canBlockReload: false,
    aheadLinks: [],
    adMarkers: [],
    keys: [],
    segments: [],
    skipped: 0,
    state: {
      url,
      imported,
      variables: new Map(),
      once: new Set(),
      undefined: new Set(),
      next: { ...NEXT, discontinuitySequence: 0 },
    },
  };
  const { variables, undefined: unknown } = draft.state;
  const missing = (name: string) => {
    unknown.add(name);
    return `{$${name}}`;
  };
  let untilTail = tail === undefined ? 0 : countUris(text) - tail;
  for (const line of meaningfulLines(text)) {
    if (line.kind === 'tag') {
      if (untilTail > 0 && OF_ONE_SEGMENT.has(line.tag)) continue;
      if (/^\s/.test(line.value)) draft.spacedTag ??= line.tag;
      notePlace(draft, line.tag);
      MEDIA_TAGS[line.tag]?.(draft, substitute(line.value, variables, missing));
    } else {
      if (untilTail > 0) skipSegment(draft, line.text);
      else addSegment(draft, substitute(line.text, variables, missing));
      untilTail -= 1;
      draft.parts = 0;
      draft.mediaParts = 0;
    }
  }
  return draft;
}

/** What no line says of a segment. */
const NEXT = {
  durationS: Number.NaN,
  discontinuity: false,
  gap: false,
  dateMs: undefined,
  startMs: undefined,
  range: undefined,
};

/** Tags that say nothing of the segments after the next one. */
const OF_ONE_SEGMENT: ReadonlySet<string> = new Set(
  [
    'EXTINF',
    'EXT-X-PROGRAM-DATE-TIME',
    'EXT-X-GAP',
    'EXT-X-PART',
    'EXT-X-DATERANGE',
    'EXT-X-CUE-OUT',
    'EXT-X-CUE-OUT-CONT',
    'EXT-X-CUE-IN',
  ].map((name) => `#${name}`),
);

/** How many lines of a playlist are URIs. */
function countUris(text: string): number {
  let count = 0;
  for (const { kind } of meaningfulLines(text)) if (kind === 'uri') count += 1;
  return count;
}

function addSegment({ segments, state }: MediaDraft, uri: string): void {
  const url = absoluteUrl(uri, state.url);
  const range = placedRange(state, uri);
  segments.push({ ...state.next, range, sequence: 0, url, path: url.split('?', 1)[0] as string });
  state.next = { ...state.next, ...NEXT };
}

/** The byte range of the next segment; one without an offset begins where the last one of its file ended. */
function placedRange(state: MediaDraft['state'], uri: string): string | undefined {
  const { range } = state.next;
  const [, length, offset] = /^(\d+)(?:@(\d+))?$/.exec(range ?? '') ?? [];
  const from = offset ?? (state.lastRange?.uri === uri ? state.lastRange.end : undefined);
  if (length === undefined || from === undefined) {
    state.lastRange = undefined;
    return range;
  }
  state.lastRange = { uri, end: Number(from) + Number(length) };
  return `${length}@${from}`;
}

function skipSegment(draft: MediaDraft, uri: string): void {
  placedRange(draft.state, uri);
  draft.state.next.range = undefined;
  draft.skipped += 1;
  draft.keys.length = 0;
  draft.state.next.discontinuity = false;
}

/**
 * Leaves out lines behind the last segment that no EXTINF announces, where it announces others: some players take no such
 * line for a segment, and one that is always the last would look like a stream that stands still.
 */
function dropStray(segments: MediaDraft['segments']): void {
  const last = segments.findLastIndex(({ durationS }) => !Number.isNaN(durationS));
  if (last >= 0) segments.splice(last + 1);
}

/** Fills in what depends on the whole playlist: numbers, dates, and durations that are missing. */
function numberAndDate(
  { segments, mediaSequence, discontinuitySequence, skipped }: Omit<MediaDraft, 'state'>,
  targetDuration: number,
): void {
  for (const [index, segment] of segments.entries()) {
    segment.sequence = mediaSequence + skipped + index;
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
