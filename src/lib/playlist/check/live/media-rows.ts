import { quotedValue, rawValue } from '../../../hls/attributes.js';
import { describe } from '../../../hls/describe-entry.js';
import type { Entry } from '../../../hls/entry.js';
import { GROUP_TYPES } from '../../../hls/groups.js';
import { hostOf, rungsOf, streamsOf, uriOf } from '../../../hls/streams.js';

/** One region's copy of a stream or rendition. */
export interface MediaCopy {
  pathway: string;
  url: string;
  /** Of its entry in the master. */
  line: number;
}

/** The copies of one variant, rendition or trick stream, a region each. */
export interface MediaRow {
  name: string;
  /** Whether it is an I-frame or image stream: for scrubbing, not for playing. */
  scrubbing: boolean;
  copies: readonly MediaCopy[];
}

/** The media playlists of a merged master as rows of copies: variants, then renditions, then trick streams. */
export function mediaRows(entries: readonly Entry[], url: string): MediaRow[] {
  return [
    ...streamRows(entries, 'variant', url),
    ...renditionRows(entries, url),
    ...streamRows(entries, 'trick', url).filter(({ copies }) => copies.length > 0),
  ];
}

function streamRows(entries: readonly Entry[], kind: 'variant' | 'trick', base: string): MediaRow[] {
  return rungsOf(streamsOf(entries, kind)).map((rung) => ({
    name: describe(rung[0]?.entry),
    scrubbing: kind === 'trick',
    copies: rung.flatMap(({ entry, pathway }) => copyOf(entry, pathway, base)),
  }));
}

/** Renditions are copies when they agree in everything but group and URI, and their groups are of different pathways. */
function renditionRows(entries: readonly Entry[], base: string): MediaRow[] {
  const pathways = pathwayOfGroups(entries);
  const rows = new Map<string, { name: string; copies: MediaCopy[] }>();
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const pathway = entry.kind === 'media' ? pathways.get(groupKey(entry)) : undefined;
    if (pathway === undefined) continue;
    const identity = entry.attributes
      .filter(({ name }) => name !== 'URI' && name !== 'GROUP-ID')
      .map(({ raw }) => raw)
      .join(',');
    // Groups of two qualities may hold the same rendition: the first of one region is the first of the other.
    const nth = counts.get(`${pathway} ${identity}`) ?? 0;
    counts.set(`${pathway} ${identity}`, nth + 1);
    const row = rows.get(`${nth} ${identity}`) ?? { name: describe(entry), copies: [] };
    row.copies.push(...copyOf(entry, pathway, base));
    rows.set(`${nth} ${identity}`, row);
  }
  return [...rows.values()]
    .filter(({ copies }) => copies.length > 0)
    .map(({ name, copies }) => ({ name, scrubbing: false, copies }));
}

/** The first pathway that uses each group. */
function pathwayOfGroups(entries: readonly Entry[]): Map<string, string> {
  const pathways = new Map<string, string>();
  for (const { entry, pathway } of streamsOf(entries, 'variant')) {
    for (const type of GROUP_TYPES) {
      const id = quotedValue(entry.attributes, type);
      const key = `${type} ${id}`;
      if (id !== undefined && !pathways.has(key)) pathways.set(key, pathway);
    }
  }
  return pathways;
}

function groupKey(entry: Entry): string {
  return `${rawValue(entry.attributes, 'TYPE')} ${quotedValue(entry.attributes, 'GROUP-ID')}`;
}

function copyOf(entry: Entry, pathway: string, base: string): MediaCopy[] {
  const uri = uriOf(entry);
  if (uri === undefined || !URL.canParse(uri, base)) return [];
  const url = new URL(uri, base).href;
  return hostOf(url) === undefined ? [] : [{ pathway, url, line: entry.line }];
}
