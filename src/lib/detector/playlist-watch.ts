import type { ChangeDetect } from '../cluster/cluster.js';
import { ChangeIntervals } from './change-intervals.js';
import type { PlaylistReport, StreamState } from './detector-message.js';
import type { MediaPlaylistSnapshot } from './read-playlist.js';
import { SegmentMemory } from './segment-memory.js';

/** Target duration in s while none is known; what Apple's HLS Authoring Specification asks of live streams. */
export const ASSUMED_TARGET_DURATION_S = 6;

const MIN_POLL_MS = 500;
const MAX_POLL_MS = 5000;

export interface Judgement {
  state: StreamState;
  /** Why it is not fresh. */
  reason?: string;
}

/**
 * What is known of one media playlist. Pure: it is told what a poll brought and when, on the monotonic clock.
 *
 * It is fresh only while a segment has been seen to appear within the deadline, TARGETDURATION × multiplier. So it
 * cannot be fresh in an outage, whatever form the outage takes: nothing but a new segment makes it so. And it cannot be
 * stale because nobody looked: a pause between polls longer than the deadline makes fresh unknown, not stale.
 */
export class PlaylistWatch {
  readonly #multiplier: number;
  readonly #memory: SegmentMemory;
  readonly #intervals = new ChangeIntervals();
  #targetDuration: number | undefined;
  /** Since when it has been looked at without a pause. */
  #since: number | undefined;
  /** When the poll began whose outcome is awaited or was the last. */
  #beganAt = 0;
  #endedAt: number | undefined;
  #readAt: number | undefined;
  /** When a segment was last seen to appear. */
  #newAt: number | undefined;
  #changedS: number | undefined;
  #streamEnded = false;
  #failure: string | undefined;

  constructor(options: { durationMultiplier: number; changeDetect: ChangeDetect }) {
    this.#multiplier = options.durationMultiplier;
    this.#memory = new SegmentMemory(options.changeDetect);
  }

  /** How long it may be without a new segment, in ms. */
  get deadlineMs(): number {
    return (this.#targetDuration ?? ASSUMED_TARGET_DURATION_S) * this.#multiplier * 1000;
  }

  /** Time between polls in ms: a fifth of the target duration, within bounds. */
  get pollMs(): number {
    if (this.#targetDuration === undefined) return MIN_POLL_MS * 2;
    return Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, this.#targetDuration * 200));
  }

  /** A poll begins. */
  began(at: number): void {
    const paused = this.#endedAt !== undefined && at - this.#endedAt > this.deadlineMs;
    if (paused) this.#intervals.interrupted();
    if (this.#since === undefined || (paused && this.judge(this.#endedAt as number).state !== 'stale')) {
      this.#since = at;
      this.#newAt = undefined;
    }
    this.#beganAt = at;
  }

  /** The poll brought the playlist. `nowS` is the wall clock, in epoch seconds. */
  read(snapshot: MediaPlaylistSnapshot, at: number, nowS: number): void {
    // A segment that is new to us has appeared of late only when the playlist was read shortly before.
    const readBefore = this.#readAt !== undefined && this.#beganAt - this.#readAt <= this.deadlineMs;
    if (this.#memory.isNew(snapshot)) {
      this.#changedS = nowS;
      this.#intervals.changed(at);
      if (readBefore) this.#newAt = at;
    }
    this.#targetDuration = snapshot.targetDuration;
    this.#streamEnded = snapshot.ended;
    this.#failure = undefined;
    this.#readAt = at;
    this.#endedAt = at;
  }

  /** The poll brought no playlist. */
  failed(reason: string, at: number): void {
    this.#failure = reason;
    this.#endedAt = at;
  }

  /** The distribution that it is read through is closed: whether the stream moves cannot be seen. */
  closed(at: number): void {
    this.#failure = 'the distribution is closed';
    this.#since = at;
    this.#newAt = undefined;
    this.#readAt = undefined;
    this.#endedAt = at;
    this.#intervals.interrupted();
  }

  judge(at: number): Judgement {
    if (this.#streamEnded) return { state: 'stale', reason: 'the stream has ended (EXT-X-ENDLIST)' };
    const since = this.#newAt ?? this.#since;
    if (since === undefined) return { state: 'unknown', reason: 'not looked at yet' };
    if (at - since > this.deadlineMs) {
      const silence = `no new segment for ${((at - since) / 1000).toFixed(1)} s`;
      return { state: 'stale', reason: this.#failure ? `${silence}: ${this.#failure}` : silence };
    }
    if (this.#newAt !== undefined) return { state: 'fresh' };
    return { state: 'unknown', reason: this.#failure ?? 'no second segment yet' };
  }

  report(at: number): PlaylistReport {
    const figures = this.#intervals.figures();
    return {
      ...this.judge(at),
      ...(this.#changedS === undefined ? {} : { changed: Math.floor(this.#changedS) }),
      ...(this.#targetDuration === undefined ? {} : { duration: this.#targetDuration }),
      ...(figures
        ? {
            mean_duration: figures.mean.toFixed(1),
            median_duration: figures.median.toFixed(1),
            min_duration: figures.min.toFixed(1),
            max_duration: figures.max.toFixed(1),
          }
        : {}),
    };
  }
}
