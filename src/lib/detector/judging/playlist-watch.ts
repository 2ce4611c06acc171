import type { ChangeDetect } from '../../cluster/cluster.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { newestEndMs } from '../../hls/program-date.js';
import type { PlaylistCondition, PlaylistReport, StreamState } from '../reporting/detector-message.js';
import { ChangeIntervals } from './change-intervals.js';
import { type SavedMemory, SegmentMemory } from './segment-memory.js';

/** Seconds; until the target duration is known. Apple's HLS Authoring Specification asks for it in live streams. */
export const ASSUMED_TARGET_DURATION_S = 6;

const MIN_POLL_MS = 500;
const MAX_POLL_MS = 5000;
/** The wall clocks of two machines differ by less. */
const CLOCK_SKEW_MS = 1000;

export interface Judgement {
  state: StreamState;
  condition: PlaylistCondition;
  /** Why it is not fresh. */
  reason?: string;
}

/** What is kept of a watch between runs. Times are on the wall clock, ms. */
export interface SavedWatch {
  memory?: SavedMemory;
  intervals: readonly number[];
  targetDuration?: number;
  since?: number;
  endedAt?: number;
  readAt?: number;
  newAt?: number;
  mediaFailingSince?: number;
  changedS?: number;
  streamEnded?: true;
  failure?: string;
}

/**
 * What is known of one media playlist. Pure: it is told what a poll brought and when, on the monotonic clock.
 *
 * It is fresh only while a segment has been seen to appear within the deadline, TARGETDURATION × multiplier. So it is
 * never fresh in an outage of any kind: only a new segment makes it fresh. And it is never stale because of a pause in
 * polling: after a pause longer than the deadline, a fresh playlist is unknown, not stale.
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
  /** Since when no segment could be fetched. */
  #mediaFailingSince: number | undefined;
  #mediaFailure = '';
  #lagS: number | undefined;

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

  /** When a segment was last seen to appear, monotonic ms. */
  get newestAt(): number | undefined {
    return this.#newAt;
  }

  /** A poll begins. */
  began(at: number): void {
    const paused = this.#endedAt !== undefined && at - this.#endedAt > this.deadlineMs;
    if (paused) {
      this.#intervals.interrupted();
      this.#mediaFailingSince = undefined;
    }
    if (this.#since === undefined || (paused && this.judge(this.#endedAt as number).state !== 'stale')) {
      this.#since = at;
      this.#newAt = undefined;
    }
    this.#beganAt = at;
  }

  /**
   * The poll brought the playlist. `nowS` is the wall clock, in epoch seconds.
   *
   * @returns whether a segment appeared
   */
  read(snapshot: MediaPlaylist, at: number, nowS: number): boolean {
    // A segment that was not seen before has just appeared only when the playlist was read shortly before.
    const readBefore = this.#readAt !== undefined && this.#beganAt - this.#readAt <= this.deadlineMs;
    const appeared = this.#memory.isNew(snapshot);
    if (appeared) {
      this.#changedS = nowS;
      const endMs = newestEndMs(snapshot);
      this.#lagS = endMs === undefined ? undefined : nowS - endMs / 1000;
      if (readBefore) {
        this.#newAt = at;
        this.#intervals.changed(at);
      }
    }
    this.#targetDuration = snapshot.targetDuration;
    this.#streamEnded = snapshot.ended;
    this.#failure = undefined;
    this.#readAt = at;
    this.#endedAt = at;
    return appeared;
  }

  /** The poll brought no playlist. */
  failed(reason: string, at: number): void {
    this.#failure = reason;
    this.#endedAt = at;
  }

  /** Whether the newest segment could be fetched; `failure` says why not. */
  media(at: number, failure?: string): void {
    if (failure === undefined) this.#mediaFailingSince = undefined;
    else {
      this.#mediaFailingSince ??= at;
      this.#mediaFailure = failure;
    }
  }

  /** The distribution that it is read through is closed: whether segments appear cannot be seen. */
  closed(at: number): void {
    this.#failure = 'the distribution is closed';
    this.#since = at;
    this.#newAt = undefined;
    this.#readAt = undefined;
    this.#mediaFailingSince = undefined;
    this.#endedAt = at;
    this.#intervals.interrupted();
  }

  judge(at: number): Judgement {
    if (this.#streamEnded) return stale('ended', 'the stream has ended (EXT-X-ENDLIST)');
    const since = this.#newAt ?? this.#since;
    if (since === undefined) return { state: 'unknown', condition: 'unknown', reason: 'not polled yet' };
    if (at - since > this.deadlineMs) {
      const silence = `no new segment for ${((at - since) / 1000).toFixed(1)} s`;
      return this.#failure ? stale('unreachable', `${silence}: ${this.#failure}`) : stale('stale', silence);
    }
    if (this.#mediaFailingSince !== undefined && at - this.#mediaFailingSince > this.deadlineMs) {
      return stale('unreachable', `its segments cannot be fetched: ${this.#mediaFailure}`);
    }
    if (this.#newAt !== undefined) return { state: 'fresh', condition: 'fresh' };
    return { state: 'unknown', condition: 'unknown', reason: this.#failure ?? 'no second segment yet' };
  }

  report(at: number): PlaylistReport {
    const figures = this.#intervals.figures();
    const { state, condition, reason } = this.judge(at);
    return {
      state,
      condition,
      reason,
      changed: this.#changedS === undefined ? undefined : Math.floor(this.#changedS),
      duration: this.#targetDuration,
      mean_duration: figures?.mean.toFixed(1),
      median_duration: figures?.median.toFixed(1),
      min_duration: figures?.min.toFixed(1),
      max_duration: figures?.max.toFixed(1),
      p90_duration: figures?.p90.toFixed(1),
      pdt_lag: this.#lagS?.toFixed(1),
    };
  }

  /** @param wallMs what to add to a monotonic time for one on the wall clock */
  save(wallMs: number): SavedWatch {
    const wall = (at: number | undefined) => (at === undefined ? undefined : Math.round(at + wallMs));
    return {
      memory: this.#memory.save(),
      intervals: this.#intervals.save(),
      targetDuration: this.#targetDuration,
      since: wall(this.#since),
      endedAt: wall(this.#endedAt),
      readAt: wall(this.#readAt),
      newAt: wall(this.#newAt),
      mediaFailingSince: wall(this.#mediaFailingSince),
      changedS: this.#changedS,
      streamEnded: this.#streamEnded || undefined,
      failure: this.#failure,
    };
  }

  /**
   * Takes over what another run saw, if that run polled later. Times in the future, by more than the clocks of two
   * machines differ, are ignored.
   */
  restore(saved: SavedWatch, at: number, wallMs: number): void {
    const own = (wall: number | undefined) => (wall === undefined ? undefined : Math.min(at, wall - wallMs));
    const endedAt = own(saved.endedAt);
    if (endedAt === undefined || endedAt <= (this.#endedAt ?? Number.NEGATIVE_INFINITY)) return;
    const times = [saved.since, saved.endedAt, saved.readAt, saved.newAt, saved.mediaFailingSince];
    if (times.some((time) => time !== undefined && time - wallMs > at + CLOCK_SKEW_MS)) return;
    if (saved.memory) this.#memory.restore(saved.memory);
    this.#intervals.restore(saved.intervals, own(saved.newAt));
    this.#targetDuration = saved.targetDuration;
    this.#since = own(saved.since);
    this.#endedAt = endedAt;
    this.#readAt = own(saved.readAt);
    this.#newAt = own(saved.newAt);
    this.#mediaFailingSince = own(saved.mediaFailingSince);
    this.#changedS = saved.changedS;
    this.#streamEnded = saved.streamEnded === true;
    this.#failure = saved.failure;
  }
}

function stale(condition: PlaylistCondition, reason: string): Judgement {
  return { state: 'stale', condition, reason };
}
