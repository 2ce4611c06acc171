import type { Clock } from '../clock.js';
import { LONGEST_SENTENCE, outsideText } from '../outside-text.js';
import { PlaybackBuffer } from './playback-buffer.js';
import type { PathwaySwitch, TrackName, ViewerError, ViewerEvent, ViewerStats } from './viewer.js';

/** Errors kept word for word; all of them are counted. */
const ERRORS_KEPT = 20;
/** Weight of the newest segment in the throughput estimate. */
const THROUGHPUT_WEIGHT = 0.3;

/** Keeps what a viewer saw and when, and reports it as events. */
export class Recorder {
  readonly #clock: Clock;
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

  constructor(clock: Clock, onEvent: (event: ViewerEvent) => void) {
    this.#clock = clock;
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

  /** Media time, in s. */
  bufferedEndS(track: TrackName): number | undefined {
    return this.#buffer.endOf(track);
  }

  requested(pathway: string): void {
    this.#lastRequestMs[pathway] = this.#clock.monotonic();
  }

  received(bytes: number, tookMs: number): void {
    this.#bytes += bytes;
    const sample = (bytes * 8 * 1000) / Math.max(1, tookMs);
    this.#throughput =
      this.#throughput === undefined ? sample : this.#throughput + THROUGHPUT_WEIGHT * (sample - this.#throughput);
  }

  /** A segment was added to the buffer: where it begins in media time, and how long it is, in s. */
  appended(track: TrackName, pathway: string, startS: number, durationS: number): void {
    const atMs = this.#clock.monotonic();
    const before = this.#buffer.read(atMs).state;
    this.#buffer.append(track, startS, durationS, atMs);
    this.#segments[pathway] = (this.#segments[pathway] ?? 0) + 1;
    if (before !== 'playing' && this.#buffer.read(atMs).state === 'playing') {
      this.#onEvent({ type: 'playing', atMs, pathway });
    }
  }

  error(what: Omit<ViewerError, 'atMs'>): void {
    const error = { atMs: this.#clock.monotonic(), ...what, url: outsideText(what.url, LONGEST_SENTENCE) };
    this.#errorResponses += 1;
    if (this.#errors.length < ERRORS_KEPT) this.#errors.push(error);
    this.#onEvent({ type: 'error', ...error });
  }

  switched(what: Omit<PathwaySwitch, 'atMs'>): void {
    const change = { atMs: this.#clock.monotonic(), ...what };
    this.#switches.push(change);
    this.#onEvent({ type: 'switch', ...change });
  }

  failed(why: string): void {
    this.#failure = why;
    this.#onEvent({ type: 'failed', atMs: this.#clock.monotonic(), why });
  }

  /** @param pathway the one that is played now */
  stats(pathway: string | undefined): ViewerStats {
    const { state, ...playback } = this.#buffer.read(this.#clock.monotonic());
    return {
      state: this.#failure === undefined ? state : 'failed',
      failure: this.#failure,
      pathway,
      segments: Object.values(this.#segments).reduce((sum, count) => sum + count, 0),
      segmentsByPathway: { ...this.#segments },
      bytes: this.#bytes,
      errorResponses: this.#errorResponses,
      errors: [...this.#errors],
      ...playback,
      switches: [...this.#switches],
      lastSwitch: this.#switches.at(-1),
      lastRequestMs: { ...this.#lastRequestMs },
    };
  }
}
