import { type PlaylistSource, refusal } from './refusal.js';

/**
 * The bytes of a playlist as text. Strictly, as a replaced character would be a change that nobody sees; keeps the byte
 * order mark for the parser.
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
