import { compareTimelines, type TimelineDifference } from '../../../hls/compare-timelines.js';
import { type Finding, finding, type RuleId } from '../rules.js';
import type { MediaSnapshot } from './media-snapshot.js';

/** One region's copy of a media playlist. */
export interface RegionSnapshot {
  pathway: string;
  /** Line of the master's entry that leads to it. */
  line: number;
  snapshot: MediaSnapshot;
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
  if (one.mapped !== two.mapped) add('container-differs', 'differ: one has EXT-X-MAP (fMP4), the other has not');
  if (one.encryption.join() !== two.encryption.join()) {
    const keys = [one, two].map(({ encryption }) => encryption.join(', ') || 'no keys');
    add('encryption-differs', `are encrypted differently: ${keys.join(' against ')}`);
  } else if (one.keyIds.size > 0 && two.keyIds.size > 0 && ![...one.keyIds].some((id) => two.keyIds.has(id))) {
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

function describeLowLatency({ partTarget, partHoldBack, canBlockReload }: MediaSnapshot): string {
  const reload = canBlockReload ? 'blocking reload' : 'no blocking reload';
  if (partTarget === undefined) return `no parts, ${reload}`;
  return `parts of ${partTarget} s${partHoldBack === undefined ? '' : `, PART-HOLD-BACK ${partHoldBack} s`}, ${reload}`;
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
