import { createHash } from 'node:crypto';
import { type Manifest, Parser } from 'm3u8-parser';

/** What the detector looks at in a media playlist. */
export interface MediaPlaylistSnapshot {
  /** EXT-X-TARGETDURATION in seconds. */
  targetDuration: number;
  /** Media sequence number that the next segment will have. */
  endSequence: number;
  segmentCount: number;
  /** Path of the newest segment, without its query: a token in it says nothing of the media. */
  lastSegment: string;
  /** Of the whole playlist. */
  contentHash: string;
  /** EXT-X-ENDLIST: nothing will come any more. */
  ended: boolean;
}

export class NotAPlaylistError extends Error {}

/**
 * Reads a media playlist.
 *
 * @throws NotAPlaylistError for anything else: an error page, an empty body, a master playlist
 */
export function readMediaPlaylist(text: string): MediaPlaylistSnapshot {
  const { segments = [], mediaSequence = 0, targetDuration, endList } = parse(text);
  // RFC 8216 section 4.3.3.1: it is required, and staleness is measured by it.
  if (!text.includes('#EXT-X-TARGETDURATION:') || !targetDuration) {
    throw new NotAPlaylistError('no EXT-X-TARGETDURATION');
  }
  return {
    targetDuration,
    endSequence: mediaSequence + segments.length,
    segmentCount: segments.length,
    lastSegment: segments.at(-1)?.uri.split('?')[0] ?? '',
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
  if (uris.length === 0) throw new NotAPlaylistError('a master playlist without variants');
  return [...new Set(uris)];
}

function parse(text: string): Manifest {
  // The parser makes an empty manifest of an HTML page without a word.
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) throw new NotAPlaylistError('not an HLS playlist');
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest;
}
