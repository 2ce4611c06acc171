/** A rung of one pathway, as far as a viewer needs it; URLs are absolute. */
export interface ViewerVariant {
  pathway: string;
  /** Bit/s. */
  bandwidth: number;
  videoUrl: string;
  /** The default rendition of the variant's audio group; absent when the audio is in the variant itself. */
  audioUrl?: string;
}

export interface ViewerMaster {
  /** In the playlist's order. */
  variants: readonly ViewerVariant[];
  /** EXT-X-CONTENT-STEERING. */
  steering?: { url: string; pathway?: string };
}

/**
 * Reads a master playlist as a player does. Of equal variants that name no pathway hls.js makes pathways of its own, in
 * their order; here they are told apart by host, which comes to the same for the copies of a merged master playlist.
 *
 * @param url where it came from after redirects; relative URIs resolve against it
 * @returns undefined when it lists no variant: then it is no master playlist
 */
export async function parseMaster(text: string, url: string): Promise<ViewerMaster | undefined> {
  const { Parser } = await import('m3u8-parser');
  const parser = new Parser();
  parser.push(text);
  parser.end();
  const { playlists = [], mediaGroups, contentSteering } = parser.manifest;
  const variants = playlists.map(({ uri, attributes }): ViewerVariant => {
    const members = Object.values(mediaGroups?.AUDIO?.[attributes.AUDIO ?? ''] ?? {});
    const audio = members.find((one) => one.default) ?? members[0];
    const videoUrl = new URL(uri, url);
    return {
      pathway: attributes['PATHWAY-ID'] ?? videoUrl.host,
      bandwidth: Number(attributes.BANDWIDTH ?? 0),
      videoUrl: videoUrl.href,
      ...(audio?.uri ? { audioUrl: new URL(audio.uri, url).href } : {}),
    };
  });
  if (variants.length === 0) return undefined;
  if (!contentSteering?.serverUri) return { variants };
  return {
    variants,
    steering: { url: new URL(contentSteering.serverUri, url).href, pathway: contentSteering.pathwayId },
  };
}

/** The pathways in the order in which the playlist first names them. */
export function pathwaysOf(master: ViewerMaster): string[] {
  return [...new Set(master.variants.map(({ pathway }) => pathway))];
}

/** The best rung of a pathway whose BANDWIDTH is within the cap, else the lowest there is. */
export function pickVariant(master: ViewerMaster, pathway: string, maxBandwidth: number): ViewerVariant {
  const rungs = master.variants.filter((one) => one.pathway === pathway).sort((a, b) => a.bandwidth - b.bandwidth);
  return (rungs.findLast(({ bandwidth }) => bandwidth <= maxBandwidth) ?? rungs[0]) as ViewerVariant;
}
