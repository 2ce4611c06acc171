import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import type { HttpClient } from '../../http/http-client.js';
import type { Verdict } from '../judging/judge-places.js';
import type { PollCounters } from '../polling/counters.js';
import { Channel } from '../reporting/channel.js';
import type { DetectorMessage } from '../reporting/detector-message.js';
import type { DetectorFigures } from '../reporting/figures.js';
import { fittingMessage } from '../reporting/message-size.js';
import type { ObservationMessage, StreamObservation } from '../reporting/observation-message.js';
import type { DetectorSettings } from './detector-settings.js';
import { loadInTime, type StateStore } from './saved-state.js';
import { wakingClock } from './waking-clock.js';
import { WatchedStream } from './watched-stream.js';

/** How often it looks whether there is news. */
const TICK_MS = 250;
/** The shortest sleep: polls that are due within it go together. */
const LEAST_SLEEP_MS = 5;
/** A run that is longer repeats its message this often. */
const REPEAT_MS = 60_000;
/** How often it says what it sees of every stream. */
const HEARTBEAT_MS = 10_000;
/** How often figures are handed out. */
const MEASURE_MS = 15_000;
/** How often the state is saved during a run. */
const SAVE_MS = 5000;
/** The same near the end of a run, when the next one may begin. */
const HAND_OVER_MS = 1000;
/** How long before its end a run saves more often. */
const HAND_OVER_BEFORE_END_MS = 15_000;

export interface DetectorParts {
  settings: DetectorSettings;
  http: HttpClient;
  clock: Clock;
  publish(message: DetectorMessage): Promise<void>;
  /** Says what is seen of every stream, each {@link HEARTBEAT_MS} and at each change of one's state. */
  observe?(message: ObservationMessage): Promise<void>;
  log(level: 'INFO' | 'ERROR', message: string, details?: object): void;
  /** Where state is kept between runs. */
  store?: StateStore;
  /** Takes what was measured, each {@link MEASURE_MS} and at the end of a run. */
  measure?(figures: DetectorFigures): void;
}

/**
 * Follows every media playlist of one stream at its origin and at the distribution, and publishes what it finds: at the
 * start of each run, each minute of a longer one, and at each change of the stream's state. It follows the streams of the
 * other regions too, and says what it observes of each; that is its heartbeat.
 *
 * It may be kept between runs, or created again with the state that the last run saved: what was seen of the playlists
 * counts in the next run.
 */
export class Detector {
  readonly #parts: DetectorParts;
  readonly #stream: WatchedStream;
  readonly #messages: Channel<Verdict>;
  readonly #observations: Channel<readonly StreamObservation[]>;
  /** Ends the sleep between two looks: there is news. */
  #wake = new AbortController();
  #savedAt = 0;
  #measuredAt = 0;
  #sequence = 0;

  constructor(parts: DetectorParts) {
    const clock = wakingClock(parts.clock);
    this.#parts = { ...parts, clock };
    this.#stream = new WatchedStream(parts.settings, parts.http, clock, () => this.#wake.abort());
    this.#messages = new Channel({
      clock,
      everyMs: REPEAT_MS,
      send: (verdict) => this.#publish(verdict),
      stateOf: ({ state }) => state,
      failed: (reason) => parts.log('ERROR', `cannot publish: ${reason}`),
    });
    this.#observations = new Channel({
      clock,
      everyMs: HEARTBEAT_MS,
      send: (streams) => this.#observe(streams),
      stateOf: (streams) => JSON.stringify(streams.map(news)),
      failed: (reason) => parts.log('ERROR', `cannot publish an observation: ${reason}`),
    });
  }

  /** Runs for `durationMs`, or until the signal aborts. Rejects only for a bug. */
  async run(durationMs: number, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const end = clock.monotonic() + durationMs;
    const stop = new AbortController();
    const stopNow = () => {
      stop.abort();
      this.#wake.abort();
    };
    signal?.addEventListener('abort', stopNow);
    const underWay = new Set<Promise<void>>();
    const start = (task: Promise<void>) => {
      const tracked = task.finally(() => underWay.delete(tracked));
      underWay.add(tracked);
    };
    try {
      await this.#restore();
      // One look at everything comes first: what was true at the end of the last run says nothing now. The second
      // round takes the playlists that the master has just named.
      for (const every of [true, false]) {
        for (const task of this.#stream.duePeers(stop.signal)) start(task);
        await Promise.all(this.#stream.due(every, stop.signal));
      }
      await this.#offerMessage(true);
      this.#measuredAt = clock.monotonic();
      let tickAt = clock.monotonic();
      while (clock.monotonic() < end && !signal?.aborted) {
        for (const task of this.#stream.due(false, stop.signal)) start(task);
        for (const task of this.#stream.duePeers(stop.signal)) start(task);
        if (this.#wake.signal.aborted || clock.monotonic() >= tickAt) {
          this.#wake = new AbortController();
          tickAt = clock.monotonic() + TICK_MS;
          for (const task of this.#tick(end)) start(task);
        }
        const next = Math.min(tickAt, end, this.#stream.nextAt);
        const sleepMs = Math.max(LEAST_SLEEP_MS, next - clock.monotonic());
        this.#stream.ownDelay.sleeps(clock.monotonic() + sleepMs);
        await clock.sleep(sleepMs, this.#wake.signal).catch(() => {});
        this.#stream.ownDelay.woke(clock.monotonic());
      }
      this.#measure();
      await this.#save();
    } finally {
      signal?.removeEventListener('abort', stopNow);
      stop.abort();
      await Promise.all(underWay);
    }
  }

  /** What it knows now, as a message would have it. */
  view(): DetectorMessage {
    const at = this.#parts.clock.monotonic();
    return this.#stream.message(at, this.#stream.judge(at), this.#sequence);
  }

  /** Polls since the beginning; they only grow. */
  get totals(): PollCounters['totals'] {
    return this.#stream.counters.totals;
  }

  /** Does what is due, and returns what it does not wait for: a topic that hangs must not keep it from looking. */
  #tick(end: number): Promise<void>[] {
    const at = this.#parts.clock.monotonic();
    this.#stream.compare();
    const sending = [this.#offerMessage(false), this.#offerObservations()];
    if (at - this.#measuredAt >= MEASURE_MS) this.#measure();
    const saveMs = end - at <= HAND_OVER_BEFORE_END_MS ? HAND_OVER_MS : SAVE_MS;
    return at - this.#savedAt >= saveMs ? [...sending, this.#save()] : sending;
  }

  #measure(): void {
    const { measure, clock } = this.#parts;
    this.#measuredAt = clock.monotonic();
    const figures = this.#stream.figures(this.#measuredAt);
    measure?.(figures);
  }

  #offerMessage(always: boolean): Promise<void> {
    return this.#messages.offer(() => this.#stream.judge(this.#parts.clock.monotonic()), always);
  }

  async #offerObservations(): Promise<void> {
    if (!this.#parts.observe) return;
    const at = this.#parts.clock.monotonic();
    await this.#observations.offer(() => this.#stream.observations(at, this.#stream.judge(at)));
  }

  async #publish(verdict: Verdict): Promise<void> {
    const { clock, publish, log } = this.#parts;
    const sequence = this.#nextSequence();
    await publish(fittingMessage(this.#stream.message(clock.monotonic(), verdict, sequence)));
    log('INFO', `the stream is ${verdict.state}`, { reason: verdict.reason, sequence });
  }

  async #observe(streams: readonly StreamObservation[]): Promise<void> {
    const { clock, settings, observe } = this.#parts;
    await observe?.({
      observer: settings.region,
      name: settings.name,
      heartbeat_seconds: HEARTBEAT_MS / 1000,
      sequence: this.#nextSequence(),
      observed_at: Math.floor(clock.now() / 1000),
      streams,
    });
  }

  /** The wall clock makes it grow over cold starts, the previous number over steps of that clock. */
  #nextSequence(): number {
    this.#sequence = Math.max(this.#sequence + 1, Math.floor(this.#parts.clock.now()));
    return this.#sequence;
  }

  async #restore(): Promise<void> {
    const { store, clock, log } = this.#parts;
    if (!store) return;
    try {
      const saved = await loadInTime(store, clock);
      if (!saved) return;
      this.#sequence = Math.max(this.#sequence, saved.sequence);
      this.#stream.restore(saved, clock.monotonic());
    } catch (error) {
      log('ERROR', `cannot load the state of the last run: ${messageOf(error)}`);
    }
  }

  /** Never rejects. */
  async #save(): Promise<void> {
    const { store, clock, log } = this.#parts;
    if (!store) return;
    const at = clock.monotonic();
    this.#savedAt = at;
    const state = { version: 1 as const, savedAt: clock.now(), sequence: this.#sequence, ...this.#stream.save(at) };
    await store.save(state).catch((error: unknown) => log('ERROR', `cannot save the state: ${messageOf(error)}`));
  }
}

/** Changes of the media quality score that are smaller are told with the next heartbeat. */
const QUALITY_STEP = 20;

/** What other parts of the system must know at once when it changes. */
function news({ state, aligned_with, quality, quality_settled }: StreamObservation): unknown {
  const step = (score: number | undefined) => score && Math.floor(score / QUALITY_STEP);
  return [state, aligned_with, step(quality), step(quality_settled)];
}
