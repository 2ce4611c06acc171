import type { Clock } from '../clock.js';
import { messageOf } from '../errors.js';
import type { HttpClient } from '../http/http-client.js';
import type { DetectorMessage } from './detector-message.js';
import type { DetectorSettings } from './detector-settings.js';
import { DistributionWatch } from './distribution-watch.js';
import { judgeStream, type StreamJudgement } from './judge-stream.js';
import { ASSUMED_TARGET_DURATION_S, PlaylistWatch } from './playlist-watch.js';
import { type PollOutcome, poll } from './poll.js';
import { mediaPlaylistUrls, readMediaPlaylist } from './read-playlist.js';

/** How often it looks whether a poll or a message is due. */
const TICK_MS = 250;
/** How often the master is read again, to notice rungs that were added or are gone. */
const MASTER_MS = 15_000;
/** The same while it cannot be read, and between looks at the distribution. */
const RETRY_MS = 2000;
const MAX_TIMEOUT_MS = 5000;

export interface DetectorParts {
  settings: DetectorSettings;
  http: HttpClient;
  clock: Clock;
  publish(message: DetectorMessage): Promise<void>;
  log(level: 'INFO' | 'ERROR', message: string, details?: object): void;
}

/** Something that is polled. */
interface Polled {
  url: string;
  /** Monotonic ms; Infinity while a poll is under way. */
  nextAt: number;
}

/**
 * Follows every media playlist of one stream at its origin, and the master at the distribution, and publishes what it
 * finds: at the start of each run, which is its heartbeat, and at each change of the stream's state.
 *
 * It is kept between runs: what it has seen of the playlists counts in the next one.
 */
export class Detector {
  readonly #parts: DetectorParts;
  readonly #master: Polled;
  readonly #atDistribution: Polled;
  readonly #distribution = new DistributionWatch();
  /** By URL without its query. */
  #playlists = new Map<string, Polled & { watch: PlaylistWatch }>();
  #masterFailingSince: number | undefined;
  #masterFailure = 'not read yet';
  #published: string | undefined;
  #nextPublishAt = 0;
  #sequence = 0;

  constructor(parts: DetectorParts) {
    this.#parts = parts;
    this.#master = { url: parts.settings.originPlaylistUrl, nextAt: 0 };
    this.#atDistribution = { url: parts.settings.distributionPlaylistUrl, nextAt: 0 };
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
      // One look at everything comes first: what was true at the end of the last run says nothing now. The second
      // round takes the playlists that the master has just named.
      for (const every of [true, false]) {
        await Promise.all(this.#due(every, stop.signal));
      }
      await this.#publish(true);
      while (clock.monotonic() < end && !signal?.aborted) {
        for (const task of this.#due(false, stop.signal)) start(task);
        await this.#publish(false);
        await clock.sleep(Math.min(TICK_MS, Math.max(0, end - clock.monotonic())));
      }
    } finally {
      signal?.removeEventListener('abort', stopNow);
      stop.abort();
      await Promise.all(underWay);
    }
  }

  /** Starts the polls that are due, or every one. */
  #due(every: boolean, signal: AbortSignal): Promise<void>[] {
    const now = this.#parts.clock.monotonic();
    const take = (polled: Polled) => {
      if (!every && polled.nextAt > now) return false;
      polled.nextAt = Number.POSITIVE_INFINITY;
      return true;
    };
    const tasks: Promise<void>[] = [];
    for (const playlist of this.#playlists.values()) {
      if (take(playlist)) tasks.push(this.#pollPlaylist(playlist, signal));
    }
    if (take(this.#master)) tasks.push(this.#pollMaster(signal));
    if (take(this.#atDistribution)) tasks.push(this.#pollDistribution(signal));
    return tasks;
  }

  async #pollPlaylist(playlist: Polled & { watch: PlaylistWatch }, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const { watch } = playlist;
    const began = clock.monotonic();
    watch.began(began);
    const outcome = await this.#fetch(playlist.url, signal, readMediaPlaylist);
    if (outcome.kind === 'read') watch.read(outcome.value, clock.monotonic(), clock.now() / 1000);
    else if (outcome.kind === 'failed') watch.failed(outcome.reason, clock.monotonic());
    else if (outcome.kind === 'closed') watch.closed(clock.monotonic());
    playlist.nextAt = began + watch.pollMs;
  }

  async #pollMaster(signal: AbortSignal): Promise<void> {
    const { clock, settings } = this.#parts;
    const began = clock.monotonic();
    const outcome = await this.#fetch(this.#master.url, signal, mediaPlaylistUrls);
    if (outcome.kind === 'read') {
      this.#masterFailingSince = undefined;
      const known = this.#playlists;
      this.#playlists = new Map(
        outcome.value.map((url) => {
          const key = url.split('?')[0] as string;
          const playlist = known.get(key) ?? { url, nextAt: 0, watch: new PlaylistWatch(settings) };
          // The same object, so that a poll that is under way still reaches it.
          playlist.url = url;
          return [key, playlist];
        }),
      );
    } else if (outcome.kind === 'failed') {
      this.#masterFailingSince ??= began;
      this.#masterFailure = outcome.reason;
    }
    this.#master.nextAt = began + (outcome.kind === 'read' ? MASTER_MS : RETRY_MS);
  }

  async #pollDistribution(signal: AbortSignal): Promise<void> {
    const began = this.#parts.clock.monotonic();
    const outcome = await this.#fetch(this.#atDistribution.url, signal, mediaPlaylistUrls);
    if (outcome.kind === 'failed') {
      this.#distribution.failed(outcome.reason, this.#parts.clock.monotonic(), this.#deadlineMs());
    } else if (outcome.kind !== 'aborted') {
      this.#distribution.answered(outcome.kind === 'closed' ? 'closed' : 'open');
    }
    this.#atDistribution.nextAt = began + RETRY_MS;
  }

  #fetch<Value>(
    url: string,
    signal: AbortSignal,
    read: (text: string, finalUrl: string) => Value,
  ): Promise<PollOutcome<Value>> {
    const timeoutMs = Math.min(MAX_TIMEOUT_MS, this.#deadlineMs());
    return poll(this.#parts.http, url, { timeoutMs, signal }, read);
  }

  /** The longest deadline of any playlist, in ms. */
  #deadlineMs(): number {
    const deadlines = [...this.#playlists.values()].map(({ watch }) => watch.deadlineMs);
    const assumed = ASSUMED_TARGET_DURATION_S * this.#parts.settings.durationMultiplier * 1000;
    return deadlines.length > 0 ? Math.max(...deadlines) : assumed;
  }

  #judge(at: number): StreamJudgement & { distribution: DetectorMessage['detector']['distribution'] } {
    const playlists = [...this.#playlists.values()].map(({ watch }) => watch.judge(at));
    const judgement = judgeStream(playlists, this.#parts.settings.staleTolerance);
    const distribution = this.#distribution.judge(at, this.#deadlineMs());
    if (distribution.state === 'failing') {
      const reason = `the distribution does not serve the master playlist: ${distribution.reason}`;
      return { ...judgement, state: 'stale', reason, distribution: 'failing' };
    }
    // While playlists are known, they say more than a master that cannot be read.
    const since = this.#masterFailingSince;
    if (playlists.length === 0 && since !== undefined) {
      const state = at - since > this.#deadlineMs() ? 'stale' : 'unknown';
      const reason = `the master playlist cannot be read: ${this.#masterFailure}`;
      return { ...judgement, state, reason, distribution: distribution.state };
    }
    return { ...judgement, distribution: distribution.state };
  }

  async #publish(always: boolean): Promise<void> {
    const { clock, publish, log } = this.#parts;
    const at = clock.monotonic();
    const { state, reason } = this.#judge(at);
    if (!always && (state === this.#published || at < this.#nextPublishAt)) return;
    try {
      const message = this.#message(at);
      await publish(message);
      this.#published = state;
      log('INFO', `the stream is ${state}`, { reason, sequence: message.detector.sequence });
    } catch (error) {
      // What was not said is still to be said.
      this.#published = undefined;
      this.#nextPublishAt = clock.monotonic() + RETRY_MS;
      log('ERROR', `cannot publish: ${messageOf(error)}`);
    }
  }

  #message(at: number): DetectorMessage {
    const { settings, clock } = this.#parts;
    const judgement = this.#judge(at);
    // The wall clock makes it grow over cold starts, the previous number over steps of that clock.
    this.#sequence = Math.max(this.#sequence + 1, Math.floor(clock.now()));
    return {
      options: {
        cdn_url: settings.distributionPlaylistUrl,
        origin_url: settings.originPlaylistUrl,
        name: settings.name,
        region: settings.region,
        sns_topic: settings.topicArn,
        duration_multiplier: settings.durationMultiplier,
        stale_tolerance: settings.staleTolerance,
        change_detect: settings.changeDetect,
      },
      playlists: Object.fromEntries([...this.#playlists].map(([url, { watch }]) => [url, watch.report(at)])),
      detector: {
        total: judgement.total,
        fresh: judgement.fresh,
        stale: judgement.stale,
        unknown: judgement.unknown,
        stale_playlist_percent: judgement.total === 0 ? 0 : Math.round((judgement.stale / judgement.total) * 100),
        stale_tolerance_percent: Math.round(settings.staleTolerance * 100),
        state: judgement.state,
        ...(judgement.reason ? { reason: judgement.reason } : {}),
        sequence: this.#sequence,
        observed_at: Math.floor(clock.now() / 1000),
        distribution: judgement.distribution,
      },
    };
  }
}
