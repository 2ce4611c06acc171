import { groupBy } from '../../group-by.js';
import { MalformedAttributes, parseAttributes, quotedValue } from '../../hls/attributes.js';
import { describe } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { DEFAULT_PATHWAY, hasPathway, hostOf, pathwaysOf, type Stream, streamsOf, uriOf } from '../../hls/streams.js';
import { listOf } from '../../list-of.js';
import { type Finding, finding } from './playlist-finding.js';

/** What EXT-X-CONTENT-STEERING says; undefined for what it does not say, and for what cannot be read. */
export interface SteeringTag {
  line: number;
  serverUri: string | undefined;
  pathway: string | undefined;
}

/** The playlist's first EXT-X-CONTENT-STEERING. */
export function steeringTag(entries: readonly Entry[]): SteeringTag | undefined {
  const entry = entries.find((one) => one.tag === '#EXT-X-CONTENT-STEERING');
  if (!entry) return undefined;
  const { line, tag, text } = entry;
  let attributes: Entry['attributes'] = [];
  try {
    // The merge carries the tag over as it came: its attributes have not been read yet.
    attributes = parseAttributes(text.slice(tag.length + 1));
  } catch (error) {
    if (!(error instanceof MalformedAttributes)) throw error;
  }
  return { line, serverUri: quotedValue(attributes, 'SERVER-URI'), pathway: quotedValue(attributes, 'PATHWAY-ID') };
}

/** Whether there are regions to move between, and players are told which stream is in which. */
export function pathwayFindings(entries: readonly Entry[], url: string): Finding[] {
  const variants = streamsOf(entries, 'variant');
  const pathways = pathwaysOf(variants);
  const findings: Finding[] = [];
  if (pathways.length < 2) {
    const message = 'all variants are in one region: this is the playlist of a region, not the merged one';
    findings.push(finding('one-pathway', 1, message));
  }
  const steering = steeringTag(entries);
  const streams = [...variants, ...streamsOf(entries, 'trick')];
  if (!steering) {
    if (pathways.length > 1) {
      const message = 'without EXT-X-CONTENT-STEERING players leave a region only on errors, and do not come back';
      findings.push(finding('no-steering', variants[0]?.entry.line ?? 1, message));
    }
    if (!streams.some(({ entry }) => hasPathway(entry))) return findings;
  }
  // None at all is legal: all are in the default pathway. On several hosts it is an oversight.
  const isAsked =
    steering?.pathway !== DEFAULT_PATHWAY &&
    (streams.some(({ entry }) => hasPathway(entry)) || new Set(streams.map(({ host }) => host)).size > 1);
  for (const { entry } of streams) {
    if (isAsked && !hasPathway(entry)) {
      findings.push(finding('pathway-missing', entry.line, `${describe(entry)} has no PATHWAY-ID`));
    }
  }
  return steering ? [...findings, ...steeringFindings(entries, steering, variants, url)] : findings;
}

function steeringFindings(
  entries: readonly Entry[],
  steering: SteeringTag,
  variants: readonly Stream[],
  url: string,
): Finding[] {
  const { line, serverUri, pathway } = steering;
  const findings: Finding[] = [];
  const second = entries.filter((entry) => entry.tag === '#EXT-X-CONTENT-STEERING')[1];
  if (second) findings.push(finding('steering-twice', second.line, 'EXT-X-CONTENT-STEERING may appear only once'));
  const absolute = serverUri && URL.canParse(serverUri, url) ? new URL(serverUri, url) : undefined;
  if (!absolute || !/^(https?|data|file):$/.test(absolute.protocol)) {
    const problem = serverUri === undefined ? 'EXT-X-CONTENT-STEERING has no SERVER-URI' : undefined;
    findings.push(finding('steering-uri', line, problem ?? `SERVER-URI cannot be fetched: ${serverUri}`));
  } else {
    const host = hostOf(absolute.href);
    const regions = [...new Set(variants.filter((one) => one.host === host).map((one) => one.pathway))];
    if (regions.length > 0) {
      const message = `the steering manifest comes from the host of ${listOf(regions)}, and fails together with it`;
      findings.push(finding('steering-on-region-host', line, message));
    }
  }
  if (pathway === undefined) return findings;
  if (!variants.some((one) => one.pathway === pathway)) {
    findings.push(finding('pathway-unknown', line, `no variant is in the pathway "${pathway}"`));
  } else if (variants[0]?.pathway !== pathway) {
    const message = `players with steering start in "${pathway}", players without it in "${variants[0]?.pathway}"`;
    findings.push(finding('start-elsewhere', line, message));
  }
  return findings;
}

/**
 * Relative URIs: players look for them beside the merged playlist, where no stream is. In the playlist of a region they
 * are correct.
 */
export function relativeUriFindings(entries: readonly Entry[]): Finding[] {
  if (pathwaysOf(streamsOf(entries, 'variant')).length < 2) return [];
  return entries.flatMap((entry) => {
    if (!['variant', 'media', 'trick'].includes(entry.kind)) return [];
    const uri = uriOf(entry);
    if (uri === undefined || hostOf(uri) !== undefined) return [];
    return [
      finding('relative-uri', entry.line, `"${uri}" is relative: players look for it beside the merged playlist`),
    ];
  });
}

/** Some players give up a whole host, not a pathway. */
export function sharedHostFindings(entries: readonly Entry[]): Finding[] {
  const byHost = groupBy(streamsOf(entries, 'variant'), ({ host }) => host);
  return [...byHost].flatMap(([host, [owner, ...others]]) => {
    const other = others.find(({ pathway }) => pathway !== owner?.pathway);
    if (host === '' || !owner || !other) return [];
    const message = `${owner.pathway} and ${other.pathway} share the host ${host}`;
    return [finding('host-shared', other.entry.line, message)];
  });
}
