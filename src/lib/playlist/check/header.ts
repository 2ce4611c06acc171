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
/** @param url where the playlist is */
export function headerFindings(entries: readonly Entry[], url: string): Finding[] {
  return [
    ...(['version', 'start'] as const).flatMap((kind) => repeated(entries, kind, [], 'tag-twice')),
    ...repeated(entries, 'session-data', SESSION_ATTRIBUTES['session-data'], 'session-data-twice'),
    ...repeated(entries, 'session-key', SESSION_ATTRIBUTES['session-key'], 'session-key-twice'),
    ...repeated(entries, 'define', DEFINING, 'define-twice'),
    ...variableFindings(entries),
    ...queryFindings(entries, url),
    ...versionFindings(entries),
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
  const outside = defines
    .filter(({ attributes }) => rawValue(attributes, 'IMPORT') !== undefined)
    .map(({ line }) =>
      finding('define-outside', line, 'a variable that IMPORT defines has no value in a master playlist'),
    );
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

/** Variables that take their values from the playlist's own URL: whether it has them, and who does not know them. */
function queryFindings(entries: readonly Entry[], url: string): Finding[] {
  const named = entries.flatMap(({ kind, attributes, line }) => {
    const name = kind === 'define' ? quotedValue(attributes, 'QUERYPARAM') : undefined;
    return name === undefined ? [] : [{ name, line }];
  });
  const [first] = named;
  if (!first) return [];
  const given = /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).searchParams : undefined;
  const absent = named.filter(({ name }) => given && !given.get(name));
  return [
    ...absent.map(({ name, line }) =>
      finding('query-variable-absent', line, `the URL has no parameter "${name}", which EXT-X-DEFINE:QUERYPARAM names`),
    ),
    finding(
      'query-variable-support',
      first.line,
      `EXT-X-DEFINE:QUERYPARAM="${first.name}" takes a value from the URL, which video.js and ExoPlayer do not do`,
    ),
  ];
}

/** What QUERYPARAM needs (RFC 8216bis section 8). */
const QUERYPARAM_VERSION = 11;

function versionFindings(entries: readonly Entry[]): Finding[] {
  const query = entries.find(
    ({ kind, attributes }) => kind === 'define' && rawValue(attributes, 'QUERYPARAM') !== undefined,
  );
  const text = entries.find(({ kind }) => kind === 'version')?.text ?? '';
  const version = Number(/:\s*(\d+)/.exec(text)?.[1] ?? 1);
  if (!query || version >= QUERYPARAM_VERSION) return [];
  const message = `EXT-X-VERSION is ${version}; EXT-X-DEFINE:QUERYPARAM needs ${QUERYPARAM_VERSION}`;
  return [finding('version-too-low', query.line, message)];
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
