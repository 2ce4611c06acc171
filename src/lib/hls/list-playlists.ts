import { meaningfulLines } from './lines.js';
import { readMasterPlaylist } from './read-master-playlist.js';
import { NotAPlaylistError } from './refusal.js';
import type { Variables } from './variables.js';

/** A media playlist that a master lists. */
export interface ListedPlaylist {
  url: string;
  /** `other`: subtitles, and renditions of video. */
  kind: 'variant' | 'audio' | 'other';
  /** What it is, whatever its URL: the same in each answer of the server. No other playlist of the master has it. */
  identity: string;
}

/** A variant by the URLs of what a player needs to play it. */
export interface ListedVariant {
  url: string;
  /** Of the audio that players choose when nobody chooses; empty where the variant has its own. */
  audio: readonly string[];
}

/** The media playlists of a stream. */
export interface Listing {
  /** In the order of the master, each URL once. */
  playlists: readonly ListedPlaylist[];
  variants: readonly ListedVariant[];
  /** Of the master, for media playlists that import them. */
  variables: Variables;
}

/** More playlists than any stream has. */
const MAX_PLAYLISTS = 2000;

/**
 * Every media playlist of a master: variants, and the renditions that have a playlist of their own. A media playlist is
 * its own only one.
 *
 * @param url the master's final URL
 * @throws NotAPlaylistError when it is not a playlist, or names none
 */
export function listPlaylists(text: string, url: string): Listing {
  const { variants, renditions, variables } = readMasterPlaylist(text, url);
  if (variants.length === 0 && isMediaPlaylist(text)) {
    return {
      playlists: [{ url, kind: 'variant', identity: 'variant alone' }],
      variants: [{ url, audio: [] }],
      variables,
    };
  }
  const playlists = new Map<string, ListedPlaylist>();
  const counts = new Map<string, number>();
  const add = (kind: ListedPlaylist['kind'], of: { url?: string; identity: string }) => {
    if (of.url === undefined || playlists.has(of.url) || playlists.size >= MAX_PLAYLISTS) return;
    const told = `${kind} ${of.identity}`;
    const count = (counts.get(told) ?? 0) + 1;
    counts.set(told, count);
    playlists.set(of.url, { url: of.url, kind, identity: count === 1 ? told : `${told} #${count}` });
  };
  for (const variant of variants) add('variant', variant);
  for (const rendition of renditions) add(rendition.type === 'AUDIO' ? 'audio' : 'other', rendition);
  if (playlists.size === 0) throw new NotAPlaylistError('not-hls', 'a master playlist without variants');
  const audioOf = neededAudio(renditions);
  const listed = variants
    .filter((variant) => playlists.has(variant.url))
    .map((variant) => ({ url: variant.url, audio: audioOf.get(variant.audio ?? '') ?? [] }));
  const alone = [...playlists.keys()].map((each) => ({ url: each, audio: [] }));
  return { playlists: [...playlists.values()], variants: listed.length > 0 ? listed : alone, variables };
}

/** By group, the audio that players play unless somebody chooses: by DEFAULT, else the first (RFC 8216bis 4.4.6.1). */
function neededAudio(renditions: ReturnType<typeof readMasterPlaylist>['renditions']): Map<string, string[]> {
  const chosen = new Map<string, (typeof renditions)[number]>();
  for (const rendition of renditions) {
    if (rendition.type !== 'AUDIO' || rendition.groupId === undefined) continue;
    const before = chosen.get(rendition.groupId);
    if (!before || (rendition.isDefault && !before.isDefault)) chosen.set(rendition.groupId, rendition);
  }
  return new Map([...chosen].map(([group, { url }]) => [group, url === undefined ? [] : [url]]));
}

function isMediaPlaylist(text: string): boolean {
  for (const { tag } of meaningfulLines(text)) if (tag === '#EXTINF' || tag === '#EXT-X-TARGETDURATION') return true;
  return false;
}
