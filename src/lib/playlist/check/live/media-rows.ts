import { quotedValue, rawValue } from '../../../hls/attributes.js';
import { describe } from '../../../hls/describe-entry.js';
import type { Entry } from '../../../hls/entry.js';
import { keyOfRendition } from '../../../hls/groups.js';
import { hostOf, rungsOf, sharedAttributes, streamsOf, uriOf, usersOfGroups } from '../../../hls/streams.js';

/** One region's copy of a stream or rendition. */
export interface MediaCopy {
  pathway: string;
  url: string;
  /** Of its entry in the master. */
  line: number;
  /** STABLE-VARIANT-ID or STABLE-RENDITION-ID of its entry. */
  stableId?: string;
}

/** The copies of one variant, rendition or trick stream, a region each. */
export interface MediaRow<Copy = MediaCopy> {
  name: string;
  /** Whether it is an I-frame or image stream: for scrubbing, not for playing. */
  scrubbing: boolean;
  /** Whether it may list nothing yet: subtitles, before the first cue. */
  mayBeEmpty: boolean;
  copies: readonly Copy[];
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
    mayBeEmpty: false,
    copies: rung.flatMap(({ entry, pathway }) => copyOf(entry, pathway, base)),
  }));
}

/** Renditions are copies when they agree in everything but group and URI, and their groups are of different pathways. */
function renditionRows(entries: readonly Entry[], base: string): MediaRow[] {
  const users = usersOfGroups(streamsOf(entries, 'variant'));
  const rows = new Map<string, { name: string; mayBeEmpty: boolean; copies: MediaCopy[] }>();
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const pathway = entry.kind === 'media' ? users.get(keyOfRendition(entry))?.[0]?.pathway : undefined;
    if (pathway === undefined) continue;
    const identity = sharedAttributes(entry);
    // Groups of two qualities may hold the same rendition: the first of one region is the first of the other.
    const nth = counts.get(`${pathway} ${identity}`) ?? 0;
    counts.set(`${pathway} ${identity}`, nth + 1);
    const mayBeEmpty = rawValue(entry.attributes, 'TYPE') === 'SUBTITLES';
    const row = rows.get(`${nth} ${identity}`) ?? { name: describe(entry), mayBeEmpty, copies: [] };
    row.copies.push(...copyOf(entry, pathway, base));
    rows.set(`${nth} ${identity}`, row);
  }
  return [...rows.values()].filter(({ copies }) => copies.length > 0).map((row) => ({ ...row, scrubbing: false }));
}

function copyOf(entry: Entry, pathway: string, base: string): MediaCopy[] {
  const uri = uriOf(entry);
  if (uri === undefined || !URL.canParse(uri, base)) return [];
  const url = new URL(uri, base).href;
  const stableId = ['STABLE-VARIANT-ID', 'STABLE-RENDITION-ID'].flatMap(
    (name) => quotedValue(entry.attributes, name) ?? [],
  )[0];
  return hostOf(url) === undefined ? [] : [{ pathway, url, line: entry.line, stableId }];
}
