import { createHash } from 'node:crypto';
import { type Manifest, Parser, type Segment } from 'm3u8-parser';

/** One segment of a media playlist. */
export interface MediaSegment {
  /** Absolute. */
  url: string;
  /** Its path without a query: a token in it says nothing of the media. */
  path: string;
  /** EXTINF in seconds. */
  durationS: number;
  /** EXT-X-DISCONTINUITY stands before it. */
  discontinuity: boolean;
  /** EXT-X-GAP: there is no media. */
  gap: boolean;
  /** EXT-X-PROGRAM-DATE-TIME where one stands before it, ms since the epoch. */
  dateMs?: number;
  /** Absolute URL of its initialization segment. */
  initUrl?: string;
  /** Absolute URI of its key. */
  keyUri?: string;
}

/** What the detector looks at in a media playlist. */
export interface MediaPlaylistSnapshot {
  /** EXT-X-TARGETDURATION in seconds. */
  targetDuration: number;
  mediaSequence: number;
  discontinuitySequence: number;
  segments: readonly MediaSegment[];
  /** Media sequence number that follows the newest segment that has media. */
  endSequence: number;
  /** Path of that newest segment. */
  lastSegment: string;
  /** Partial segments after the last whole one (low-latency HLS). */
  parts: number;
  /** PART-TARGET and the longest part, in seconds. */
  partTargetS?: number;
  longestPartS?: number;
  /** Of the whole playlist. */
  contentHash: string;
  /** EXT-X-ENDLIST: nothing will come any more. */
  ended: boolean;
}

/** What was read is no such playlist. */
export class NotAPlaylistError extends Error {
  readonly check: 'not-hls' | 'truncated';

  constructor(check: 'not-hls' | 'truncated', message: string) {
    super(message);
    this.check = check;
  }
}

/**
 * Reads a media playlist.
 *
 * @param url its final URL, which its URIs are relative to
 * @throws NotAPlaylistError for anything else: an error page, an empty body, a master playlist, one that is cut off
 */
export function readMediaPlaylist(text: string, url: string): MediaPlaylistSnapshot {
  const manifest = parse(text);
  const { mediaSequence = 0, discontinuitySequence = 0, targetDuration, endList, partTargetDuration } = manifest;
  checkWhole(text);
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!text.includes('#EXT-X-TARGETDURATION:') || !targetDuration) {
    throw new NotAPlaylistError('not-hls', 'no EXT-X-TARGETDURATION');
  }
  const segments = (manifest.segments ?? []).map((segment) => readSegment(segment, url));
  const newest = segments.findLastIndex((segment) => !segment.gap);
  const trailing = manifest.preloadSegment?.parts ?? [];
  const parts = [...(manifest.segments ?? []).flatMap((segment) => segment.parts ?? []), ...trailing];
  return {
    targetDuration,
    mediaSequence,
    discontinuitySequence,
    segments,
    endSequence: mediaSequence + newest + 1,
    lastSegment: segments[newest]?.path ?? '',
    parts: trailing.length,
    ...(partTargetDuration === undefined ? {} : { partTargetS: partTargetDuration }),
    ...(parts.length === 0 ? {} : { longestPartS: Math.max(...parts.map((part) => part.duration)) }),
    contentHash: createHash('sha256').update(text).digest('base64'),
    ended: endList === true,
  };
}

/**
 * The URLs of every media playlist of a master: variants, and the renditions that have a playlist of their own. A media
 * playlist is its own only one.
 *
 * @param url the master's final URL
 * @throws NotAPlaylistError when it is no playlist, or names none
 */
export function mediaPlaylistUrls(text: string, url: string): string[] {
  const { playlists = [], mediaGroups = {}, segments = [] } = parse(text);
  if (playlists.length === 0 && segments.length > 0) return [url];
  const renditions = Object.values(mediaGroups)
    .flatMap((groups) => Object.values(groups))
    .flatMap((members) => Object.values(members));
  const uris = [...playlists, ...renditions].flatMap(({ uri }) => (uri ? [new URL(uri, url).href] : []));
  if (uris.length === 0) throw new NotAPlaylistError('not-hls', 'a master playlist without variants');
  return [...new Set(uris)];
}

function readSegment(segment: Segment, url: string): MediaSegment {
  const absolute = (uri: string) => (URL.canParse(uri, url) ? new URL(uri, url).href : uri);
  const segmentUrl = absolute(segment.uri);
  const dateMs = segment.dateTimeString === undefined ? Number.NaN : Date.parse(segment.dateTimeString);
  return {
    url: segmentUrl,
    path: segmentUrl.split('?')[0] as string,
    durationS: segment.duration,
    discontinuity: segment.discontinuity === true,
    gap: segment.custom?.gap === true,
    ...(Number.isNaN(dateMs) ? {} : { dateMs }),
    ...(segment.map ? { initUrl: absolute(segment.map.uri) } : {}),
    ...(segment.key?.uri ? { keyUri: absolute(segment.key.uri) } : {}),
  };
}

/** A playlist that ends between EXTINF and its URI, or within a tag's name, was cut off on its way. */
function checkWhole(text: string): void {
  const lines = text.trimEnd().split('\n');
  const last = lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
  const cutTag = /^#(E|EX|EXT|EXT-X?|EXT-X-[A-Z-]*-)$/.test(last);
  if (last.startsWith('#EXTINF') || cutTag) throw new NotAPlaylistError('truncated', `it ends with ${last}`);
}

function parse(text: string): Manifest {
  // The parser makes an empty manifest of an HTML page without a word.
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) throw new NotAPlaylistError('not-hls', 'not an HLS playlist');
  const parser = new Parser();
  parser.addParser({ expression: /^#EXT-X-GAP/, customType: 'gap', segment: true, dataParser: () => true });
  parser.push(text.endsWith('\n') ? text : `${text}\n`);
  parser.end();
  return parser.manifest;
}
