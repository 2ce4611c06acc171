import type { Entry } from '../../hls/entry.js';
import { readSteeringManifest, type SteeringManifest } from '../../hls/steering-manifest.js';
import { pathwaysOf, streamsOf } from '../../hls/streams.js';
import { steeringTag } from './pathways.js';
import { type Finding, finding } from './playlist-finding.js';
import { manifestFindings } from './steering-manifest.js';

const NAME = 'the steering manifest in SERVER-URI';

/** A steering manifest that the playlist itself holds, as a `data:` URI (Apple, HLS Content Steering Specification). */
export function inlineManifest(serverUri: string | undefined): SteeringManifest | undefined {
  const [, type = '', data = ''] = /^data:([^,]*),(.*)$/is.exec(serverUri ?? '') ?? [];
  try {
    const isBase64 = /;\s*base64$/i.test(type);
    return readSteeringManifest(isBase64 ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** What is wrong in such a manifest; nothing where the playlist names a URL. */
export function inlineSteeringFindings(entries: readonly Entry[]): Finding[] {
  const tag = steeringTag(entries);
  if (!tag || !/^data:/i.test(tag.serverUri ?? '')) return [];
  const manifest = inlineManifest(tag.serverUri);
  if (!manifest || manifest.priority.length === 0) {
    return [finding('steering-malformed', tag.line, `${NAME} needs VERSION 1 and a PATHWAY-PRIORITY, in JSON`)];
  }
  const variants = streamsOf(entries, 'variant');
  const found = manifestFindings(manifest, NAME, tag.line, pathwaysOf(variants));
  const start = tag.pathway ?? variants[0]?.pathway;
  const first = manifest.priority.find((pathway) => variants.some((one) => one.pathway === pathway));
  if (first !== undefined && first !== start) {
    found.push(finding('start-elsewhere', tag.line, `${NAME} names "${first}" first, and players start in "${start}"`));
  }
  if (manifest.reloadUri === undefined) {
    found.push(finding('steering-inline', tag.line, `${NAME} has no RELOAD-URI: players are never moved`));
  }
  return found;
}
