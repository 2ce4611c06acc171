import type { Clock } from '../../clock.js';
import type { ListedPlaylist } from '../../hls/list-playlists.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';
import { readWholeMediaPlaylist } from '../../hls/read-media-playlist.js';
import type { Variables } from '../../hls/variables.js';
import type { HttpClient } from '../../http/http-client.js';
import { playlistFindings } from '../checks/playlist-checks.js';
import type { RecentFindings } from '../checks/recent-findings.js';
import type { JudgedPlaylist } from '../judging/judge-variants.js';
import { PlaylistWatch, type WatchOptions } from '../judging/playlist-watch.js';
import type { Side, TwinPair } from '../judging/twin-pair.js';
import type { PollCounters } from './counters.js';
import { MediaProbe } from './media-probe.js';
import { type Known, type PollLimits, poll } from './poll.js';
import { hostOf, startPace } from './start-pace.js';

/** How many segments of a playlist are looked at: the newest. A window of days has more than 100,000. */
const TAIL = 300;
const MAX_TIMEOUT_MS = 5000;
/** How long a media quality score counts after it was sent, ms. */
const SCORE_LIFETIME_MS = 30_000;

/** What paired a playlist with its twin. */
export interface Pairing {
  /** For how long none of the region's playlists has been answered while the other region's were, ms. */
  silentMs(side: Side, at: number): number | undefined;
}

export interface FollowParts extends WatchOptions {
  /** The master playlist of the stream, or a media playlist. */
  url: string;
  /** Whether segments are asked for too. */
  probeMedia: boolean;
  /** Key of the media quality score; without it, one that ends in `mqcs`. */
  qualityKey?: string;
  http: HttpClient;
  clock: Clock;
  findings: RecentFindings;
  counters: PollCounters;
  /** A twin has just told on a playlist. */
  news?(): void;
}

/** One media playlist that is polled, judged and checked. */
export class FollowedPlaylist {
  /** As its master lists it now. */
  listed: ListedPlaylist;
  /** What it is called in messages. */
  name: string;
  /** Of its master. */
  variables: Variables = new Map();
  /** Monotonic ms; Infinity while a poll is under way. */
  nextAt: number;
  /** The last answer was the copilot's 404. */
  closed = false;
  readonly watch: PlaylistWatch;
  /** The same playlist in other regions, by what paired them: the pair, and which of the two this is. */
  readonly twins = new Map<Pairing, { pair: TwinPair; side: Side }>();
  readonly #parts: FollowParts;
  readonly #probe: MediaProbe | undefined;
  #known: Known<MediaPlaylist> | undefined;
  /** The last media quality scores, and when they came, monotonic ms: of the playlist and of its newest segment. */
  readonly #scores = new Map<'playlist' | 'segment', { score: number; at: number }>();
  /** Whether a twin told on it at the end of the last poll. */
  #told = false;
  /** When the known version was first read, monotonic ms. */
  #knownAt = 0;

  constructor(listed: ListedPlaylist, parts: FollowParts & { firstAt: number }) {
    this.listed = listed;
    this.name = listed.url;
    this.nextAt = parts.firstAt;
    this.watch = new PlaylistWatch(parts);
    this.#parts = parts;
    this.#probe = parts.probeMedia ? new MediaProbe(parts) : undefined;
  }

  /** As last read. */
  get snapshot(): MediaPlaylist | undefined {
    return this.#known?.value;
  }

  /** The media quality score, 0 to 100; undefined where none was sent within the last 30 s. */
  scoreAt(at: number): number | undefined {
    const current = [...this.#scores.values()].filter((one) => at - one.at <= SCORE_LIFETIME_MS);
    return current.length > 0 ? Math.min(...current.map(({ score }) => score)) : undefined;
  }

  judge(at: number): JudgedPlaylist {
    const { moved } = this.watch;
    const judgement = this.watch.judge(at);
    if (judgement.state === 'stale' || !moved) return { judgement, moved };
    for (const [pairing, { pair, side }] of this.twins) {
      const told = pair.stale(side, at) ?? silence(pairing.silentMs(side, at));
      if (told) return { judgement: { state: 'stale', ...told }, moved };
    }
    return { judgement, moved };
  }

  async poll(signal: AbortSignal): Promise<void> {
    const { clock, http, counters, findings, qualityKey } = this.#parts;
    const { watch, name, variables } = this;
    const { url } = this.listed;
    const limits = { timeoutMs: Math.min(MAX_TIMEOUT_MS, watch.deadlineMs), signal };
    // The next poll is due one interval after this one was due, unless this one was late by a whole interval.
    const planned = this.nextAt;
    let look: Promise<void> | undefined;
    this.nextAt = Number.POSITIVE_INFINITY;
    const ended = await startPace.begin(hostOf(url), clock);
    const began = clock.monotonic();
    counters.began(began - planned);
    watch.began(began);
    for (const { pair, side } of this.twins.values()) pair.asks(side, began);
    const outcome = await poll(http, url, { ...limits, known: this.#known, qualityKey }, (text, finalUrl) =>
      readWholeMediaPlaylist(text, finalUrl, { imported: variables, tail: TAIL }),
    );
    ended();
    const at = clock.monotonic();
    if (outcome.kind !== 'aborted') {
      counters.count(at - began, outcome.kind === 'failed');
      this.closed = outcome.kind === 'closed';
    }
    if (outcome.kind === 'aborted') watch.aborted();
    else if (outcome.kind === 'failed') {
      watch.failed(outcome.reason, at);
      for (const { pair, side } of this.twins.values()) pair.failed(side, outcome.reason);
      findings.add(outcome.check, name, outcome.reason, at);
    } else if (outcome.kind === 'closed') {
      watch.closed(at);
      this.#known = undefined;
    } else if (outcome.kind === 'read') {
      const nowMs = clock.now();
      const current = outcome.known.value;
      if (outcome.score !== undefined) this.#scores.set('playlist', { score: outcome.score, at });
      const appeared = watch.read(current, at, nowMs);
      for (const { pair, side } of this.twins.values()) pair.read(side, current, began, at);
      if (!outcome.unchanged) {
        const previous = this.#known?.value;
        const version = { ...outcome, previous, current, elapsedMs: at - this.#knownAt, nowMs };
        for (const [id, found] of playlistFindings(version)) findings.add(id, name, found, at);
        this.#knownAt = at;
      }
      this.#known = outcome.known;
      const late = appeared ? watch.lateUpdates() : undefined;
      if (late) findings.add('updates-late', name, late, at);
      if (appeared) look = this.#look(current, limits);
    }
    const told = [...this.twins.values()].some(({ pair, side }) => pair.stale(side, at));
    if (told && !this.#told) this.#parts.news?.();
    this.#told = told;
    const inStep = planned <= began && began - planned < watch.pollMs;
    this.nextAt = Math.min((inStep ? planned : began) + watch.pollMs, this.#provesAt(began));
    await look;
  }

  /**
   * When a poll may show what a twin awaits of it, monotonic ms; Infinity where the last one has shown it. One that was under
   * way at that moment proves nothing: the moment is over then, and the next poll is due at once.
   *
   * @param beganAt when the last poll began
   */
  #provesAt(beganAt: number): number {
    const times = [...this.twins.values()].map(({ pair, side }) => pair.provesAt(side) + 1);
    return Math.min(...times.filter((time) => time > beganAt));
  }

  async #look(snapshot: MediaPlaylist, limits: PollLimits): Promise<void> {
    if (!this.#probe) return;
    const { clock, findings } = this.#parts;
    for (const { check, url, failure, score } of await this.#probe.look(snapshot, clock.monotonic(), limits)) {
      const at = clock.monotonic();
      if (check === 'segment-unavailable') {
        this.watch.media(at, failure);
        if (score !== undefined) this.#scores.set('segment', { score, at });
      }
      if (failure !== undefined) findings.add(check, url, failure, at);
    }
  }
}

function silence(ms: number | undefined): { condition: 'unreachable'; reason: string } | undefined {
  if (ms === undefined) return undefined;
  const reason = `no playlist of the region has been answered for ${(ms / 1000).toFixed(1)} s, and the other region answers`;
  return { condition: 'unreachable', reason };
}
