import { excerpt } from '../../hls/attributes.js';
import type { SteeringManifest } from '../../hls/steering-manifest.js';
import { listOf } from '../../list-of.js';
import { type Finding, finding } from './playlist-finding.js';

/** Players that have asked before ask again after this long, in seconds, where a manifest does not say (section 7.1). */
const LONGEST_TTL_S = 300;

/**
 * What in a steering manifest keeps players from being moved.
 *
 * @param url of the manifest, for people
 * @param line of EXT-X-CONTENT-STEERING
 * @param pathways of the playlist
 */
export function manifestFindings(
  manifest: SteeringManifest,
  url: string,
  line: number,
  pathways: readonly string[],
): Finding[] {
  const { priority, clones, reloadUri, ttlS, oddTtl } = manifest;
  const found: Finding[] = [];
  const known = new Set(pathways);
  for (const { id, baseId } of clones) {
    if (known.has(baseId)) known.add(id);
    else {
      const message = `${url} clones "${id}" of "${baseId}", which is not the pathway of any variant`;
      found.push(finding('steering-pathway-unknown', line, message));
    }
  }
  const unknown = [...new Set(priority.filter((pathway) => !known.has(pathway)))];
  if (unknown.length > 0) {
    const message = `${url} names ${listOf(unknown)}, which is not the pathway of any variant`;
    found.push(finding('steering-pathway-unknown', line, message));
  }
  const twice = priority.find((pathway, index) => priority.indexOf(pathway) !== index);
  if (twice !== undefined) {
    found.push(finding('steering-pathway-twice', line, `${url} names "${twice}" twice in PATHWAY-PRIORITY`));
  }
  if (reloadUri !== undefined && !/^https?:\/\//i.test(reloadUri)) {
    found.push(finding('steering-reload-uri', line, `${url} has RELOAD-URI "${reloadUri}", which is not absolute`));
  }
  if (oddTtl !== undefined) {
    const message = `${url} has TTL ${excerpt(oddTtl)}, which is not a number above 0`;
    found.push(finding('steering-ttl-malformed', line, message));
  }
  if (ttlS > LONGEST_TTL_S) {
    const message = `${url} has TTL ${ttlS}: players are moved up to ${ttlS} s late, which is more than ${LONGEST_TTL_S} s`;
    found.push(finding('steering-ttl-long', line, message));
  }
  return found;
}
