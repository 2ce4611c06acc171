import type { FindingId } from '../../../findings/catalogue.js';
import type { Severity } from '../../../findings/finding.js';
import { groupBy } from '../../../group-by.js';
import type { AheadLink, MediaPlaylist } from '../../../hls/media-playlist.js';
import { hostOf } from '../../../hls/streams.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { MediaCopy } from './media-rows.js';

/**
 * PART-HOLD-BACK must be at least twice the part target, and should be three times; HOLD-BACK and CAN-SKIP-UNTIL must be
 * three and six target durations (RFC 8216bis section 4.4.3.8).
 */
const PART_HOLD_BACK = { must: 2, should: 3 };
const HOLD_BACK_TARGETS = 3;
const SKIP_TARGETS = 6;

/** For what was rounded in the text. */
const ROUNDING_S = 0.001;

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
  const { partTargetS, canBlockReload, ended, aheadLinks } = copy.snapshot;
  const found: Finding[] = [];
  const add = (rule: FindingId, message: string, severity?: Severity) => {
    found.push(finding(rule, copy.line, `${copy.url} ${message}`, severity));
  };
  if (partTargetS !== undefined && !ended) {
    if (!canBlockReload) add('blocking-reload-missing', 'has parts and no CAN-BLOCK-RELOAD=YES');
    partHoldBackFindings(copy.snapshot.partHoldBackS, partTargetS, add);
  }
  if (!ended) shortFindings(copy.snapshot, add);
  for (const link of aheadLinks) {
    const fault = linkFault(link, copy, all);
    if (fault) add(...fault);
  }
  return found;
}

type Add = (rule: FindingId, message: string, severity?: Severity) => void;

function partHoldBackFindings(partHoldBackS: number | undefined, partTargetS: number, add: Add): void {
  const least = PART_HOLD_BACK.should * partTargetS - ROUNDING_S;
  if (partHoldBackS === undefined) add('part-hold-back', 'has parts and no PART-HOLD-BACK');
  else if (partHoldBackS < least) {
    const mustHold = partHoldBackS < PART_HOLD_BACK.must * partTargetS - ROUNDING_S;
    const message = `has PART-HOLD-BACK=${partHoldBackS}, which is less than ${mustHold ? 'twice' : 'three times'} its PART-TARGET=${partTargetS}`;
    add('part-hold-back', message, mustHold ? undefined : 'warning');
  }
}

function shortFindings({ holdBackS, canSkipUntilS, targetDuration }: MediaPlaylist, add: Add): void {
  const limits = [
    ['HOLD-BACK', holdBackS, HOLD_BACK_TARGETS],
    ['CAN-SKIP-UNTIL', canSkipUntilS, SKIP_TARGETS],
  ] as const;
  for (const [name, seconds, targets] of limits) {
    if (seconds !== undefined && seconds < targets * targetDuration - ROUNDING_S) {
      add(
        'server-control-short',
        `has ${name}=${seconds}, which is less than ${targets} target durations of ${targetDuration} s`,
      );
    }
  }
}

/**
 * Whether all media playlists of a region have the same EXT-X-SERVER-CONTROL. That subtitles have none hurts nobody.
 *
 * @param copies of one region
 */
export function serverControlFindings(copies: readonly ReadCopy[]): Finding[] {
  const live = copies.filter(({ scrubbing, snapshot }) => !scrubbing && !snapshot.ended);
  const says = groupBy(live, ({ snapshot }) => describeServerControl(snapshot));
  const byControl = [...says].filter(([control]) => control !== '');
  const [, second] = byControl;
  if (!second) return [];
  const each = byControl.slice(0, 3).map(([control, [one]]) => `${control} (${one?.url})`);
  const message = `EXT-X-SERVER-CONTROL of ${second[1][0]?.pathway} says ${each.join(', ')}`;
  return [finding('server-control-apart', second[1][0]?.line ?? 1, message)];
}

function describeServerControl({ canBlockReload, holdBackS, partHoldBackS, canSkipUntilS }: MediaPlaylist): string {
  const said = [
    ...(canBlockReload ? ['CAN-BLOCK-RELOAD=YES'] : []),
    ...(holdBackS === undefined ? [] : [`HOLD-BACK=${holdBackS}`]),
    ...(partHoldBackS === undefined ? [] : [`PART-HOLD-BACK=${partHoldBackS}`]),
    ...(canSkipUntilS === undefined ? [] : [`CAN-SKIP-UNTIL=${canSkipUntilS}`]),
  ];
  return said.join(',');
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
