import { rawValue } from '../../hls/attributes.js';
import type { MasterPlaylist } from '../../hls/parse-master.js';
import { refusal } from '../../hls/refusal.js';

/**
 * Throws where a playlist has pathways already: merging a merged playlist would list every rung twice a region.
 *
 * @throws CvsError `PLAYLIST_ALREADY_MERGED`
 */
export function refuseMerged({ entries, source }: MasterPlaylist): void {
  for (const { tag, attributes, line } of entries) {
    const steering = tag === '#EXT-X-CONTENT-STEERING';
    if (!steering && rawValue(attributes, 'PATHWAY-ID') === undefined) continue;
    const problem = `has pathways already (${steering ? 'EXT-X-CONTENT-STEERING' : 'PATHWAY-ID'})`;
    throw refusal('PLAYLIST_ALREADY_MERGED', source, problem, {
      line,
      suggestions: ['Give the region’s own playlist as distributionPlaylistUrl, not a merged one.'],
    });
  }
}
