import type { SavedMemory } from './segment-memory.js';

const TIMES = ['since', 'endedAt', 'readAt', 'newAt', 'mediaFailingSince', 'overSince', 'restartedAt'] as const;

type Times = Pick<Seen, (typeof TIMES)[number]>;

/** What is known of a playlist besides its segments. Times are in ms: on the monotonic clock in a run. */
export interface Seen {
  targetDuration?: number;
  /** Since when it has been looked at without a pause. */
  since?: number;
  /** When the last poll ended, and when the last one that brought the playlist did. */
  endedAt?: number;
  readAt?: number;
  /** When a segment was last seen to appear. */
  newAt?: number;
  /** Since when no segment could be fetched. */
  mediaFailingSince?: number;
  /** Since when it has had an EXT-X-ENDLIST. */
  overSince?: number;
  /** When the encoder was last seen to begin again, and how many times, each soon after the time before. */
  restartedAt?: number;
  restarts?: number;
  /** Wall clock, at the last new segment. */
  changedMs?: number;
  /** A segment was seen to appear at some time. */
  moved?: true;
  failure?: string;
}

/** What is kept of a watch between runs. Times are on the wall clock, ms; `changedS` has seconds. */
export interface SavedWatch extends Omit<Seen, 'changedMs'> {
  memory?: SavedMemory;
  intervals: readonly number[];
  changedS?: number;
}

/** The times that are known, each changed in the same way. */
export function eachTime(times: Times, change: (time: number) => number): Times {
  return Object.fromEntries(TIMES.flatMap((name) => (times[name] === undefined ? [] : [[name, change(times[name])]])));
}
