import { PlaybackBuffer } from './playback-buffer.js';
import type { PathwaySwitch, TrackName, ViewerError, ViewerEvent, ViewerStats } from './viewer.js';

/** Errors kept word for word; all of them are counted. */
const ERRORS_KEPT = 20;
/** Weight of the newest segment in the throughput estimate. */
const THROUGHPUT_WEIGHT = 0.3;

/** Keeps what a viewer saw, and reports it as events. Pure: time is passed in. */
export class Recorder {
  readonly #onEvent: (event: ViewerEvent) => void;
  readonly #errors: ViewerError[] = [];
  readonly #switches: PathwaySwitch[] = [];
  readonly #segments: Record<string, number> = {};
  readonly #lastRequestMs: Record<string, number> = {};
  #buffer = new PlaybackBuffer(['video']);
  #errorResponses = 0;
  #bytes = 0;
  #throughput: number | undefined;
  #failure: string | undefined;

  constructor(onEvent: (event: ViewerEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Bit/s, or undefined before the first segment. */
  get throughput(): number | undefined {
    return this.#throughput;
  }

  /** Says which tracks there are; before that, nothing is buffered. */
  expect(tracks: readonly TrackName[]): void {
    this.#buffer = new PlaybackBuffer(tracks);
  }

  bufferedEnd(track: TrackName): number | undefined {
    return this.#buffer.endOf(track);
  }

  requested(pathway: string, nowMs: number): void {
    this.#lastRequestMs[pathway] = nowMs;
  }

  received(bytes: number, tookMs: number): void {
    this.#bytes += bytes;
    const sample = (bytes * 8 * 1000) / Math.max(1, tookMs);
    this.#throughput =
      this.#throughput === undefined ? sample : this.#throughput + THROUGHPUT_WEIGHT * (sample - this.#throughput);
  }

  segment(
    at: { track: TrackName; pathway: string; start: number; duration: number; bytes: number },
    nowMs: number,
  ): void {
    const before = this.#buffer.read(nowMs).state;
    this.#buffer.append(at.track, at.start, at.duration, nowMs);
    this.#segments[at.pathway] = (this.#segments[at.pathway] ?? 0) + 1;
    this.#onEvent({ type: 'segment', atMs: nowMs, pathway: at.pathway, track: at.track, bytes: at.bytes });
    if (before !== 'playing' && this.#buffer.read(nowMs).state === 'playing') {
      this.#onEvent({ type: 'playing', atMs: nowMs, pathway: at.pathway });
    }
  }

  error(error: ViewerError): void {
    this.#errorResponses += 1;
    if (this.#errors.length < ERRORS_KEPT) this.#errors.push(error);
    this.#onEvent({ type: 'error', ...error });
  }

  steering(priority: readonly string[], nowMs: number): void {
    this.#onEvent({ type: 'steering', atMs: nowMs, priority });
  }

  switched(change: PathwaySwitch): void {
    this.#switches.push(change);
    this.#onEvent({ type: 'switch', ...change });
  }

  failed(why: string, nowMs: number): void {
    this.#failure = why;
    this.#onEvent({ type: 'failed', atMs: nowMs, why });
  }

  stats(pathway: string | undefined, nowMs: number): ViewerStats {
    const playback = this.#buffer.read(nowMs);
    return {
      state: this.#failure === undefined ? playback.state : 'failed',
      failure: this.#failure,
      pathway,
      segments: Object.values(this.#segments).reduce((sum, count) => sum + count, 0),
      segmentsByPathway: { ...this.#segments },
      bytes: this.#bytes,
      errorResponses: this.#errorResponses,
      errors: [...this.#errors],
      stalls: playback.stalls,
      longestStallMs: playback.longestStallMs,
      totalStallMs: playback.totalStallMs,
      bufferMs: playback.bufferMs,
      lowestBufferMs: playback.lowestBufferMs,
      switches: [...this.#switches],
      lastSwitch: this.#switches.at(-1),
      lastRequestMs: { ...this.#lastRequestMs },
    };
  }
}
