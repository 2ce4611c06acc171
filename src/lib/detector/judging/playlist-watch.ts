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

const TIMES = ['since', 'endedAt', 'readAt', 'newAt', 'mediaFailingSince'] as const;

type Times = Pick<Seen, (typeof TIMES)[number]>;

/** What is known of a playlist besides its segments. Times are in ms: on the monotonic clock in a run. */
interface Seen {
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
  /** Wall clock, at the last new segment. */
  changedMs?: number;
  streamEnded?: true;
  failure?: string;
}

/** What is kept of a watch between runs. Times are on the wall clock, ms; `changedS` has seconds. */
export interface SavedWatch extends Omit<Seen, 'changedMs'> {
  memory?: SavedMemory;
  intervals: readonly number[];
  changedS?: number;
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
  #seen: Seen = {};
  /** When the poll began whose outcome is awaited or was the last. */
  #beganAt = 0;
  #mediaFailure = '';
  #lagMs: number | undefined;

  constructor(options: { durationMultiplier: number; changeDetect: ChangeDetect }) {
    this.#multiplier = options.durationMultiplier;
    this.#memory = new SegmentMemory(options.changeDetect);
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
    this.#beganAt = at;
  }

  /**
   * The poll brought the playlist.
   *
   * @param nowMs wall clock
   * @returns whether a segment appeared
   */
  read(snapshot: MediaPlaylist, at: number, nowMs: number): boolean {
    // A segment that was not seen before has just appeared only when the playlist was read shortly before.
    const readBefore = this.#seen.readAt !== undefined && this.#beganAt - this.#seen.readAt <= this.deadlineMs;
    const appeared = this.#memory.isNew(snapshot);
    if (appeared) {
      this.#seen.changedMs = nowMs;
      const endMs = newestEndMs(snapshot);
      this.#lagMs = endMs === undefined ? undefined : nowMs - endMs;
      if (readBefore) {
        this.#seen.newAt = at;
        this.#intervals.changed(at);
      }
    }
    this.#seen.targetDuration = snapshot.targetDuration;
    this.#seen.streamEnded = snapshot.ended || undefined;
    this.#seen.failure = undefined;
    this.#seen.readAt = at;
    this.#seen.endedAt = at;
    return appeared;
  }

  /** The poll brought no playlist. */
  failed(reason: string, at: number): void {
    this.#seen.failure = reason;
    this.#seen.endedAt = at;
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
    const { targetDuration, changedMs, streamEnded } = this.#seen;
    const failure = 'the distribution is closed';
    this.#seen = { targetDuration, changedMs, streamEnded, failure, since: at, endedAt: at };
    this.#intervals.interrupted();
  }

  judge(at: number): Judgement {
    if (this.#seen.streamEnded) return stale('ended', 'the stream has ended (EXT-X-ENDLIST)');
    const since = this.#seen.newAt ?? this.#seen.since;
    if (since === undefined) return { state: 'unknown', condition: 'unknown', reason: 'not polled yet' };
    if (at - since > this.deadlineMs) {
      const silence = `no new segment for ${((at - since) / 1000).toFixed(1)} s`;
      return this.#seen.failure ? stale('unreachable', `${silence}: ${this.#seen.failure}`) : stale('stale', silence);
    }
    if (this.#seen.mediaFailingSince !== undefined && at - this.#seen.mediaFailingSince > this.deadlineMs) {
      return stale('unreachable', `its segments cannot be fetched: ${this.#mediaFailure}`);
    }
    if (this.#seen.newAt !== undefined) return { state: 'fresh', condition: 'fresh' };
    return { state: 'unknown', condition: 'unknown', reason: this.#seen.failure ?? 'no second segment yet' };
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
    this.#seen = { ...seen, ...times, changedMs: changedS === undefined ? undefined : changedS * 1000 };
    if (memory) this.#memory.restore(memory);
    this.#intervals.restore(intervals, times.newAt);
  }
}

/** The times that are known, each changed in the same way. */
function eachTime(times: Times, change: (time: number) => number): Times {
  return Object.fromEntries(TIMES.flatMap((name) => (times[name] === undefined ? [] : [[name, change(times[name])]])));
}

function stale(condition: PlaylistCondition, reason: string): Judgement {
  return { state: 'stale', condition, reason };
}
