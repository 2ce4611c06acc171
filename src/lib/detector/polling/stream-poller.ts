import type { Listing } from '../../hls/list-playlists.js';
import { CookieJar, withCookies } from '../../http/cookie-jar.js';
import type { HttpClient } from '../../http/http-client.js';
import { onBehalfOf } from '../../http/on-behalf-of.js';
import type { StreamMember } from '../checks/check.js';
import { type SavedStream, type StreamJudgement, StreamWatch } from '../judging/judge-stream.js';
import { judgeVariants } from '../judging/judge-variants.js';
import { ASSUMED_TARGET_DURATION_S } from '../judging/playlist-watch.js';
import { QualityWatch, type SavedQuality } from '../judging/quality-watch.js';
import type { PlaylistReport } from '../reporting/detector-message.js';
import type { StreamQuality } from '../reporting/observation-message.js';
import { FollowedList, type SavedPlaylists } from './followed-list.js';
import type { FollowedPlaylist, FollowParts } from './followed-playlist.js';
import { MasterPoll } from './master-poll.js';
import { withoutQuery } from './playlist-names.js';
import type { PollLimits } from './poll.js';

const MAX_TIMEOUT_MS = 5000;

export interface PollerParts extends FollowParts {
  staleTolerance: number;
}

export interface PlaceJudgement extends StreamJudgement {
  /** The copilot answered that the distribution is closed. */
  closed: boolean;
}

/** What is kept of a poller between runs; times on the wall clock, ms. */
export interface SavedPoller {
  stream: SavedStream;
  playlists: SavedPlaylists;
  /** Absent where the origin sends no media quality score. */
  quality?: SavedQuality;
  /** What the master listed, so that a run can begin without it; absent where it does not fit. */
  listing?: Omit<Listing, 'variables'> & { variables: readonly (readonly [name: string, value: string])[] };
}

/** Polls a stream at one place: at the origin, or at the distribution that viewers use. */
export class StreamPoller {
  readonly #parts: PollerParts;
  readonly #stream: StreamWatch;
  readonly #master: MasterPoll;
  readonly #list: FollowedList;
  readonly #quality = new QualityWatch();
  readonly #cookies: CookieJar;
  /** Without cookies. */
  readonly #plain: HttpClient;
  #lastListing: Listing | undefined;

  constructor(parts: PollerParts) {
    this.#cookies = new CookieJar(() => parts.clock.now());
    const plain = onBehalfOf(parts.http, parts.url);
    this.#parts = { ...parts, http: withCookies(plain, this.#cookies) };
    this.#plain = plain;
    this.#stream = new StreamWatch(parts.staleTolerance);
    this.#master = new MasterPoll(this.#parts);
    this.#list = new FollowedList(this.#parts);
  }

  /** When the next poll is due, monotonic ms; Infinity while all are under way. */
  get nextAt(): number {
    let next = this.#master.nextAt;
    for (const { nextAt } of this.#list.all) if (nextAt < next) next = nextAt;
    return next;
  }

  /** Starts the polls that are due, or every one. */
  due(every: boolean, signal: AbortSignal): Promise<void>[] {
    const now = this.#parts.clock.monotonic();
    const isDue = (nextAt: number) => nextAt !== Number.POSITIVE_INFINITY && (every || nextAt <= now);
    const tasks = this.#list.all.filter(({ nextAt }) => isDue(nextAt)).map((playlist) => playlist.poll(signal));
    if (isDue(this.#master.nextAt)) tasks.push(this.#pollMaster(signal));
    return tasks;
  }

  /** What its master lists. */
  get playlists(): readonly FollowedPlaylist[] {
    return this.#list.all;
  }

  /** Playlists as last read. */
  members(): StreamMember[] {
    return this.#list.all.flatMap(({ name, listed, snapshot }) =>
      snapshot ? [{ url: name, kind: listed.kind, snapshot }] : [],
    );
  }

  /** Reports by the playlists' names. */
  reports(at: number): Record<string, PlaylistReport> {
    return Object.fromEntries(this.#list.all.map(({ name, watch }) => [name, watch.report(at)]));
  }

  /** Whether a segment was ever seen to appear in a playlist that viewers need. */
  get moved(): boolean {
    return this.#list.all.some(({ listed, watch }) => listed.kind !== 'other' && watch.moved);
  }

  /** Whether polling longer would tell nothing more of the playlists that decide. */
  isKnown(at: number): boolean {
    const variants = this.#list.variants(at);
    return variants.length > 0 && judgeVariants(variants).every(({ state }) => state !== 'unknown');
  }

  /** Since a segment was last seen to appear, of the variant or its audio that is furthest behind, ms. */
  newestSegmentAgeMs(at: number): number | undefined {
    const deciding = this.#list.all.filter(({ listed, watch }) => listed.kind !== 'other' && watch.moved);
    const times = deciding.map(({ watch }) => watch.newestAt);
    if (times.length === 0 || times.some((time) => time === undefined)) return undefined;
    return at - Math.min(...(times as number[]));
  }

  /** The worst media quality score of the playlists that decide, and what has settled; nothing without scores. */
  quality(at: number): StreamQuality {
    const deciding = this.#list.all.filter(({ listed }) => listed.kind !== 'other');
    const scores = deciding.flatMap((playlist) => playlist.scoreAt(at) ?? []);
    if (scores.length === 0) return {};
    const quality = Math.min(...scores);
    this.#quality.see(quality, at);
    return { quality, quality_settled: this.#quality.settled };
  }

  judge(at: number): PlaceJudgement {
    const { findings, url } = this.#parts;
    const all = this.#list.all.map((playlist) => ({ playlist, ...playlist.judge(at) }));
    const parts = {
      variants: judgeVariants(this.#list.variants(at)),
      playlists: all.map(({ judgement }) => judgement),
    };
    // Cached copies of the master and of its playlists expire one by one: the first answer of the copilot counts.
    const closed = this.#master.closed || all.some(({ playlist }) => playlist.closed);
    const judgement = { ...this.#stream.judge(parts, at, this.#deadlineMs), closed };
    if (closed) return judgement;
    if (judgement.state !== 'stale') {
      for (const { playlist, judgement: one, moved } of all) {
        const isOther = playlist.listed.kind === 'other';
        // Subtitles may never move; a rung or a sound that does not is one that players stall on.
        if (one.state !== 'stale' || (isOther && !moved)) continue;
        const severity = isOther ? 'warning' : 'error';
        findings.add('playlist-stale', playlist.name, { detail: one.reason ?? '', severity }, at);
      }
    }
    const { failingSince, failure } = this.#master;
    if (failingSince === undefined) return judgement;
    const late = at - failingSince > this.#deadlineMs;
    if (late) findings.add('master-unreadable', url, failure, at);
    if (all.length > 0) return judgement;
    // Viewers load the merged master. Without any playlist, nothing of the stream is there.
    const reason = `the master playlist cannot be read: ${failure}`;
    return { ...judgement, state: late ? 'stale' : judgement.state, reason };
  }

  save(wallMs: number): SavedPoller {
    const { listing } = this.#list;
    return {
      stream: this.#stream.save(wallMs),
      playlists: this.#list.save(wallMs),
      quality: this.#quality.save(wallMs),
      listing: listing.playlists.length > 0 ? { ...listing, variables: [...listing.variables] } : undefined,
    };
  }

  restore(saved: SavedPoller, at: number, wallMs: number): void {
    this.#stream.restore(saved.stream, at, wallMs);
    this.#list.restore(saved.playlists, at, wallMs);
    if (saved.quality) this.#quality.restore(saved.quality, wallMs);
    if (saved.listing) this.#lastListing = { ...saved.listing, variables: new Map(saved.listing.variables) };
  }

  async #pollMaster(signal: AbortSignal): Promise<void> {
    const limits = { timeoutMs: Math.min(MAX_TIMEOUT_MS, this.#deadlineMs), signal };
    const listing = await this.#master.poll(limits, this.#deadlineMs);
    // Viewers do not load this master: what it listed in the last run goes on.
    const known = listing ?? (this.#list.all.length === 0 && !this.#master.closed ? this.#lastListing : undefined);
    if (known) this.#list.follow(known, this.#parts.clock.monotonic());
    if (listing) await this.#askWithoutCookies(listing, limits);
  }

  /** Viewers load the merged master, whose server sets no cookie of this region's for them. */
  async #askWithoutCookies({ playlists: [first] }: Listing, limits: PollLimits): Promise<void> {
    if (!first || !URL.canParse(first.url) || this.#cookies.headerFor(new URL(first.url)) === undefined) return;
    const response = await this.#plain.fetch(first.url, limits).catch(() => undefined);
    if (response?.status !== 401 && response?.status !== 403) return;
    const detail = `without the cookies that the master playlist sets, the answer is HTTP ${response.status}`;
    this.#parts.findings.add('cookies-needed', withoutQuery(first.url), detail, this.#parts.clock.monotonic());
  }

  /** How long the stream may be without a new segment, and how long it must be fresh again, ms. */
  get #deadlineMs(): number {
    return this.#list.deadlineMs ?? ASSUMED_TARGET_DURATION_S * this.#parts.durationMultiplier * 1000;
  }
}
