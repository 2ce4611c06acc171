import type { Entry } from '../../../hls/entry.js';
import { readSteeringManifest } from '../../../hls/steering-manifest.js';
import { hostOf, pathwaysOf, streamsOf } from '../../../hls/streams.js';
import type { HttpClient } from '../../../http/http-client.js';
import { listOf } from '../../../list-of.js';
import { steeringTag } from '../pathways.js';
import { type Finding, finding } from '../playlist-finding.js';
import { ask } from './ask.js';
import { deliveryFindings } from './delivery.js';

/** Whether players get a steering manifest that names the playlist's pathways. */
export async function liveSteeringFindings(
  entries: readonly Entry[],
  url: string,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const tag = steeringTag(entries);
  if (!tag?.serverUri || !URL.canParse(tag.serverUri, url)) return [];
  const manifestUrl = new URL(tag.serverUri, url).href;
  if (hostOf(manifestUrl) === undefined) return [];
  const answer = await ask(http, manifestUrl, signal);
  if (answer.kind !== 'answered') {
    const why = answer.kind === 'failed' ? answer.why : 'its distribution is closed';
    return [finding('steering-unreachable', tag.line, `the steering manifest ${manifestUrl} cannot be read: ${why}`)];
  }
  const manifest = readSteeringManifest(answer.response.text());
  if (!manifest || manifest.priority.length === 0) {
    const message = `${manifestUrl} is not a steering manifest: it needs VERSION 1 and a PATHWAY-PRIORITY`;
    return [finding('steering-malformed', tag.line, message)];
  }
  const known = new Set(pathwaysOf(streamsOf(entries, 'variant')));
  const unknown = manifest.priority.filter((pathway) => !known.has(pathway));
  const found = deliveryFindings(answer.response, tag.line, manifest.ttlS);
  if (unknown.length === 0) return found;
  const message = `${manifestUrl} names ${listOf(unknown)}, which is not the pathway of any variant`;
  return [...found, finding('steering-pathway-unknown', tag.line, message)];
}
