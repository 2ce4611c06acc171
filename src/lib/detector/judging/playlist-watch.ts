import type { ChangeDetect } from '../../cluster/cluster.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { newestEndMs } from '../../hls/program-date.js';
import type { PlaylistCondition, PlaylistReport, StreamState } from '../reporting/detector-message.js';
import { ChangeIntervals } from './change-intervals.js';
import { Evidence } from './evidence.js';
import { eachTime, type SavedWatch, type Seen } from './seen.js';
import { SegmentMemory } from './segment-memory.js';

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

/** An encoder that begins again so many times, each within three deadlines of the time before, cannot be watched. */
const MAX_RESTARTS = 3;

export interface WatchOptions {
  durationMultiplier: number;
  changeDetect: ChangeDetect;
  /** How long the detector itself was held up, all in all, until a moment; monotonic ms. */
  heldUpMs?(at: number): number;
}

/**
 * What is known of one media playlist. Pure: it is told what a poll brought and when, on the monotonic clock.
 *
 * It is fresh only while a segment has been seen to appear within the deadline, TARGETDURATION × multiplier. So it is
 * never fresh in an outage of any kind: only a new segment makes it fresh. And it is never stale for a time in which
 * nobody looked, because polling paused or because the detector was late: then a fresh playlist is unknown.
 */
export class PlaylistWatch {
  readonly #multiplier: number;
  readonly #memory: SegmentMemory;
  readonly #intervals = new ChangeIntervals();
  readonly #evidence: Evidence;
  #seen: Seen = {};
  #snapshot: MediaPlaylist | undefined;
  #mediaFailure = '';
  #lagMs: number | undefined;

  constructor(options: WatchOptions) {
    this.#multiplier = options.durationMultiplier;
    this.#memory = new SegmentMemory(options.changeDetect);
    this.#evidence = new Evidence(options.heldUpMs ?? (() => 0));
  }

  /** Whether a segment was ever seen to appear. */
  get moved(): boolean {
    return this.#seen.moved === true;
  }

  /** How long it may be without a new segment, in ms. */
  get deadlineMs(): number {
    return (this.#seen.targetDuration ?? ASSUMED_TARGET_DURATION_S) * this.#multiplier * 1000;
  }

  /** Time between polls in ms: a fifth of the target duration, within bounds. */
  get pollMs(): number {
    if (this.#seen.targetDuration === undefined) return MIN_POLL_MS * 2;
    return Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, this.#seen.targetDuration * 200));
  }

  /** When a segment was last seen to appear, monotonic ms. */
  get newestAt(): number | undefined {
    return this.#seen.newAt;
  }

  /** A poll begins. */
  began(at: number): void {
    const paused = this.#seen.endedAt !== undefined && at - this.#seen.endedAt > this.deadlineMs;
    if (paused) {
      this.#intervals.interrupted();
      this.#seen.mediaFailingSince = undefined;
    }
    if (this.#seen.since === undefined || (paused && this.judge(this.#seen.endedAt as number).state !== 'stale')) {
      this.#seen.since = at;
      this.#seen.newAt = undefined;
    }
    this.#evidence.began(at);
  }

  /** The poll was given up; it says nothing. */
  aborted(): void {
    this.#evidence.aborted();
  }

  /**
   * The poll brought the playlist.
   *
   * @param nowMs wall clock
   * @returns whether a segment appeared
   */
  read(snapshot: MediaPlaylist, at: number, nowMs: number): boolean {
    // A segment that was not seen before has just appeared only when the playlist was read shortly before.
    const readBefore = this.#seen.readAt !== undefined && this.#evidence.beganAt - this.#seen.readAt <= this.deadlineMs;
    const change = snapshot === this.#snapshot ? 'none' : this.#memory.look(snapshot);
    this.#snapshot = snapshot;
    const appeared = change !== 'none';
    if (change === 'restarted') this.#restarted(at);
    if (appeared) {
      this.#seen.changedMs = nowMs;
      const endMs = newestEndMs(snapshot);
      this.#lagMs = endMs === undefined ? undefined : nowMs - endMs;
      if (readBefore && !this.#isUnsteady(at)) {
        this.#seen.newAt = at;
        this.#seen.moved = true;
        this.#intervals.changed(at);
      }
    }
    this.#seen.targetDuration = snapshot.targetDuration;
    this.#seen.overSince = snapshot.ended ? (this.#seen.overSince ?? at) : undefined;
    this.#seen.failure = undefined;
    this.#seen.readAt = at;
    this.#seen.endedAt = at;
    this.#evidence.brought();
    return appeared;
  }

  /** The poll brought no playlist. */
  failed(reason: string, at: number): void {
    this.#seen.failure = reason;
    this.#seen.endedAt = at;
    this.#evidence.failed(at);
  }

  /** Whether the newest segment could be fetched; `failure` says why not. */
  media(at: number, failure?: string): void {
    if (failure === undefined) this.#seen.mediaFailingSince = undefined;
    else {
      this.#seen.mediaFailingSince ??= at;
      this.#mediaFailure = failure;
    }
  }

  /** The distribution that it is read through is closed: whether segments appear cannot be seen. */
  closed(at: number): void {
    const { targetDuration, changedMs, moved } = this.#seen;
    const failure = 'the distribution is closed';
    this.#seen = { targetDuration, changedMs, moved, failure, since: at, endedAt: at };
    this.#intervals.interrupted();
    this.#evidence.brought();
  }

  judge(at: number): Judgement {
    const { overSince, newAt, mediaFailingSince, failure, targetDuration = ASSUMED_TARGET_DURATION_S } = this.#seen;
    const since = newAt ?? this.#seen.since;
    if (since === undefined) return { state: 'unknown', condition: 'unknown', reason: 'not polled yet' };
    const until = this.#evidence.until(at, this.pollMs);
    // An encoder that is restarted may write one for a moment.
    if (overSince !== undefined && until - overSince >= targetDuration * 1000) {
      return stale('ended', 'the stream has ended (EXT-X-ENDLIST)');
    }
    if (until - since > this.deadlineMs) {
      const silence = `no new segment for ${seconds(until - since)}`;
      if (failure) return stale('unreachable', `${silence}: ${failure}`);
      return stale('stale', this.#isUnsteady(until) ? 'the encoder begins again and again' : silence);
    }
    if (mediaFailingSince !== undefined && until - mediaFailingSince > this.deadlineMs) {
      return stale('unreachable', `its segments cannot be fetched: ${this.#mediaFailure}`);
    }
    if (newAt !== undefined && at - newAt <= this.deadlineMs) return { state: 'fresh', condition: 'fresh' };
    const late = newAt === undefined ? 'no second segment yet' : `not looked at for ${seconds(at - until)}`;
    return { state: 'unknown', condition: 'unknown', reason: failure ?? late };
  }

  /** What is wrong with how often segments appear, though the playlist is fresh. */
  lateUpdates(): string | undefined {
    const { targetDuration } = this.#seen;
    return targetDuration === undefined ? undefined : this.#intervals.late(targetDuration, this.pollMs);
  }

  report(at: number): PlaylistReport {
    const figures = this.#intervals.figures();
    return {
      ...this.judge(at),
      changed: this.#seen.changedMs === undefined ? undefined : Math.floor(this.#seen.changedMs / 1000),
      duration: this.#seen.targetDuration,
      mean_duration: figures?.mean.toFixed(1),
      median_duration: figures?.median.toFixed(1),
      min_duration: figures?.min.toFixed(1),
      max_duration: figures?.max.toFixed(1),
      p90_duration: figures?.p90.toFixed(1),
      pdt_lag: this.#lagMs === undefined ? undefined : (this.#lagMs / 1000).toFixed(1),
    };
  }

  #restarted(at: number): void {
    const { restartedAt, restarts = 0 } = this.#seen;
    const soon = restartedAt !== undefined && at - restartedAt <= 3 * this.deadlineMs;
    this.#seen.restarts = soon ? restarts + 1 : 1;
    this.#seen.restartedAt = at;
  }

  /** Whether the encoder begins again all the time: until it has gone on for two deadlines. */
  #isUnsteady(at: number): boolean {
    const { restartedAt, restarts = 0 } = this.#seen;
    return restarts >= MAX_RESTARTS && restartedAt !== undefined && at - restartedAt <= 2 * this.deadlineMs;
  }

  /** @param wallMs what to add to a monotonic time for one on the wall clock */
  save(wallMs: number): SavedWatch {
    const { changedMs, ...seen } = this.#seen;
    return {
      ...seen,
      ...eachTime(seen, (time) => Math.round(time + wallMs)),
      changedS: changedMs === undefined ? undefined : changedMs / 1000,
      memory: this.#memory.save(),
      intervals: this.#intervals.save(),
    };
  }

  /**
   * Takes over what another run saw, if that run polled later. Times in the future, by more than the clocks of two
   * machines differ, are ignored.
   */
  restore({ memory, intervals, changedS, ...seen }: SavedWatch, at: number, wallMs: number): void {
    const own = eachTime(seen, (time) => time - wallMs);
    if (Object.values(own).some((time) => time > at + CLOCK_SKEW_MS)) return;
    const times = eachTime(own, (time) => Math.min(at, time));
    if (times.endedAt === undefined || times.endedAt <= (this.#seen.endedAt ?? Number.NEGATIVE_INFINITY)) return;
    const moved = seen.moved ?? (seen.newAt === undefined ? undefined : true);
    this.#seen = { ...seen, ...times, moved, changedMs: changedS === undefined ? undefined : changedS * 1000 };
    this.#evidence.takenOver(times.endedAt);
    this.#snapshot = undefined;
    if (memory) this.#memory.restore(memory);
    this.#intervals.restore(intervals, times.newAt);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function stale(condition: PlaylistCondition, reason: string): Judgement {
  return { state: 'stale', condition, reason };
}
