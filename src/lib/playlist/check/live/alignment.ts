import { type Finding, finding } from '../rules.js';
import type { MediaSnapshot, SnapshotSegment } from './media-snapshot.js';

/** One region's copy of a media playlist. */
export interface RegionSnapshot {
  pathway: string;
  /** Line of the master's entry that leads to it. */
  line: number;
  snapshot: MediaSnapshot;
}

/** Timestamps that packagers round are this far apart at most, in ms. */
const PDT_TOLERANCE_MS = 100;
/** Without dates the newest segments are compared; caches and pipelines put regions this many segments apart. */
const SEQUENCE_TOLERANCE = 3;
/** Players start this many target durations before the end (RFC 8216bis section 6.3.3). */
const START_TARGET_DURATIONS = 3;

/**
 * Whether a player that moves from one region's media playlist to another's goes on where it was.
 *
 * @param name what the playlist is, for people
 */
export function alignmentFindings(name: string, first: RegionSnapshot, other: RegionSnapshot): Finding[] {
  const [one, two] = [first.snapshot, other.snapshot];
  const between = `${name}: ${first.pathway} and ${other.pathway}`;
  const found: Finding[] = [];
  const add = (rule: Parameters<typeof finding>[0], message: string) => {
    found.push(finding(rule, other.line, `${between} ${message}`));
  };
  if (one.targetDuration !== two.targetDuration) {
    add('target-duration-differs', `have target durations of ${one.targetDuration} s and ${two.targetDuration} s`);
  }
  if (one.partTarget !== two.partTarget) {
    const parts = [one, two].map(({ partTarget }) =>
      partTarget === undefined ? 'no parts' : `parts of ${partTarget} s`,
    );
    add('low-latency-differs', `have ${parts.join(' and ')}`);
  }
  if (one.mapped !== two.mapped) add('container-differs', 'differ: one has EXT-X-MAP (fMP4), the other has not');
  if (one.encryption.join() !== two.encryption.join()) {
    const keys = [one, two].map(({ encryption }) => encryption.join(', ') || 'no keys');
    add('encryption-differs', `are encrypted differently: ${keys.join(' against ')}`);
  } else if (one.keyIds.size > 0 && two.keyIds.size > 0 && ![...one.keyIds].some((id) => two.keyIds.has(id))) {
    add('encryption-differs', 'have no key in common, so that players need another licence when they move');
  }
  if (one.ended !== two.ended) add('stream-ended', `differ: ${one.ended ? first.pathway : other.pathway} has ended`);
  else if (!one.ended) found.push(...timeFindings(between, first, other));
  return found;
}

function timeFindings(between: string, first: RegionSnapshot, other: RegionSnapshot): Finding[] {
  const { line } = other;
  const pair = nearestInTime(first.snapshot, other.snapshot);
  if (!pair) return undatedFindings(between, first, other);
  const [one, two] = pair;
  const found: Finding[] = [];
  const behindMs = endMs(first.snapshot) - endMs(other.snapshot);
  if (Math.abs(behindMs) > START_TARGET_DURATIONS * first.snapshot.targetDuration * 1000) {
    const behind = behindMs > 0 ? other.pathway : first.pathway;
    found.push(finding('region-behind', line, `${between}: ${behind} is ${seconds(Math.abs(behindMs))} behind`));
  }
  const skewMs = Math.abs((one.startMs ?? 0) - (two.startMs ?? 0));
  // Farther apart, the windows do not meet, and no two segments are of the same moment.
  if (skewMs > Math.max(one.durationMs, two.durationMs) / 2) return found;
  if (skewMs > PDT_TOLERANCE_MS) {
    found.push(finding('pdt-skew', line, `${between} cut their segments ${seconds(skewMs)} apart`));
  }
  if (one.sequence !== two.sequence) {
    const message = `number the same moment ${one.sequence} and ${two.sequence} (EXT-X-MEDIA-SEQUENCE)`;
    found.push(finding('media-sequence-differs', line, `${between} ${message}`));
  }
  return [...found, ...discontinuityFinding(between, line, one, two)];
}

function undatedFindings(between: string, first: RegionSnapshot, other: RegionSnapshot): Finding[] {
  const { line } = other;
  const found = [finding('pdt-missing', line, `${between} have no EXT-X-PROGRAM-DATE-TIME in common to go by`)];
  const [one, two] = [first, other].map(({ snapshot }) => snapshot.segments.at(-1)?.sequence ?? 0) as [number, number];
  if (Math.abs(one - two) > SEQUENCE_TOLERANCE) {
    const message = `are at segment ${one} and ${two} now (EXT-X-MEDIA-SEQUENCE)`;
    found.push(finding('media-sequence-differs', line, `${between} ${message}`));
    return found;
  }
  const own = first.snapshot.segments.findLast((segment) => segment.sequence <= two);
  const same = other.snapshot.segments.find((segment) => segment.sequence === own?.sequence);
  return own && same ? [...found, ...discontinuityFinding(between, line, own, same)] : found;
}

function discontinuityFinding(between: string, line: number, one: SnapshotSegment, two: SnapshotSegment): Finding[] {
  if (one.discontinuity === two.discontinuity) return [];
  const message = `count ${one.discontinuity} and ${two.discontinuity} discontinuities up to the same moment`;
  return [finding('discontinuity-sequence-differs', line, `${between} ${message}`)];
}

/** The two segments whose dates are nearest, the newest of equals; undefined where a playlist has no dates. */
function nearestInTime(one: MediaSnapshot, two: MediaSnapshot): [SnapshotSegment, SnapshotSegment] | undefined {
  let best: [SnapshotSegment, SnapshotSegment] | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  let at = two.segments.length - 1;
  // Both lists are in the order of time: one walk from their ends meets each neighbour.
  for (const own of one.segments.toReversed()) {
    for (; at >= 0; at -= 1) {
      const other = two.segments[at] as SnapshotSegment;
      if (own.startMs === undefined || other.startMs === undefined) return undefined;
      const distance = Math.abs(own.startMs - other.startMs);
      if (distance < smallest) [smallest, best] = [distance, [own, other]];
      if (other.startMs <= own.startMs) break;
    }
  }
  return best;
}

function endMs({ segments }: MediaSnapshot): number {
  const last = segments.at(-1);
  return (last?.startMs ?? 0) + (last?.durationMs ?? 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
