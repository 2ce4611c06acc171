import type { MasterVariant } from '../hls/master-tags.js';
import { type MasterStreams, readMasterPlaylist } from '../hls/read-master-playlist.js';
import { NotAPlaylistError } from '../hls/refusal.js';
import { outsideText } from '../outside-text.js';

/** A rung of one pathway. */
export interface ViewerVariant extends MasterVariant {
  pathway: string;
  /** The default rendition of the variant's audio group; absent when the audio is in the variant itself. */
  audioUrl?: string;
}

export interface ViewerMaster extends Omit<MasterStreams, 'variants'> {
  variants: readonly ViewerVariant[];
}

/**
 * The variants of a master playlist with their audio. Where they name no pathway, hls.js gives equal variants pathways of
 * its own, in their order; here the host is the pathway, which has the same effect in a merged master playlist.
 *
 * @param url where it came from after redirects; relative URIs resolve against it
 * @returns undefined when it lists no variant: then it is not a master playlist
 */
export function readViewerMaster(text: string, url: string): ViewerMaster | undefined {
  try {
    const master = readMasterPlaylist(text, url);
    const variants = master.variants.map((variant) => {
      const members = master.renditions.filter(({ type, groupId }) => type === 'AUDIO' && groupId === variant.audio);
      const { pathway = URL.canParse(variant.url) ? new URL(variant.url).host : variant.url } = variant;
      return {
        ...variant,
        pathway: outsideText(pathway),
        audioUrl: (members.find(({ isDefault }) => isDefault) ?? members[0])?.url,
      };
    });
    return variants.length === 0 ? undefined : { ...master, variants };
  } catch (error) {
    if (error instanceof NotAPlaylistError) return undefined;
    throw error;
  }
}

/** The best rung of a pathway whose BANDWIDTH is within the cap, else the lowest there is. */
export function pickVariant(master: ViewerMaster, pathway: string, maxBandwidth: number): ViewerVariant {
  const rungs = master.variants.filter((one) => one.pathway === pathway).sort((a, b) => a.bandwidth - b.bandwidth);
  return (rungs.findLast(({ bandwidth }) => bandwidth <= maxBandwidth) ?? rungs[0]) as ViewerVariant;
}
