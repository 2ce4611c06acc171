import type { Entry } from '../../../hls/entry.js';
import { type PathwayClone, readSteeringManifest } from '../../../hls/steering-manifest.js';
import { DEFAULT_PATHWAY, hostOf, pathwaysOf, streamsOf } from '../../../hls/streams.js';
import type { HttpClient } from '../../../http/http-client.js';
import { inlineManifest } from '../inline-steering.js';
import { steeringTag } from '../pathways.js';
import { type Finding, finding } from '../playlist-finding.js';
import { manifestFindings } from '../steering-manifest.js';
import { type Answer, ask } from './ask.js';
import { deliveryFindings } from './delivery.js';

export interface LiveSteering {
  findings: readonly Finding[];
  /** Pathways that the manifest makes out of others (PATHWAY-CLONES). */
  clones: readonly PathwayClone[];
  /** Whether it names the pathway of streams without a PATHWAY-ID. */
  namesDefault: boolean;
}

/** Whether players get a steering manifest that names the playlist's pathways, and what it says. */
export async function liveSteering(
  entries: readonly Entry[],
  url: string,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<LiveSteering> {
  const tag = steeringTag(entries);
  const inline = inlineManifest(tag?.serverUri);
  const uri = inline ? inline.reloadUri : tag?.serverUri;
  const clones = inline?.clones ?? [];
  const namesDefault = inline?.priority.includes(DEFAULT_PATHWAY) ?? false;
  const only = (...findings: Finding[]): LiveSteering => ({ findings, clones, namesDefault });
  if (!tag || !uri || !URL.canParse(uri, url)) return only();
  const manifestUrl = new URL(uri, url).href;
  if (hostOf(manifestUrl) === undefined) return only();
  const answer = await ask(http, manifestUrl, signal);
  if (answer.kind !== 'answered') {
    const message = `the steering manifest ${manifestUrl} cannot be read: ${whyNot(answer)}`;
    return only(finding('steering-unreachable', tag.line, message));
  }
  const manifest = readSteeringManifest(answer.response.text());
  if (!manifest || manifest.priority.length === 0) {
    const message = `${manifestUrl} is not a steering manifest: it needs VERSION 1 and a PATHWAY-PRIORITY`;
    return only(finding('steering-malformed', tag.line, message));
  }
  return {
    findings: [
      ...deliveryFindings(answer.response, tag.line, manifest.ttlS),
      ...manifestFindings(manifest, manifestUrl, tag.line, pathwaysOf(streamsOf(entries, 'variant'))),
    ],
    clones: [...clones, ...manifest.clones],
    namesDefault: namesDefault || manifest.priority.includes(DEFAULT_PATHWAY),
  };
}

/** What players make of it too: RFC 8216bis section 7.1. */
function whyNot(answer: Exclude<Answer, { kind: 'answered' }>): string {
  if (answer.kind === 'closed') return 'its distribution is closed';
  if (answer.status === 410) return `${answer.why}: players stop asking for good`;
  if (answer.status !== 429) return answer.why;
  const retryAfter = answer.headers?.get('retry-after');
  const when = retryAfter ? `as Retry-After says (${retryAfter})` : 'later';
  return `${answer.why}: it is busy, and players ask again ${when}`;
}
