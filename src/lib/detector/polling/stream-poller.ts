import { mediaPlaylistUrls } from '../../hls/read-master-playlist.js';
import { onBehalfOf } from '../../http/on-behalf-of.js';
import type { StreamMember } from '../checks/check.js';
import { type SavedStream, type StreamJudgement, StreamWatch } from '../judging/judge-stream.js';
import { ASSUMED_TARGET_DURATION_S, type SavedWatch } from '../judging/playlist-watch.js';
import type { PlaylistReport } from '../reporting/detector-message.js';
import { FollowedPlaylist, type FollowParts } from './followed-playlist.js';
import { type Known, type PollLimits, poll } from './poll.js';

/** How often the master is read again, to notice rungs that were added or removed. */
const MASTER_MS = 15_000;
/** The same while it cannot be read, or is closed. */
const RETRY_MS = 2000;
const MAX_TIMEOUT_MS = 5000;
/** The first polls of new playlists are this far apart, so that the later polls of many of them are too. */
const SPREAD_MS = 2;

export interface PollerParts extends FollowParts {
  /** The master playlist there, or a media playlist. */
  url: string;
  staleTolerance: number;
}

export interface PlaceJudgement extends StreamJudgement {
  /** The copilot answered that the distribution is closed. */
  closed: boolean;
}

/** What is kept of a poller between runs; times on the wall clock, ms. */
export interface SavedPoller {
  stream: SavedStream;
  /** By the playlist's URL without its query. */
  playlists: Readonly<Record<string, SavedWatch>>;
}

/** Polls a stream at one place: at the origin, or at the distribution that viewers use. */
export class StreamPoller {
  readonly #parts: PollerParts;
  readonly #stream: StreamWatch;
  /** By URL without its query. */
  #playlists = new Map<string, FollowedPlaylist>();
  #restored: Readonly<Record<string, SavedWatch>> = {};
  #masterNextAt = 0;
  #masterKnown: Known<string[]> | undefined;
  #masterFailingSince: number | undefined;
  #masterFailedAt = 0;
  #masterFailure = 'it has not been read yet';
  #closed = false;

  constructor(parts: PollerParts) {
    this.#parts = { ...parts, http: onBehalfOf(parts.http, parts.url) };
    this.#stream = new StreamWatch(parts.staleTolerance);
  }

  /** When the next poll is due, monotonic ms; Infinity while all are under way. */
  get nextAt(): number {
    let next = this.#masterNextAt;
    for (const { nextAt } of this.#playlists.values()) if (nextAt < next) next = nextAt;
    return next;
  }

  /** Starts the polls that are due, or every one. */
  due(every: boolean, signal: AbortSignal): Promise<void>[] {
    const now = this.#parts.clock.monotonic();
    const tasks: Promise<void>[] = [];
    for (const playlist of this.#playlists.values()) {
      if (playlist.nextAt !== Number.POSITIVE_INFINITY && (every || playlist.nextAt <= now)) {
        tasks.push(playlist.poll(this.#limits(signal)));
      }
    }
    if (this.#masterNextAt !== Number.POSITIVE_INFINITY && (every || this.#masterNextAt <= now)) {
      this.#masterNextAt = Number.POSITIVE_INFINITY;
      tasks.push(this.#pollMaster(signal));
    }
    return tasks;
  }

  /** Playlists as last read. */
  members(): StreamMember[] {
    return [...this.#playlists.values()].flatMap(({ url, snapshot }) => (snapshot ? [{ url, snapshot }] : []));
  }

  /** Reports by the playlist's URL without its query. */
  reports(at: number): Record<string, PlaylistReport> {
    return Object.fromEntries([...this.#playlists].map(([key, { watch }]) => [key, watch.report(at)]));
  }

  /** Since a segment was last seen to appear, of the playlist that is furthest behind, ms. */
  newestSegmentAgeMs(at: number): number | undefined {
    const times = [...this.#playlists.values()].map(({ watch }) => watch.newestAt);
    if (times.length === 0 || times.some((time) => time === undefined)) return undefined;
    return at - Math.min(...(times as number[]));
  }

  /** The longest deadline of any playlist, in ms. */
  get deadlineMs(): number {
    let longest = 0;
    for (const { watch } of this.#playlists.values()) longest = Math.max(longest, watch.deadlineMs);
    return longest || ASSUMED_TARGET_DURATION_S * this.#parts.durationMultiplier * 1000;
  }

  judge(at: number): PlaceJudgement {
    const playlists = [...this.#playlists.values()].map(({ watch }) => watch.judge(at));
    // Cached copies of the master and of its playlists expire one by one: the first answer of the copilot counts.
    const closed = this.#closed || [...this.#playlists.values()].some((playlist) => playlist.closed);
    const judgement = { ...this.#stream.judge(playlists, at, this.deadlineMs), closed };
    const since = this.#masterFailingSince;
    if (closed || since === undefined) return judgement;
    // A master that cannot be read keeps new viewers out, but says less than fresh playlists.
    const late = at - since > this.deadlineMs;
    if (late) this.#parts.findings.add('master-unreadable', this.#parts.url, this.#masterFailure, at);
    const reason = `the master playlist cannot be read: ${this.#masterFailure}`;
    if (late && judgement.state !== 'stale') return { ...judgement, state: 'stale', reason };
    return playlists.length === 0 ? { ...judgement, reason } : judgement;
  }

  save(wallMs: number): SavedPoller {
    return {
      stream: this.#stream.save(wallMs),
      playlists: Object.fromEntries([...this.#playlists].map(([key, { watch }]) => [key, watch.save(wallMs)])),
    };
  }

  restore(saved: SavedPoller, at: number, wallMs: number): void {
    this.#restored = saved.playlists;
    this.#stream.restore(saved.stream, at, wallMs);
    for (const [key, { watch }] of this.#playlists) {
      const own = saved.playlists[key];
      if (own) watch.restore(own, at, wallMs);
    }
  }

  async #pollMaster(signal: AbortSignal): Promise<void> {
    const { clock, http, url, counters, findings } = this.#parts;
    const began = clock.monotonic();
    const options = { ...this.#limits(signal), known: this.#masterKnown };
    const outcome = await poll(http, url, options, mediaPlaylistUrls);
    const at = clock.monotonic();
    this.#masterNextAt = began + (outcome.kind === 'read' ? MASTER_MS : RETRY_MS);
    if (outcome.kind === 'aborted') return;
    counters.count(at - began, outcome.kind === 'failed');
    if (outcome.kind === 'failed') {
      // A pause in polling that is longer than the deadline ends a run of failures.
      if (this.#masterFailingSince === undefined || at - this.#masterFailedAt > this.deadlineMs) {
        this.#masterFailingSince = began;
      }
      this.#masterFailedAt = at;
      // One failed poll does not show that the distribution was opened; failing for the deadline shows that it is not closed.
      if (at - this.#masterFailingSince > this.deadlineMs) this.#closed = false;
      this.#masterFailure = outcome.reason;
      findings.add(outcome.check, url, outcome.reason, at);
      return;
    }
    this.#masterFailingSince = undefined;
    this.#closed = outcome.kind === 'closed';
    if (outcome.kind === 'closed') {
      findings.add('region-closed', url, 'the distribution is closed', at);
      return;
    }
    this.#masterKnown = outcome.known;
    this.#follow(outcome.known.value, at);
  }

  #follow(urls: readonly string[], at: number): void {
    const known = this.#playlists;
    const wallMs = this.#parts.clock.now() - at;
    const next = new Map<string, FollowedPlaylist>();
    for (const url of urls) {
      const key = url.split('?')[0] as string;
      let playlist = known.get(key);
      if (!playlist) {
        playlist = new FollowedPlaylist(url, { ...this.#parts, firstAt: at + next.size * SPREAD_MS });
        const saved = this.#restored[key];
        if (saved) playlist.watch.restore(saved, at, wallMs);
      }
      // The same object, so that a poll that is under way still reaches it.
      playlist.url = url;
      next.set(key, playlist);
    }
    const added = [...next.keys()].filter((key) => !known.has(key));
    const gone = [...known.keys()].filter((key) => !next.has(key));
    if (known.size > 0 && added.length + gone.length > 0) {
      const detail = [...added.map((key) => `added ${key}`), ...gone.map((key) => `removed ${key}`)].join(', ');
      this.#parts.findings.add('rungs-changed', this.#parts.url, detail, at);
    }
    this.#playlists = next;
  }

  #limits(signal: AbortSignal): PollLimits {
    return { timeoutMs: Math.min(MAX_TIMEOUT_MS, this.deadlineMs), signal };
  }
}
