import { listOf } from '../list-of.js';

/** What keeps one region's origin from answering for another, in words, and what would change that. */
export interface WhyNot {
  why: string;
  remedy: string;
}

/** How the streams of two regions differ where they must not. */
export type Difference =
  | { kind: 'ladders'; what: string }
  | { kind: 'names'; one: string; other: string }
  | { kind: 'numbering'; what: string }
  | { kind: 'target-duration'; seconds: readonly [number, number] }
  | { kind: 'missing'; what: string }
  | { kind: 'decode-time'; path: string; difference: bigint }
  | { kind: 'init'; path: string }
  | { kind: 'keys'; path: string }
  | { kind: 'lag'; segments: number; behind: string };

/** How many segments one region may be behind another for its origin to answer for it; `docs/reroute.md` says why. */
export const MOST_LAG = 2;

const EPOCH_LOCKED =
  'Lock the segments of both encoders to the epoch, with equal settings (MediaPackage, "Working with cross-region failover").';

/** A difference as a sentence without its full stop. */
export function whyDiffers(difference: Difference, [one, other]: readonly [string, string]): WhyNot {
  switch (difference.kind) {
    case 'ladders':
      return { why: `the ladders differ: ${difference.what}`, remedy: 'Give both encoders the same ladder.' };
    case 'names':
      return {
        why: `${other} has ${difference.other} where ${one} has ${difference.one}: below some folder the names must be the same, and playlists must name them relatively`,
        remedy: 'Configure both packagers alike: names of playlists and segments, and relative URLs.',
      };
    case 'numbering':
      return { why: `the two ${difference.what}`, remedy: EPOCH_LOCKED };
    case 'target-duration':
      return {
        why: `the target durations are ${listOf(difference.seconds.map((one) => `${one} s`))}`,
        remedy: 'Give both packagers the same segment duration.',
      };
    case 'missing':
      return {
        why: `${other} lacks what ${one} has: ${difference.what}`,
        remedy: 'Configure both packagers alike, with the same window of segments.',
      };
    case 'decode-time':
      return {
        why: `the segment ${difference.path} begins ${difference.difference} ticks apart in the two regions (decode time)`,
        remedy: EPOCH_LOCKED,
      };
    case 'init':
      return {
        why: `the initialization segment ${difference.path} differs: a player would decode one region's media by the other's settings`,
        remedy: 'Give both encoders the same version and settings.',
      };
    case 'keys':
      return {
        why: `the segments of ${difference.path} are encrypted with other keys`,
        remedy: 'Let both packagers use the same keys.',
      };
    case 'lag':
      return {
        why: `${difference.behind} is ${difference.segments} segments behind; at most ${MOST_LAG} are bridged`,
        remedy: 'Reduce the delay of the region that is behind.',
      };
  }
}
