import type { ClipRendition, Fragment } from './clip.js';

/** Nominal length of a segment, ms; also EXT-X-TARGETDURATION. */
export const SEGMENT_MS = 2000;
/** Segments in a media playlist. */
export const WINDOW_SEGMENTS = 10;
/** Segments that can be fetched after they have left the playlist, for players that read it just before. */
const GRACE_SEGMENTS = 10;

/** One segment of a rendition on the live timeline: a function of its sequence number alone. */
export interface SegmentTiming {
  sequence: number;
  durationS: number;
  /** Wall clock of its first frame, ms since the epoch. */
  programDateTimeMs: number;
  /** baseMediaDecodeTime, ticks. */
  decodeTime: bigint;
}

/**
 * The newest segment that is complete at `nowMs`; -1 before the first.
 *
 * @param epochMs when segment 0 starts; the same in every region, so that their segments agree
 */
export function newestSequence(epochMs: number, nowMs: number): number {
  return Math.max(-1, Math.floor((nowMs - epochMs) / SEGMENT_MS) - 1);
}

/** The sequence numbers in the playlist at `nowMs`, oldest first. */
export function playlistWindow(epochMs: number, nowMs: number): number[] {
  const newest = newestSequence(epochMs, nowMs);
  const oldest = Math.max(0, newest - WINDOW_SEGMENTS + 1);
  return Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
}

/**
 * The segments that can be fetched at `nowMs`, oldest first: complete, and not long out of the window.
 *
 * @param kept no more than this many
 */
export function availableSequences(epochMs: number, nowMs: number, kept = Number.POSITIVE_INFINITY): number[] {
  const newest = newestSequence(epochMs, nowMs);
  const count = Math.min(kept, WINDOW_SEGMENTS + GRACE_SEGMENTS, newest + 1);
  return Array.from({ length: count }, (_, index) => newest - count + 1 + index);
}

/** Whether a segment can be fetched. */
export function isAvailable(sequence: number, epochMs: number, nowMs: number): boolean {
  return availableSequences(epochMs, nowMs).includes(sequence);
}

/** When a segment plays. Audio fragments hold whole AAC frames, so they start up to one frame after the video's. */
export function segmentTiming(rendition: ClipRendition, sequence: number, epochMs: number): SegmentTiming {
  const { loop, fragment } = place(rendition, sequence);
  const decodeTime = BigInt(loop) * BigInt(rendition.loopTicks) + BigInt(fragment.startTicks);
  return {
    sequence,
    durationS: fragment.durationTicks / rendition.timescale,
    programDateTimeMs: epochMs + Math.round((Number(decodeTime) * 1000) / rendition.timescale),
    decodeTime,
  };
}

/** A segment's bytes: the clip's fragment with the sequence number and decode time of its place on the timeline. */
export function segmentData(rendition: ClipRendition, sequence: number): Buffer {
  return placed(rendition, sequence, fragmentAt(rendition, sequence));
}

/** A fragment as if it were a segment of the rendition: with its sequence number and decode time. */
export function placed(rendition: ClipRendition, sequence: number, fragment: Fragment): Buffer {
  const data = Buffer.from(fragment.data);
  data.writeUInt32BE((sequence + 1) % 2 ** 32, fragment.sequenceOffset);
  data.writeBigUInt64BE(segmentTiming(rendition, sequence, 0).decodeTime, fragment.decodeTimeOffset);
  return data;
}

/** The fragment of the loop that a segment plays. */
export function fragmentAt(rendition: ClipRendition, sequence: number): Fragment {
  return place(rendition, sequence).fragment;
}

function place(rendition: ClipRendition, sequence: number) {
  const count = rendition.fragments.length;
  const fragment = rendition.fragments[sequence % count];
  if (!fragment) throw new Error(`${rendition.name} has no fragment for segment ${sequence}`);
  return { loop: Math.floor(sequence / count), fragment };
}
