import type { FindingId } from '../../../findings/catalogue.js';
import { adMarkerDifference } from '../../../hls/compare-ad-markers.js';
import { compareTimelines, describeDifference } from '../../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../../hls/media-playlist.js';
import { type Finding, finding } from '../playlist-finding.js';
import type { MediaCopy } from './media-rows.js';

/** One region's copy of a media playlist. */
export type RegionSnapshot = Pick<MediaCopy, 'pathway' | 'line'> & { snapshot: MediaPlaylist };

/**
 * Whether a player that moves from one region's media playlist to another's goes on where it was.
 *
 * @param name what the playlist is, for people
 */
export function alignmentFindings(name: string, first: RegionSnapshot, other: RegionSnapshot): Finding[] {
  const [one, two] = [first.snapshot, other.snapshot];
  const between = `${name}: ${first.pathway} and ${other.pathway}`;
  const found: Finding[] = [];
  const add = (rule: FindingId, message: string) => {
    found.push(finding(rule, other.line, `${between} ${message}`));
  };
  const [parts, otherParts] = [one, two].map(describeLowLatency);
  if (parts !== otherParts) add('low-latency-differs', `have ${parts} against ${otherParts}`);
  const [control, otherControl] = [one, two].map(describeControl);
  if (control !== otherControl) add('server-control-differs', `have ${control} against ${otherControl}`);
  const markers = adMarkerDifference(one, two, [first.pathway, other.pathway]);
  if (markers !== undefined) add('ad-markers-differ', markers);
  const [isMapped, isOtherMapped] = [one, two].map(({ segments }) =>
    segments.some(({ initUrl }) => initUrl !== undefined),
  );
  if (isMapped !== isOtherMapped) add('container-differs', 'differ: only one has EXT-X-MAP (fMP4)');
  const keys = [one, two].map((playlist) => encryptionOf(playlist).join(', ') || 'no keys');
  const [ids, otherIds] = [keyIdsOf(one), keyIdsOf(two)];
  if (keys[0] !== keys[1]) {
    add('encryption-differs', `are encrypted differently: ${keys.join(' against ')}`);
  } else if (ids.size > 0 && otherIds.size > 0 && ![...ids].some((id) => otherIds.has(id))) {
    add('encryption-differs', 'have no key in common, so players need another licence when they move');
  }
  if (one.ended !== two.ended) add('stream-ended', `differ: ${one.ended ? first.pathway : other.pathway} has ended`);
  for (const difference of compareTimelines(one, two)) {
    // Playlists of which one has ended are not at the same moment.
    if (difference.kind === 'target-duration-differs' || !(one.ended || two.ended)) {
      add(difference.kind, describeDifference(difference, [first.pathway, other.pathway]));
    }
  }
  return found;
}

/** METHOD and KEYFORMAT of its keys, each once, sorted. */
function encryptionOf({ keys }: MediaPlaylist): string[] {
  return [...new Set(keys.map(({ method, keyFormat }) => `${method} ${keyFormat}`))].sort();
}

/** Keys that are named rather than fetched over HTTP, as licence servers have them. */
function keyIdsOf({ keys }: MediaPlaylist): Set<string> {
  return new Set(
    keys.flatMap(({ uri = '' }) => (/^[a-z][a-z0-9+.-]*:/i.test(uri) && !/^https?:/i.test(uri) ? uri : [])),
  );
}

function describeControl({ holdBackS, canSkipUntilS }: MediaPlaylist): string {
  const say = (name: string, seconds: number | undefined) =>
    seconds === undefined ? `no ${name}` : `${name} ${seconds} s`;
  return `${say('HOLD-BACK', holdBackS)} and ${say('CAN-SKIP-UNTIL', canSkipUntilS)}`;
}

function describeLowLatency({ partTargetS, partHoldBackS, canBlockReload }: MediaPlaylist): string {
  const reload = canBlockReload ? 'blocking reload' : 'no blocking reload';
  if (partTargetS === undefined) return `no parts, ${reload}`;
  const holdBack = partHoldBackS === undefined ? '' : `, PART-HOLD-BACK ${partHoldBackS} s`;
  return `parts of ${partTargetS} s${holdBack}, ${reload}`;
}
