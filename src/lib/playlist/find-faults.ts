import { quotedValue, rawValue } from './attributes.js';
import type { Entry } from './entry.js';
import { danglingGroups, GROUP_TYPES } from './groups.js';
import { describe, list } from './ladders.js';
import { parseMaster } from './parse-master.js';

/** Something in a merged master playlist that keeps players from moving between its regions. */
export interface Fault {
  /** From 1. */
  line: number;
  severity: 'error' | 'warning';
  /** Stable, for scripts. */
  rule: string;
  message: string;
  /** The players it hurts; `all` where no player can do right. */
  hurts: readonly string[];
}

/** A variant with where it leads. */
interface Stream {
  entry: Entry;
  /** Its PATHWAY-ID, or its host where the playlist names no pathways. */
  pathway: string;
  host: string;
  /** The attributes in which copies must agree. */
  shared: string;
}

const REGIONAL: ReadonlySet<string> = new Set(['PATHWAY-ID', ...GROUP_TYPES]);
const EVERYONE = ['all'] as const;

/**
 * Looks for what makes a merged master playlist unfit for failover, in the order of its lines. Which players a fault
 * hurts was measured with hls.js, Shaka and video.js, and is read from RFC 8216bis for AVPlayer.
 *
 * @param url where the playlist is, for messages
 * @throws CvsError as {@link parseMaster} does, where it is no master playlist
 */
export function findFaults(text: string, url: string): Fault[] {
  const { entries, source } = parseMaster(text, { region: 'the merged playlist', url });
  const variants = entries.filter((entry) => entry.kind === 'variant');
  const streams = variants.map(asStream);
  const faults = [
    ...entries.flatMap(relativeUri),
    ...pathwayFaults(entries, streams),
    ...copyFaults(streams),
    ...sharedGroups(entries, streams),
    ...sharedHosts(streams),
    ...allOrNone(variants),
    ...danglingGroups({ entries, source }).map(({ type, id, line }) =>
      fault(line, 'group-missing', `the ${type} group "${id}" has no EXT-X-MEDIA`, EVERYONE),
    ),
  ];
  return faults.sort((one, other) => one.line - other.line);
}

function fault(line: number, rule: string, message: string, hurts: readonly string[]): Fault {
  return { line, severity: 'error', rule, message, hurts };
}

function asStream(entry: Entry): Stream {
  const host = hostOf(entry.uri) ?? '';
  const shared = entry.attributes.filter((token) => !REGIONAL.has(token.name)).map((token) => token.raw);
  return { entry, host, pathway: quotedValue(entry.attributes, 'PATHWAY-ID') ?? host, shared: shared.join(',') };
}

function hostOf(uri: string | undefined): string | undefined {
  return uri !== undefined && /^https?:\/\//i.test(uri) ? uri.split('/', 3)[2]?.toLowerCase() : undefined;
}

function relativeUri(entry: Entry): Fault[] {
  if (!['variant', 'media', 'trick'].includes(entry.kind)) return [];
  const uri = entry.uri ?? quotedValue(entry.attributes, 'URI');
  if (uri === undefined || hostOf(uri) !== undefined) return [];
  return [fault(entry.line, 'relative-uri', `"${uri}" is looked for beside the merged playlist`, EVERYONE)];
}

/** RFC 8216bis section 4.4.6.6: one EXT-X-CONTENT-STEERING, whose pathway some variant is in. */
function pathwayFaults(entries: readonly Entry[], streams: readonly Stream[]): Fault[] {
  const [steering, second] = entries.filter((entry) => entry.tag === '#EXT-X-CONTENT-STEERING');
  const named = streams.filter(({ entry }) => rawValue(entry.attributes, 'PATHWAY-ID') !== undefined);
  const faults: Fault[] = [];
  if (new Set(streams.map((stream) => stream.pathway)).size < 2) {
    faults.push(fault(1, 'one-pathway', 'there is no other region to move to', EVERYONE));
  }
  if (second) faults.push(fault(second.line, 'steering-twice', 'EXT-X-CONTENT-STEERING may stand once', EVERYONE));
  if (!steering && named.length === 0) return faults;
  for (const { entry } of streams) {
    if (rawValue(entry.attributes, 'PATHWAY-ID') === undefined) {
      faults.push(fault(entry.line, 'pathway-missing', `${describe(entry)} has no PATHWAY-ID`, EVERYONE));
    }
  }
  const start = steering ? steeringPathway(steering) : undefined;
  if (steering && start !== undefined && !named.some((stream) => stream.pathway === start)) {
    faults.push(fault(steering.line, 'pathway-unknown', `no variant is in the pathway "${start}"`, EVERYONE));
  }
  return faults;
}

function steeringPathway(steering: Entry): string | undefined {
  return /[:,]PATHWAY-ID="([^"]*)"/.exec(steering.text)?.[1];
}

/** Players pair the copies of a rung by their attributes, and start with the first of them. */
function copyFaults(streams: readonly Stream[]): Fault[] {
  const pathways = [...new Set(streams.map((stream) => stream.pathway))];
  const copies = new Map<string, Stream[]>();
  for (const stream of streams) copies.set(stream.shared, [...(copies.get(stream.shared) ?? []), stream]);
  const positions = new Map(streams.map((stream, index) => [stream, index]));
  return [...copies.values()].flatMap((rung) => {
    const [first] = rung;
    if (!first) return [];
    const lacking = pathways.filter((pathway) => !rung.some((stream) => stream.pathway === pathway));
    if (lacking.length > 0) {
      const message = `${describe(first.entry)} has no copy with the same attributes in ${list(lacking)}`;
      return [fault(first.entry.line, 'copies-differ', message, ['hls.js', 'Shaka', 'video.js'])];
    }
    const at = rung.map((stream) => positions.get(stream) ?? 0);
    if (Math.max(...at) - Math.min(...at) < rung.length) return [];
    const message = `the copies of ${describe(first.entry)} do not stand next to each other`;
    return [
      { ...fault(first.entry.line, 'copies-apart', message, ['hls.js', 'AVPlayer']), severity: 'warning' as const },
    ];
  });
}

/** One group for two regions: after a close the video moves and the rendition does not. */
function sharedGroups(entries: readonly Entry[], streams: readonly Stream[]): Fault[] {
  const users = new Map<string, Set<string>>();
  for (const { entry, pathway } of streams) {
    for (const type of GROUP_TYPES) {
      const key = `${type} group "${quotedValue(entry.attributes, type)}"`;
      users.set(key, (users.get(key) ?? new Set()).add(pathway));
    }
  }
  return entries.flatMap((entry) => {
    if (entry.kind !== 'media' || rawValue(entry.attributes, 'URI') === undefined) return [];
    const key = `${rawValue(entry.attributes, 'TYPE')} group ${rawValue(entry.attributes, 'GROUP-ID')}`;
    const pathways = [...(users.get(key) ?? [])];
    if (pathways.length < 2) return [];
    return [fault(entry.line, 'group-shared', `${list(pathways)} share the ${key}`, ['hls.js'])];
  });
}

/** Some players give up a host, not a pathway. */
function sharedHosts(streams: readonly Stream[]): Fault[] {
  const owners = new Map<string, Stream>();
  const reported = new Set<string>();
  return streams.flatMap((stream) => {
    const owner = owners.get(stream.host) ?? stream;
    owners.set(stream.host, owner);
    if (stream.host === '' || owner.pathway === stream.pathway || reported.has(stream.host)) return [];
    reported.add(stream.host);
    const message = `${owner.pathway} and ${stream.pathway} share the host ${stream.host}`;
    return [fault(stream.entry.line, 'host-shared', message, ['Shaka'])];
  });
}

/** RFC 8216bis section 4.4.6.2: CLOSED-CAPTIONS=NONE and SCORE stand on every variant or on none. */
function allOrNone(variants: readonly Entry[]): Fault[] {
  const has = (name: string) => (entry: Entry) => {
    const value = rawValue(entry.attributes, name);
    return name === 'SCORE' ? value !== undefined : value === 'NONE';
  };
  return ['CLOSED-CAPTIONS=NONE', 'SCORE'].flatMap((what) => {
    const test = has(what.split('=')[0] ?? '');
    const without = variants.find((entry) => !test(entry));
    if (!without || !variants.some(test)) return [];
    const message = `${what} stands on other variants and not on ${describe(without)}`;
    return [{ ...fault(without.line, 'all-or-none', message, ['AVPlayer']), severity: 'warning' as const }];
  });
}
