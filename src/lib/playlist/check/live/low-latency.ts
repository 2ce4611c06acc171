import type { FindingId } from '../../../findings/catalogue.js';
import type { AheadLink, MediaPlaylist } from '../../../hls/media-playlist.js';
import { hostOf } from '../../../hls/streams.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { MediaCopy } from './media-rows.js';

/** PART-HOLD-BACK is at least this many part targets (RFC 8216bis section 4.4.3.8). */
const PART_HOLD_BACK_TARGETS = 2;

/** A region's copy of a media playlist that was read. */
export interface ReadCopy extends MediaCopy {
  /** Whether it is for scrubbing, not for playing. */
  scrubbing: boolean;
  /** Whether it may list nothing new for long: subtitles. */
  mayBeEmpty: boolean;
  snapshot: MediaPlaylist;
  /** Where it came from in the end: what its URIs resolve against. */
  finalUrl: string;
}

/**
 * Whether low-latency players can play a copy, and stay in its region.
 *
 * @param all every copy that was read, of all regions
 */
export function lowLatencyFindings(copy: ReadCopy, all: readonly ReadCopy[]): Finding[] {
  const { partTargetS, partHoldBackS, canBlockReload, ended, aheadLinks } = copy.snapshot;
  const found: Finding[] = [];
  const add = (rule: FindingId, message: string) => {
    found.push(finding(rule, copy.line, `${copy.url} ${message}`));
  };
  if (partTargetS !== undefined && !ended) {
    if (!canBlockReload) add('blocking-reload-missing', 'has parts and no CAN-BLOCK-RELOAD=YES');
    if (partHoldBackS === undefined) add('part-hold-back', 'has parts and no PART-HOLD-BACK');
    else if (partHoldBackS < PART_HOLD_BACK_TARGETS * partTargetS) {
      add(
        'part-hold-back',
        `has PART-HOLD-BACK=${partHoldBackS}, which is less than twice its PART-TARGET=${partTargetS}`,
      );
    }
  }
  for (const link of aheadLinks) {
    const fault = linkFault(link, copy, all);
    if (fault) add(...fault);
  }
  return found;
}

function linkFault(
  { tag, uri }: AheadLink,
  { pathway, finalUrl }: ReadCopy,
  all: readonly ReadCopy[],
): [FindingId, string] | undefined {
  const target = URL.canParse(uri, finalUrl) ? new URL(uri, finalUrl).href : undefined;
  const owners = all.filter((one) => placesOf(one).some((place) => hostOf(place) === hostOf(target)));
  const elsewhere = owners.every((one) => one.pathway !== pathway) ? owners[0]?.pathway : undefined;
  if (tag === 'EXT-X-PRELOAD-HINT') {
    return elsewhere
      ? ['preload-hint-elsewhere', `has EXT-X-PRELOAD-HINT for "${uri}", which is in ${elsewhere}`]
      : undefined;
  }
  if (elsewhere)
    return ['rendition-report-elsewhere', `has EXT-X-RENDITION-REPORT for "${uri}", which is in ${elsewhere}`];
  const known = all.some((one) => placesOf(one).some((place) => pageOf(place) === pageOf(target)));
  return known ? undefined : ['rendition-report-unknown', `reports on "${uri}", which is not in the master playlist`];
}

function placesOf({ url, finalUrl }: ReadCopy): string[] {
  return [url, finalUrl];
}

/** Without its query: the URI of a report need not have the query of the request. */
function pageOf(url: string | undefined): string | undefined {
  return url?.split(/[?#]/, 1)[0];
}
