import { compareTimelines, type TimelineDifference } from '../../../hls/compare-timelines.js';
import type { MediaPlaylist } from '../../../hls/media-playlist.js';
import { type Finding, finding, type RuleId } from '../rules.js';

/** One region's copy of a media playlist. */
export interface RegionSnapshot {
  pathway: string;
  /** Line of the master's entry that leads to it. */
  line: number;
  snapshot: MediaPlaylist;
}

/**
 * Whether a player that moves from one region's media playlist to another's goes on where it was.
 *
 * @param name what the playlist is, for people
 */
export function alignmentFindings(name: string, first: RegionSnapshot, other: RegionSnapshot): Finding[] {
  const [one, two] = [first.snapshot, other.snapshot];
  const between = `${name}: ${first.pathway} and ${other.pathway}`;
  const found: Finding[] = [];
  const add = (rule: RuleId, message: string) => {
    found.push(finding(rule, other.line, `${between} ${message}`));
  };
  const [parts, otherParts] = [one, two].map(describeLowLatency);
  if (parts !== otherParts) add('low-latency-differs', `have ${parts} against ${otherParts}`);
  if (isMapped(one) !== isMapped(two)) add('container-differs', 'differ: one has EXT-X-MAP (fMP4), the other has not');
  const keys = [one, two].map((playlist) => encryptionOf(playlist).join(', ') || 'no keys');
  const [ids, otherIds] = [keyIdsOf(one), keyIdsOf(two)];
  if (keys[0] !== keys[1]) {
    add('encryption-differs', `are encrypted differently: ${keys.join(' against ')}`);
  } else if (ids.size > 0 && otherIds.size > 0 && ![...ids].some((id) => otherIds.has(id))) {
    add('encryption-differs', 'have no key in common, so that players need another licence when they move');
  }
  if (one.ended !== two.ended) add('stream-ended', `differ: ${one.ended ? first.pathway : other.pathway} has ended`);
  for (const difference of compareTimelines(one, two)) {
    // What has ended does not go on, at whatever moment.
    if (difference.kind === 'target-duration' || !(one.ended || two.ended)) {
      add(...describeDifference(difference, first, other));
    }
  }
  return found;
}

/** Whether segments need an initialization segment, as fMP4 does. */
function isMapped({ segments }: MediaPlaylist): boolean {
  return segments.some(({ initUrl }) => initUrl !== undefined);
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

function describeLowLatency({ partTargetS, partHoldBackS, canBlockReload }: MediaPlaylist): string {
  const reload = canBlockReload ? 'blocking reload' : 'no blocking reload';
  if (partTargetS === undefined) return `no parts, ${reload}`;
  const holdBack = partHoldBackS === undefined ? '' : `, PART-HOLD-BACK ${partHoldBackS} s`;
  return `parts of ${partTargetS} s${holdBack}, ${reload}`;
}

function describeDifference(
  difference: TimelineDifference,
  first: RegionSnapshot,
  other: RegionSnapshot,
): [RuleId, string] {
  switch (difference.kind) {
    case 'target-duration':
      return ['target-duration-differs', `have target durations of ${difference.seconds.join(' s and ')} s`];
    case 'undated':
      return ['pdt-missing', 'have no EXT-X-PROGRAM-DATE-TIME in common to go by'];
    case 'behind': {
      const { pathway } = difference.which === 'first' ? first : other;
      return ['region-behind', `are not at the same moment: ${pathway} is ${seconds(difference.ms)} behind`];
    }
    case 'skew':
      return ['pdt-skew', `cut their segments ${seconds(difference.ms)} apart`];
    case 'media-sequence': {
      const numbers = difference.numbers.join(' and ');
      const says = difference.of === 'newest' ? `are at segment ${numbers} now` : `number the same moment ${numbers}`;
      return ['media-sequence-differs', `${says} (EXT-X-MEDIA-SEQUENCE)`];
    }
    case 'discontinuity-sequence': {
      const says = `count ${difference.numbers.join(' and ')} discontinuities up to the same moment`;
      return ['discontinuity-sequence-differs', says];
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
