import { usageError } from '../../errors.js';
import type { RegionMaster } from '../../hls/refusal.js';
import { checkMerged } from './check-merged.js';
import { type MergeOptions, type MergeSummary, mergeMasters } from './merge.js';

export interface BuiltPlaylist extends MergeSummary {
  /** The region that the playlist lists first. */
  first: string;
  playlist: string;
}

/**
 * Merges the regions' masters and makes sure of the result, as publishing does.
 *
 * @param first the region to list first; the first of the masters without it
 * @throws CvsError `UNKNOWN_REGION` (usage), and as {@link mergeMasters} and {@link checkMerged} do
 */
export async function buildPlaylist(
  masters: readonly RegionMaster[],
  { first, ...options }: MergeOptions & { first?: string },
): Promise<BuiltPlaylist> {
  const merged = mergeMasters(masters, options);
  const leading = first ?? merged.summary.pathways[0] ?? '';
  const playlist = merged.copies.get(leading);
  if (playlist === undefined) {
    const known = merged.summary.pathways.join(', ');
    throw usageError('UNKNOWN_REGION', `"${leading}" is not a region of the playlist.`, `Give one of: ${known}`);
  }
  checkMerged(merged);
  return { first: leading, playlist, ...merged.summary };
}
