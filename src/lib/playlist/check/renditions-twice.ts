import { quotedValue, rawValue } from '../../hls/attributes.js';
import { describe, isAudioCodec } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { keyOfRendition } from '../../hls/groups.js';
import { hasPathway, sharedAttributes, streamsOf, usersOfGroups } from '../../hls/streams.js';
import { type Finding, finding } from './finding.js';

/** Renditions of one pathway that differ only in group and URI: usually one language in two qualities. */
export function renditionTwiceFindings(entries: readonly Entry[]): Finding[] {
  const users = usersOfGroups(streamsOf(entries, 'variant').filter((one) => hasPathway(one.entry)));
  const seen = new Map<string, string>();
  return entries.flatMap((entry) => {
    const uri = entry.kind === 'media' ? quotedValue(entry.attributes, 'URI') : undefined;
    const [user] = users.get(keyOfRendition(entry)) ?? [];
    if (uri === undefined || user === undefined) return [];
    // The audio codecs of the variant tell the qualities of an audio rendition apart.
    const codecs = rawValue(entry.attributes, 'TYPE') === 'AUDIO' ? audioCodecsOf(user.entry) : '';
    const key = [user.pathway, codecs, sharedAttributes(entry)].join();
    const known = seen.get(key) ?? uri;
    seen.set(key, known);
    if (known === uri) return [];
    const message = `${describe(entry)} differs only in group and URI from another rendition of its pathway`;
    return [finding('rendition-twice', entry.line, message)];
  });
}

function audioCodecsOf(variant: Entry): string {
  return (quotedValue(variant.attributes, 'CODECS') ?? '').split(',').filter(isAudioCodec).join();
}
