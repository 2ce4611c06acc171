import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import type { HttpClient } from '../../http/http-client.js';
import { STREAM_CHECKS } from '../checks/all-checks.js';
import { compareRegions } from '../checks/compare-regions.js';
import { Findings } from '../checks/recent-findings.js';
import { VERDICTS } from '../checks/verdicts.js';
import { judgeVantages, type Verdict } from '../judging/judge-places.js';
import { PollCounters } from '../polling/counters.js';
import { Vantage } from '../polling/stream-poller.js';
import type { DetectorMessage, StreamState } from '../reporting/detector-message.js';
import { type DetectorFigures, figuresOf } from '../reporting/figures.js';
import { writeMessage } from '../reporting/write-message.js';
import type { DetectorSettings } from './detector-settings.js';
import { loadInTime, type SavedState, type StateStore } from './saved-state.js';

/** How often it looks whether there is news. */
const TICK_MS = 250;
/** The shortest sleep: polls that are due within it go together. */
const LEAST_SLEEP_MS = 5;
/** A run that is longer repeats its message this often. */
const HEARTBEAT_MS = 60_000;
/** How long it waits after a message that could not be published. */
const RETRY_MS = 2000;
/** How often playlists are compared with each other, and the state is saved in mid-run. */
const COMPARE_MS = 5000;
/** How often figures are handed out. */
const MEASURE_MS = 15_000;
/** How often the state is saved near the end of a run, when the next one may begin. */
const HAND_OVER_MS = 1000;
/** How long before its end a run saves more often. */
const HAND_OVER_BEFORE_END_MS = 15_000;

export interface DetectorParts {
  settings: DetectorSettings;
  http: HttpClient;
  clock: Clock;
  publish(message: DetectorMessage): Promise<void>;
  log(level: 'INFO' | 'ERROR', message: string, details?: object): void;
  /** Where state is kept between runs. */
  store?: StateStore;
  /** Takes what was measured, each {@link MEASURE_MS} and at the end of a run. */
  measure?(figures: DetectorFigures): void;
}

/**
 * Follows every media playlist of one stream at its origin and at the distribution, and publishes what it finds: at the
 * start of each run, which is its heartbeat, each minute of a longer one, and at each change of the stream's state.
 *
 * It may be kept between runs, or made anew with the state that the last run saved: what was seen of the playlists
 * counts in the next one.
 */
export class Detector {
  readonly #parts: DetectorParts;
  readonly #findings = new Findings();
  readonly #counters = new PollCounters();
  readonly #origin: Vantage;
  readonly #distribution: Vantage | undefined;
  readonly #peer: Vantage | undefined;
  #published: StreamState | undefined;
  #nextPublishAt = 0;
  #heartbeatAt = 0;
  #comparedAt = 0;
  #savedAt = 0;
  #measuredAt = 0;
  #sequence = 0;
  #publishing = false;

  constructor(parts: DetectorParts) {
    this.#parts = parts;
    const { originPlaylistUrl, distributionPlaylistUrl, peerPlaylistUrl } = parts.settings;
    const vantage = (url: string, probeMedia: boolean) =>
      new Vantage({
        ...parts.settings,
        url,
        probeMedia,
        http: parts.http,
        clock: parts.clock,
        findings: this.#findings,
        counters: this.#counters,
      });
    this.#origin = vantage(originPlaylistUrl, true);
    this.#distribution =
      originPlaylistUrl === distributionPlaylistUrl ? undefined : vantage(distributionPlaylistUrl, false);
    this.#peer = peerPlaylistUrl ? vantage(peerPlaylistUrl, false) : undefined;
  }

  /** Runs for `durationMs`, or until the signal aborts. Rejects only for a bug. */
  async run(durationMs: number, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const end = clock.monotonic() + durationMs;
    const stop = new AbortController();
    const stopNow = () => stop.abort();
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
        await Promise.all(this.#due(every, stop.signal));
      }
      await this.#publish(true);
      this.#measuredAt = clock.monotonic();
      let tickAt = clock.monotonic();
      while (clock.monotonic() < end && !signal?.aborted) {
        for (const task of this.#due(false, stop.signal)) start(task);
        if (clock.monotonic() >= tickAt) {
          tickAt = clock.monotonic() + TICK_MS;
          this.#compare();
          // Not waited for: a topic that hangs must not keep it from looking.
          start(this.#publish(clock.monotonic() >= this.#heartbeatAt));
          if (clock.monotonic() - this.#measuredAt >= MEASURE_MS) this.#measure();
          const handOver = end - clock.monotonic() <= HAND_OVER_BEFORE_END_MS;
          if (clock.monotonic() - this.#savedAt >= (handOver ? HAND_OVER_MS : COMPARE_MS)) start(this.#save());
        }
        const next = Math.min(tickAt, end, ...this.#vantages().map((vantage) => vantage.nextAt));
        await clock.sleep(Math.max(LEAST_SLEEP_MS, next - clock.monotonic()), stop.signal).catch(() => {});
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
    return this.#message(at, this.#judge(at));
  }

  /** Polls since the beginning; they only grow. */
  get totals(): PollCounters['totals'] {
    return this.#counters.totals;
  }

  #measure(): void {
    const { measure, clock, settings } = this.#parts;
    if (!measure) return;
    const at = clock.monotonic();
    this.#measuredAt = at;
    const newestSegmentAgeS = this.#origin.newestSegmentAgeS(at);
    const polls = this.#counters.take();
    measure(figuresOf(settings, this.#judge(at), this.#findings.list(at), polls, newestSegmentAgeS));
  }

  #vantages(): Vantage[] {
    return [this.#origin, this.#distribution, this.#peer].filter((one) => one !== undefined);
  }

  #due(every: boolean, signal: AbortSignal): Promise<void>[] {
    return this.#vantages().flatMap((vantage) => vantage.due(every, signal));
  }

  #judge(at: number): Verdict {
    const origin = this.#origin.judge(at);
    const distribution = this.#distribution?.judge(at);
    const name = new URL(this.#parts.settings.distributionPlaylistUrl).host;
    if (distribution && !distribution.closed) {
      if (distribution.state === 'stale' && origin.state === 'fresh') {
        this.#findings.add(VERDICTS.cdnStale, name, distribution.reason ?? '', at);
      } else if (origin.state === 'stale' && distribution.state === 'fresh') {
        this.#findings.add(VERDICTS.originStale, name, origin.reason ?? '', at);
      }
    }
    const verdict = judgeVantages(origin, distribution);
    if (verdict.state === 'stale') this.#findings.add(VERDICTS.stale, name, verdict.reason ?? '', at);
    return verdict;
  }

  /** Holds playlists against each other: the rungs, and the regions. */
  #compare(): void {
    const at = this.#parts.clock.monotonic();
    if (at - this.#comparedAt < COMPARE_MS) return;
    this.#comparedAt = at;
    const members = this.#origin.members();
    for (const check of STREAM_CHECKS) {
      const detail = check.find(members);
      if (detail !== undefined) this.#findings.add(check, this.#parts.settings.originPlaylistUrl, detail, at);
    }
    if (!this.#peer) return;
    for (const found of compareRegions(members, this.#peer.members())) {
      this.#findings.add(found.check, found.subject, found.detail, at);
    }
  }

  /** One message at a time; what changes meanwhile is the next one's. Never rejects. */
  async #publish(always: boolean): Promise<void> {
    const { clock, publish, log } = this.#parts;
    const at = clock.monotonic();
    const verdict = this.#judge(at);
    if (this.#publishing || (!always && (verdict.state === this.#published || at < this.#nextPublishAt))) return;
    this.#publishing = true;
    try {
      // The wall clock makes it grow over cold starts, the previous number over steps of that clock.
      this.#sequence = Math.max(this.#sequence + 1, Math.floor(clock.now()));
      const message = this.#message(at, verdict);
      this.#heartbeatAt = at + HEARTBEAT_MS;
      await publish(message);
      this.#published = verdict.state;
      log('INFO', `the stream is ${verdict.state}`, { reason: verdict.reason, sequence: message.detector.sequence });
    } catch (error) {
      // What was not said is still to be said.
      this.#published = undefined;
      this.#nextPublishAt = clock.monotonic() + RETRY_MS;
      log('ERROR', `cannot publish: ${messageOf(error)}`);
    } finally {
      this.#publishing = false;
    }
  }

  #message(at: number, verdict: Verdict): DetectorMessage {
    return writeMessage({
      settings: this.#parts.settings,
      verdict,
      sequence: this.#sequence,
      nowMs: this.#parts.clock.now(),
      playlists: this.#origin.reports(at),
      distributionPlaylists: this.#distribution?.reports(at),
      findings: this.#findings.list(at),
    });
  }

  async #restore(): Promise<void> {
    const { store, clock, log } = this.#parts;
    if (!store) return;
    try {
      const saved = await loadInTime(store, clock);
      if (!saved) return;
      const at = clock.monotonic();
      const wallMs = clock.now() - at;
      this.#sequence = Math.max(this.#sequence, saved.sequence);
      this.#origin.restore(saved.origin, at, wallMs);
      if (saved.distribution) this.#distribution?.restore(saved.distribution, at, wallMs);
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
    const wallMs = clock.now() - at;
    const state: SavedState = {
      version: 1,
      savedAt: clock.now(),
      sequence: this.#sequence,
      origin: this.#origin.save(wallMs),
      ...(this.#distribution ? { distribution: this.#distribution.save(wallMs) } : {}),
    };
    await store.save(state).catch((error: unknown) => log('ERROR', `cannot save the state: ${messageOf(error)}`));
  }
}
