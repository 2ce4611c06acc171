import type { FindingId } from '../../findings/catalogue.js';
import { groupBy } from '../../group-by.js';
import { quotedValue, rawValue } from '../../hls/attributes.js';
import { type Entry, type EntryKind, linesOf, SESSION_ATTRIBUTES } from '../../hls/entry.js';
import { hostOf, pathwaysOf, streamsOf } from '../../hls/streams.js';
import { variablesIn } from '../../hls/variables.js';
import { type Finding, finding } from './playlist-finding.js';

/** Attributes by which EXT-X-DEFINE names a variable. */
const DEFINING = ['NAME', 'QUERYPARAM', 'IMPORT'];

/** Tags that apply to the whole playlist, and must not contradict each other after a merge outside cvs. */
export function headerFindings(entries: readonly Entry[]): Finding[] {
  return [
    ...(['version', 'start'] as const).flatMap((kind) => repeated(entries, kind, [], 'tag-twice')),
    ...repeated(entries, 'session-data', SESSION_ATTRIBUTES['session-data'], 'session-data-twice'),
    ...repeated(entries, 'session-key', SESSION_ATTRIBUTES['session-key'], 'session-key-twice'),
    ...repeated(entries, 'define', DEFINING, 'define-twice'),
    ...variableFindings(entries),
    ...keysOfOneRegion(entries),
  ];
}

function repeated(entries: readonly Entry[], kind: EntryKind, names: readonly string[], rule: FindingId): Finding[] {
  const identity = ({ attributes }: Entry) => names.map((name) => rawValue(attributes, name) ?? '').join('\u0000');
  const ofKind = entries.filter((entry) => entry.kind === kind);
  return [...groupBy(ofKind, identity).values()].flatMap(([, ...repeats]) =>
    repeats.map(({ attributes, line, tag }) => {
      const what = names.flatMap((name) => rawValue(attributes, name) ?? [])[0];
      return finding(rule, line, `${tag.slice(1)}${what ? ` ${what}` : ''} may appear only once`);
    }),
  );
}

function variableFindings(entries: readonly Entry[]): Finding[] {
  const defines = entries.filter((entry) => entry.kind === 'define');
  const known = new Set(
    defines.flatMap((entry) => DEFINING.flatMap((name) => quotedValue(entry.attributes, name) ?? [])),
  );
  const outside = defines.flatMap((entry) => {
    const name = ['QUERYPARAM', 'IMPORT'].find((one) => rawValue(entry.attributes, one) !== undefined);
    if (!name) return [];
    return [finding('define-outside', entry.line, `a variable that ${name} defines has no value in a merged playlist`)];
  });
  const undefinedOnes = entries.flatMap((entry) => {
    if (entry.kind === 'comment') return [];
    const used = linesOf(entry).flatMap(variablesIn);
    const missing = used.find((name) => !known.has(name));
    return missing === undefined
      ? []
      : [finding('variable-undefined', entry.line, `the variable "${missing}" is used and not defined`)];
  });
  return [...outside, ...undefinedOnes];
}

/** Keys that players load before playback starts, from the host of one region only. */
function keysOfOneRegion(entries: readonly Entry[]): Finding[] {
  const streams = streamsOf(entries, 'variant');
  const regions = new Map(streams.map((stream) => [stream.host, stream.pathway]));
  const keys = entries.flatMap((entry) => {
    const region = regions.get(hostOf(quotedValue(entry.attributes, 'URI')) ?? '');
    return entry.kind === 'session-key' && region !== undefined ? [{ entry, region }] : [];
  });
  const [first] = keys;
  if (!first || pathwaysOf(streams).length < 2 || new Set(keys.map((key) => key.region)).size > 1) return [];
  return [
    finding('session-key-of-one-region', first.entry.line, `the keys come only from the host of ${first.region}`),
  ];
}
