import type { PathwayClone } from '../../../hls/steering-manifest.js';
import { hostOf } from '../../../hls/streams.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { MediaCopy, MediaRow } from './media-rows.js';

/** The rows with a copy for each clone of a pathway, as players make them (RFC 8216bis section 7.2). */
export function withClones(rows: readonly MediaRow[], clones: readonly PathwayClone[]): MediaRow[] {
  return rows.map((row) => {
    const copies = [...row.copies];
    for (const clone of clones) {
      const bases = copies.filter(({ pathway }) => pathway === clone.baseId);
      copies.push(...bases.flatMap((base) => cloneOf(base, clone)));
    }
    return { ...row, copies };
  });
}

function cloneOf(base: MediaCopy, { id, host, params, uris }: PathwayClone): MediaCopy[] {
  const whole = base.stableId === undefined ? undefined : uris[base.stableId];
  if (whole !== undefined)
    return URL.canParse(whole, base.url) ? [{ ...base, pathway: id, url: new URL(whole, base.url).href }] : [];
  const url = new URL(base.url);
  if (host !== undefined) url.host = host;
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return [{ ...base, pathway: id, url: url.href }];
}

/** A clone on the host of its base fails together with it. @param rows with the copies of clones */
export function cloneFindings(rows: readonly MediaRow[], clones: readonly PathwayClone[]): Finding[] {
  return clones.flatMap(({ id, baseId }) => {
    const copies = rows.flatMap((row) => row.copies);
    const hosts = new Set(copies.flatMap(({ pathway, url }) => (pathway === baseId ? (hostOf(url) ?? []) : [])));
    const shared = copies.find(({ pathway, url }) => pathway === id && hosts.has(hostOf(url) ?? ''));
    if (!shared) return [];
    return [finding('host-shared', shared.line, `${baseId} and its clone ${id} share the host ${hostOf(shared.url)}`)];
  });
}
