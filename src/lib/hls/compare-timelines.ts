import type { MediaPlaylist, MediaSegment } from './media-playlist.js';

/** One segment of a media playlist, as far as its place in time goes. */
type TimelineSegment = Pick<MediaSegment, 'sequence' | 'discontinuitySequence' | 'startMs' | 'durationS'>;

/** What a media playlist says of time. */
export type Timeline = Pick<MediaPlaylist, 'targetDuration'> & { segments: readonly TimelineSegment[] };

/**
 * Something in which two timelines of one stream do not agree, by its id in the catalogue of findings. Pairs are of the
 * first and the second.
 */
export type TimelineDifference =
  | { kind: 'target-duration-differs'; seconds: readonly [number, number] }
  /** No dates in common: only numbers say what belongs together. */
  | { kind: 'pdt-missing' }
  /** One ends that much earlier than the other. */
  | { kind: 'region-behind'; which: 'first' | 'second'; ms: number }
  /** They cut their segments at other moments, by less than half a segment. */
  | { kind: 'pdt-skew'; ms: number }
  /** Media sequence numbers of the same moment, or, where no dates tell it, of the newest segments. */
  | { kind: 'media-sequence-differs'; of: 'same moment' | 'newest'; numbers: readonly [number, number] }
  /** Discontinuity sequence numbers of the same moment. */
  | { kind: 'discontinuity-sequence-differs'; numbers: readonly [number, number] };

/** Timestamps that packagers round are this far apart at most, in ms. */
const ROUNDING_MS = 100;
/** Without dates the newest segments are compared; caches and pipelines put regions this many segments apart. */
const SEQUENCE_TOLERANCE = 3;
/** Players start this many target durations before the end (RFC 8216bis section 6.3.3). */
const START_TARGET_DURATIONS = 3;

/**
 * Whether a player that moves from one region's copy of a live media playlist to another's goes on where it was.
 *
 * Dates tell which segments are of the same moment, so that the two need not have been read at once.
 */
export function compareTimelines(one: Timeline, two: Timeline): TimelineDifference[] {
  const found: TimelineDifference[] = [];
  if (one.targetDuration !== two.targetDuration) {
    found.push({ kind: 'target-duration-differs', seconds: [one.targetDuration, two.targetDuration] });
  }
  const pair = nearestInTime(one, two);
  return [...found, ...(pair ? datedDifferences(one, two, pair) : undatedDifferences(one, two))];
}

/** Completes a sentence that begins with the two. @param names of the first and the second */
export function describeDifference(difference: TimelineDifference, names: readonly [string, string]): string {
  switch (difference.kind) {
    case 'target-duration-differs':
      return `have target durations of ${difference.seconds.join(' s and ')} s`;
    case 'pdt-missing':
      return 'have no EXT-X-PROGRAM-DATE-TIME in common, so that only numbers can be compared';
    case 'region-behind': {
      const name = names[difference.which === 'first' ? 0 : 1];
      return `are not at the same moment: ${name} is ${secondsOf(difference.ms)} behind`;
    }
    case 'pdt-skew':
      return `cut their segments ${secondsOf(difference.ms)} apart`;
    case 'media-sequence-differs': {
      const numbers = difference.numbers.join(' and ');
      const say = difference.of === 'newest' ? `are at segment ${numbers} now` : `number the same moment ${numbers}`;
      return `${say} (EXT-X-MEDIA-SEQUENCE)`;
    }
    case 'discontinuity-sequence-differs':
      return `count ${difference.numbers.join(' and ')} discontinuities up to the same moment`;
  }
}

function secondsOf(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

type DatedSegment = TimelineSegment & { startMs: number };
type Pair = readonly [DatedSegment, DatedSegment];

function datedDifferences(one: Timeline, two: Timeline, [first, second]: Pair): TimelineDifference[] {
  const found: TimelineDifference[] = [];
  const behindMs = endMs(one) - endMs(two);
  if (Math.abs(behindMs) > START_TARGET_DURATIONS * one.targetDuration * 1000) {
    found.push({ kind: 'region-behind', which: behindMs > 0 ? 'second' : 'first', ms: Math.abs(behindMs) });
  }
  const skewMs = Math.abs(first.startMs - second.startMs);
  // Farther apart, the windows do not meet, and no two segments are of the same moment.
  if (skewMs > Math.max(first.durationS, second.durationS) * 500) return found;
  if (skewMs > ROUNDING_MS) found.push({ kind: 'pdt-skew', ms: skewMs });
  if (first.sequence !== second.sequence) {
    found.push({ kind: 'media-sequence-differs', of: 'same moment', numbers: [first.sequence, second.sequence] });
  }
  return [...found, ...discontinuityDifference(first, second)];
}

function undatedDifferences(one: Timeline, two: Timeline): TimelineDifference[] {
  const found: TimelineDifference[] = [{ kind: 'pdt-missing' }];
  const numbers = [one.segments.at(-1)?.sequence ?? 0, two.segments.at(-1)?.sequence ?? 0] as const;
  if (Math.abs(numbers[0] - numbers[1]) > SEQUENCE_TOLERANCE) {
    return [...found, { kind: 'media-sequence-differs', of: 'newest', numbers }];
  }
  const own = one.segments.findLast(({ sequence }) => sequence <= numbers[1]);
  const same = two.segments.find(({ sequence }) => sequence === own?.sequence);
  return own && same ? [...found, ...discontinuityDifference(own, same)] : found;
}

function discontinuityDifference(one: TimelineSegment, two: TimelineSegment): TimelineDifference[] {
  const numbers = [one.discontinuitySequence, two.discontinuitySequence] as const;
  return numbers[0] === numbers[1] ? [] : [{ kind: 'discontinuity-sequence-differs', numbers }];
}

/** The two segments whose dates are nearest, the newest of equals; undefined where one of the playlists has no dates. */
function nearestInTime(one: Timeline, two: Timeline): Pair | undefined {
  let best: Pair | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  const others = two.segments.filter(isDated);
  let at = others.length - 1;
  // Both lists are in the order of time: one walk from their ends meets each neighbour.
  for (const own of one.segments.filter(isDated).reverse()) {
    for (; at >= 0; at -= 1) {
      const other = others[at] as DatedSegment;
      const distance = Math.abs(own.startMs - other.startMs);
      if (distance < smallest) [smallest, best] = [distance, [own, other]];
      if (other.startMs <= own.startMs) break;
    }
  }
  return best;
}

function isDated(segment: TimelineSegment): segment is DatedSegment {
  return segment.startMs !== undefined;
}

/** By the newest date, and the durations from there on: past a discontinuity without a date, an estimate. */
function endMs({ segments }: Timeline): number {
  const newest = segments.findLastIndex(isDated);
  const seconds = segments.slice(newest).reduce((sum, { durationS }) => sum + durationS, 0);
  return (segments[newest]?.startMs ?? 0) + seconds * 1000;
}
