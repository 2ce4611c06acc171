import { withoutByteOrderMark } from './lines.js';
import { MEDIA_ONLY_TAGS } from './media-tags.js';
import { type PlaylistSource, refusal } from './refusal.js';

/** The longest master playlist that is read, in UTF-16 code units: well over 10,000 variants. */
export const MAX_MASTER_LENGTH = 8 * 1024 * 1024;

/**
 * The bytes of a playlist as text. Strict, because a replaced character would change the playlist unseen.
 * Keeps the byte order mark for the parser.
 *
 * @throws CvsError `PLAYLIST_NOT_HLS`
 */
export function decodeText(bytes: Uint8Array, source: PlaylistSource): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refusal('PLAYLIST_NOT_HLS', source, 'is not HLS: it is not UTF-8 text', { cause });
  }
}

const VARIANT_LINE = /^#EXT-X-STREAM-INF:/m;
const MEDIA_LINE = new RegExp(`^(${MEDIA_ONLY_TAGS.join('|')})(?=[:\\s]|$)`, 'm');

// RFC 8216bis section 4.1 forbids control characters but LF and CR LF; a tab in an unknown tag does no harm, a CR alone
// ends a line for some players only.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for
const CONTROL_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]|\r(?!\n|$)/;

/**
 * Throws unless the text can be a master playlist: refuses what servers answer in its place.
 *
 * @throws CvsError `PLAYLIST_EMPTY`, `PLAYLIST_TOO_LARGE`, `PLAYLIST_NOT_HLS`, `PLAYLIST_IS_MEDIA`,
 *   `PLAYLIST_MALFORMED` where it lists variants and has a tag of media playlists
 */
export function refuseUnlessHls(text: string, source: PlaylistSource): void {
  if (text.length > MAX_MASTER_LENGTH) {
    const problem = `is longer than ${MAX_MASTER_LENGTH / 1024 / 1024} MiB, too long for a master playlist`;
    throw refusal('PLAYLIST_TOO_LARGE', source, problem);
  }
  const body = withoutByteOrderMark(text);
  if (body.trim() === '') {
    throw refusal('PLAYLIST_EMPTY', source, 'is empty', {
      suggestions: ['Wait until the encoder delivers, then try again.'],
    });
  }
  if (!/^#EXTM3U[ \t]*(\r?\n|$)/.test(body)) {
    throw refusal('PLAYLIST_NOT_HLS', source, `is not HLS: ${whatItIs(body)}`, {
      suggestions: ['Open the URL in a browser, and correct it; in the cluster file it is distributionPlaylistUrl.'],
    });
  }
  if (CONTROL_CHARACTER.test(body)) {
    throw refusal('PLAYLIST_NOT_HLS', source, 'is not HLS: it holds control characters, as binary data does');
  }
  const media = MEDIA_LINE.exec(body);
  if (media) {
    const tag = media[1]?.slice(1);
    const line = body.slice(0, media.index).split('\n').length;
    if (VARIANT_LINE.test(body)) {
      const problem = `lists variants and has ${tag}, by which some players take it for a media playlist`;
      throw refusal('PLAYLIST_MALFORMED', source, problem, { line, suggestions: [`Remove line ${line}.`] });
    }
    throw refusal('PLAYLIST_IS_MEDIA', source, `is a media playlist (${tag}) where a master playlist is needed`, {
      line,
      suggestions: [
        'Give the playlist that lists the variants (EXT-X-STREAM-INF); in the cluster file it is distributionPlaylistUrl.',
      ],
    });
  }
}

function whatItIs(body: string): string {
  const start = body.trimStart().slice(0, 200).toLowerCase();
  if (/^(<!doctype html|<html|<head|<body)/.test(start)) return 'it is an HTML page';
  if (start.startsWith('<mpd') || (start.startsWith('<?xml') && start.includes('<mpd'))) return 'it is a DASH manifest';
  if (start.startsWith('<')) return 'it is XML';
  if (start.startsWith('#extm3u')) return 'its first line is not #EXTM3U alone';
  if (start.startsWith('{') || start.startsWith('[')) return 'it is JSON';
  return 'its first line is not #EXTM3U';
}
