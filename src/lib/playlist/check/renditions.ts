import { groupBy } from '../../group-by.js';
import { quotedValue, rawValue } from '../../hls/attributes.js';
import { describe, isAudioCodec } from '../../hls/describe-entry.js';
import type { Entry } from '../../hls/entry.js';
import { danglingGroups, GROUP_TYPES, keyOfGroup, keyOfRendition, namesTwice } from '../../hls/groups.js';
import {
  hasPathway,
  hostOf,
  pathwaysOf,
  rungsOf,
  type Stream,
  sharedAttributes,
  streamsOf,
  usersOfGroups,
} from '../../hls/streams.js';
import { listOf } from '../../list-of.js';
import { type Finding, finding } from './playlist-finding.js';

/** Whether each region has renditions of its own, and the same ones. */
export function renditionFindings(all: readonly Entry[]): Finding[] {
  const streams = streamsOf(all, 'variant');
  const renditions = all.filter((entry) => entry.kind === 'media');
  const groups = groupBy(renditions, keyOfRendition);
  return [
    ...sharedGroups(streams, groups),
    ...differingGroups(streams, groups),
    ...danglingGroups(all).map(({ type, id, line }) =>
      finding('group-missing', line, `the ${type} group "${id}" has no EXT-X-MEDIA`),
    ),
  ];
}

function groupKey(stream: Stream, type: string): string | undefined {
  const id = quotedValue(stream.entry.attributes, type);
  return id === undefined ? undefined : keyOfGroup(type, id);
}

/**
 * One group for two regions: after a close the video moves and the rendition does not. The same where a region's own
 * group leads to the other's host.
 */
function sharedGroups(streams: readonly Stream[], groups: ReadonlyMap<string, readonly Entry[]>): Finding[] {
  const users = usersOfGroups(streams);
  const hosts = new Map<string, string>();
  const homes = new Set(streams.map(({ pathway, host }) => `${pathway} ${host}`));
  for (const { host, pathway } of streams) if (!hosts.has(host)) hosts.set(host, pathway);
  return [...groups].flatMap(([key, entries]) => {
    const pathways = pathwaysOf(users.get(key) ?? []);
    const [pathway] = pathways;
    return entries.flatMap((entry) => {
      const uri = rawValue(entry.attributes, 'URI');
      if (uri === undefined) return [];
      if (pathways.length > 1) {
        const group = `${rawValue(entry.attributes, 'TYPE')} group ${rawValue(entry.attributes, 'GROUP-ID')}`;
        return [finding('group-shared', entry.line, `${listOf(pathways)} share the ${group}`)];
      }
      const host = hostOf(quotedValue(entry.attributes, 'URI'));
      const owner = host === undefined ? undefined : hosts.get(host);
      if (pathway === undefined || owner === undefined || homes.has(`${pathway} ${host}`)) return [];
      return [
        finding('group-elsewhere', entry.line, `${describe(entry)} is used in ${pathway} and comes from ${owner}`),
      ];
    });
  });
}

/** The copies of a rung must offer the same renditions: otherwise the language of a viewer is missing after the move. */
function differingGroups(streams: readonly Stream[], groups: ReadonlyMap<string, readonly Entry[]>): Finding[] {
  const compared = new Set<string>();
  return rungsOf(streams).flatMap(([first, ...others]) =>
    GROUP_TYPES.flatMap((type) =>
      others.flatMap((other) => {
        const [ours, theirs] = [groupKey(first as Stream, type), groupKey(other, type)];
        const pair = `${ours}\u0000${theirs}`;
        if (compared.has(pair)) return [];
        compared.add(pair);
        const lacking = ours === undefined || theirs === undefined ? undefined : difference(ours, theirs, groups);
        if (ours === theirs || (!lacking && ours !== undefined && theirs !== undefined)) return [];
        const what = lacking ? describe(lacking) : `${type} of ${describe(first?.entry)}`;
        const message = `${what} is missing from the group of its copy in the other region`;
        return [finding('renditions-differ', lacking?.line ?? other.entry.line, message)];
      }),
    ),
  );
}

/** A rendition of one group that has no equal in the other, in every attribute but the regional ones. */
function difference(ours: string, theirs: string, groups: ReadonlyMap<string, readonly Entry[]>): Entry | undefined {
  const [one, other] = [groups.get(ours) ?? [], groups.get(theirs) ?? []];
  // Groups without a rendition are found as such.
  if (one.length === 0 || other.length === 0) return undefined;
  const [ownKeys, otherKeys] = [new Set(one.map(sharedAttributes)), new Set(other.map(sharedAttributes))];
  return (
    one.find((entry) => !otherKeys.has(sharedAttributes(entry))) ??
    other.find((entry) => !ownKeys.has(sharedAttributes(entry)))
  );
}

/** RFC 8216bis section 4.4.6.1.1: the names in a group differ. */
export function nameTwiceFindings(entries: readonly Entry[]): Finding[] {
  return namesTwice(entries).map((entry) =>
    finding('name-twice', entry.line, `${describe(entry)} has the NAME of another rendition of its group`),
  );
}

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
