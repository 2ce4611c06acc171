import { CvsError, usageError } from '../../errors.js';
import type { EntryKind } from '../../hls/entry.js';
import type { MasterPlaylist } from '../../hls/master-entries.js';
import { type RegionMaster, refusal } from '../../hls/refusal.js';
import { hostOf, uriOf } from '../../hls/streams.js';
import { listOf } from '../../list-of.js';
import type { Notes } from './notes.js';

/** What a pathway id may hold (RFC 8216bis section 4.4.6.2), but the underscore, which marks group ids off. */
const REGION = /^[A-Za-z0-9.-]+$/;

/** Entries that lead to a media playlist. */
const STREAMS: ReadonlySet<EntryKind> = new Set(['variant', 'trick', 'media']);

/**
 * Throws unless there are two regions or more, each named once.
 *
 * @throws CvsError `REGIONS_INVALID`, and `PLAYLIST_UNSUPPORTED` where a URL carries a password that viewers would see
 */
export function refuseUnlessDistinct(masters: readonly RegionMaster[]): void {
  const regions = masters.map((master) => master.region);
  if (masters.length < 2) throw usageError('REGIONS_INVALID', 'A merged master playlist needs two regions or more.');
  const bad = regions.find((region, index) => !REGION.test(region) || regions.indexOf(region) !== index);
  if (bad !== undefined) {
    throw usageError(
      'REGIONS_INVALID',
      `The region "${bad}" is named twice, or has characters other than letters, digits, "-" and ".".`,
    );
  }
  for (const { region, url } of masters) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol)) {
      throw usageError('REGIONS_INVALID', `The URL of ${region}'s master playlist is not an http or https URL: ${url}`);
    }
    if (parsed.username !== '' || parsed.password !== '') {
      parsed.username = '';
      parsed.password = '';
      const problem = 'has a password in its URL, which viewers would see';
      throw refusal('PLAYLIST_UNSUPPORTED', { region, url: parsed.href }, problem);
    }
  }
}

/**
 * Throws where two regions name the same playlist, so that closing one would close both; warns where they share a host,
 * as some players give up a host and not a pathway (measured: Shaka bans by host name), and where a region's streams
 * come from another host than its master, which closing the distribution would not stop.
 *
 * @throws CvsError `SAME_STREAM`
 */
export function requireOwnStreams(masters: readonly MasterPlaylist[], notes: Notes): void {
  const uris = new Map<string, string>();
  const hosts = new Map<string, Set<string>>();
  for (const { entries, source } of masters) {
    const elsewhere = new Set<string>();
    const ownHost = hostOf(source.askedUrl ?? source.url);
    for (const entry of entries) {
      const uri = STREAMS.has(entry.kind) ? uriOf(entry) : undefined;
      if (!uri) continue;
      const owner = uris.get(uri) ?? source.region;
      if (owner !== source.region) {
        throw new CvsError({
          code: 'SAME_STREAM',
          message: `${owner} and ${source.region} name the same playlist, ${uri}, so that neither can replace the other.`,
          suggestions: [
            'Give each region the playlist of its own stream as distributionPlaylistUrl in the cluster file.',
          ],
        });
      }
      uris.set(uri, owner);
      const host = hostOf(uri) ?? '';
      if (host !== ownHost) elsewhere.add(host);
      hosts.set(host, (hosts.get(host) ?? new Set()).add(source.region));
    }
    if (elsewhere.size > 0) {
      const problem = `${source.region}: streams come from ${listOf([...elsewhere])}, its master playlist from ${ownHost}`;
      notes.warnings.push(`${problem}; closing that distribution does not stop them`);
    }
  }
  for (const [host, regions] of hosts) {
    if (regions.size > 1) notes.warnings.push(`${listOf([...regions])} share the host ${host}; each needs its own`);
  }
}
