import { readAttributes } from './attributes.js';
import { meaningfulLines, withoutByteOrderMark } from './lines.js';
import { addVariant, MASTER_TAGS, type MasterDraft } from './master-tags.js';
import { NotAPlaylistError } from './refusal.js';
import { substitute } from './variables.js';

/** A master playlist as players read it: variants and renditions in its order, without streams for scrubbing. */
export type MasterStreams = Readonly<Pick<MasterDraft, 'variants' | 'renditions' | 'steering' | 'variables'>>;

/**
 * Reads a master playlist as players do: what cannot be read in it is passed over. What is merged or checked is read by
 * {@link parseMaster} instead, which loses nothing and refuses what is not clear.
 *
 * @param url its final URL, which its URIs are relative to
 * @returns no variants where it is a media playlist
 * @throws NotAPlaylistError where the text is not HLS
 */
export function readMasterPlaylist(text: string, url: string): MasterStreams {
  if (!withoutByteOrderMark(text).startsWith('#EXTM3U')) throw new NotAPlaylistError('not-hls', 'not an HLS playlist');
  const draft: MasterDraft = { url, variants: [], renditions: [], variables: new Map() };
  for (const { kind, tag, text: written, value } of meaningfulLines(text)) {
    if (kind === 'uri') addVariant(draft, substitute(written, draft.variables));
    else MASTER_TAGS[tag]?.read?.(draft, readAttributes(substitute(value, draft.variables)));
  }
  return draft;
}
