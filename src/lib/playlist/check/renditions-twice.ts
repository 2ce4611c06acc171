import { quotedValue, rawValue } from '../../hls/attributes.js';
import { describe, isAudioCodec } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { hasPathway, streamsOf } from '../../hls/streams.js';
import { type Finding, finding } from './rules.js';

/** Groups that hold media of their own. */
const TYPES = ['AUDIO', 'VIDEO', 'SUBTITLES'] as const;
const REGIONAL: ReadonlySet<string> = new Set(['URI', 'GROUP-ID']);

/** Renditions of one pathway that differ only in group and URI: usually one language in two qualities. */
export function renditionTwiceFindings(entries: readonly Entry[]): Finding[] {
  const users = usersOfGroups(entries);
  const seen = new Map<string, string>();
  return entries.flatMap((entry) => {
    const uri = entry.kind === 'media' ? quotedValue(entry.attributes, 'URI') : undefined;
    const user = users.get(`${rawValue(entry.attributes, 'TYPE')} ${quotedValue(entry.attributes, 'GROUP-ID')}`);
    if (uri === undefined || user === undefined) return [];
    const own = entry.attributes.filter(({ name }) => !REGIONAL.has(name)).map(({ raw }) => raw);
    const key = [user, ...own].join(',');
    const known = seen.get(key) ?? uri;
    seen.set(key, known);
    if (known === uri) return [];
    const message = `${describe(entry)} differs only in group and URI from another rendition of its pathway`;
    return [finding('rendition-twice', entry.line, message)];
  });
}

/** The pathway of each group, with the audio codecs of the first variant that names it, which tell its renditions apart. */
function usersOfGroups(entries: readonly Entry[]): Map<string, string> {
  const users = new Map<string, string>();
  for (const { entry, pathway } of streamsOf(entries, 'variant').filter((one) => hasPathway(one.entry))) {
    const codecs = (quotedValue(entry.attributes, 'CODECS') ?? '').split(',').filter(isAudioCodec);
    for (const type of TYPES) {
      const key = `${type} ${quotedValue(entry.attributes, type)}`;
      if (!users.has(key)) users.set(key, `${pathway} ${type === 'AUDIO' ? codecs.join() : ''}`);
    }
  }
  return users;
}
