import type { Clock } from '../../clock.js';
import { DISTRIBUTION_DOMAIN } from '../../cluster/distribution-domain.js';
import type { HttpClient } from '../../http/http-client.js';
import { redact } from '../../redact.js';
import { regionFindings, streamFindings } from '../checks/compare-playlists.js';
import { RecentFindings } from '../checks/recent-findings.js';
import { judgePlaces, type Verdict } from '../judging/judge-places.js';
import { PollCounters } from '../polling/counters.js';
import { OwnDelay } from '../polling/own-delay.js';
import { ServesPoll } from '../polling/serves-poll.js';
import { StreamPoller } from '../polling/stream-poller.js';
import type { DetectorMessage } from '../reporting/detector-message.js';
import type { DetectorFigures } from '../reporting/figures.js';
import type { StreamObservation, StreamQuality } from '../reporting/observation-message.js';
import type { DetectorSettings } from './detector-settings.js';
import { PeerStreams } from './peer-streams.js';
import type { SavedState } from './saved-state.js';

/** A detector whose polls begin so much later than they are due follows more than it can, ms. */
const LATE_MS = 1000;
/** How often playlists are compared with each other. */
const COMPARE_MS = 5000;

/** One stream: at its origin, at its distribution, and at the origins of the other regions. */
export class WatchedStream {
  readonly counters = new PollCounters();
  readonly ownDelay = new OwnDelay();
  readonly #settings: DetectorSettings;
  readonly #clock: Clock;
  readonly #findings = new RecentFindings();
  readonly #origin: StreamPoller;
  /** Undefined where both places have one URL. */
  readonly #distribution: StreamPoller | undefined;
  /** Undefined where it is not known of which distribution the stream is: it may have no copilot. */
  readonly #serves: ServesPoll | undefined;
  readonly #peers: PeerStreams;
  readonly #pollers: readonly StreamPoller[];
  readonly #domain: string;
  #comparedAt = 0;
  /** Whether polls began late when it was last measured. */
  #isLate = false;

  /** @param news a twin has just told on a playlist */
  constructor(settings: DetectorSettings, http: HttpClient, clock: Clock, news: () => void) {
    this.#settings = settings;
    this.#clock = clock;
    const { originPlaylistUrl, distributionPlaylistUrl } = settings;
    const heldUpMs = (at: number) => this.ownDelay.untilMs(at);
    const shared = { ...settings, http, clock, heldUpMs, findings: this.#findings, counters: this.counters, news };
    const poller = (url: string) => new StreamPoller({ ...shared, url, probeMedia: true });
    this.#origin = poller(originPlaylistUrl);
    this.#distribution = originPlaylistUrl === distributionPlaylistUrl ? undefined : poller(distributionPlaylistUrl);
    this.#serves = settings.distributionDomain ? new ServesPoll(distributionPlaylistUrl, http, clock) : undefined;
    this.#peers = new PeerStreams({ settings, http, clock, heldUpMs, own: this.#origin, news });
    this.#pollers = this.#distribution ? [this.#origin, this.#distribution] : [this.#origin];
    this.#domain = settings.distributionDomain ?? new URL(distributionPlaylistUrl).host;
  }

  /** When the next poll is due, monotonic ms. */
  get nextAt(): number {
    return Math.min(...this.#pollers.map(({ nextAt }) => nextAt), this.#isLate ? Infinity : this.#peers.nextAt);
  }

  /**
   * Starts the polls of the other regions' streams that are due. None while this region's own polls are late: what it says
   * of its own stream goes before.
   */
  duePeers(signal: AbortSignal): Promise<void>[] {
    return this.#isLate ? [] : this.#peers.due(signal);
  }

  /** Starts the polls of the region's own stream that are due, or every one. */
  due(every: boolean, signal: AbortSignal): Promise<void>[] {
    return [...this.#pollers.flatMap((poller) => poller.due(every, signal)), ...(this.#serves?.due(signal) ?? [])];
  }

  judge(at: number): Verdict {
    const origin = this.#origin.judge(at);
    const distribution = this.#distribution?.judge(at);
    if (distribution && !distribution.closed) {
      if (distribution.state === 'stale' && origin.state === 'fresh') {
        this.#findings.add('cdn-stale', this.#domain, distribution.reason ?? '', at);
      } else if (origin.state === 'stale' && distribution.state === 'fresh') {
        this.#findings.add('origin-stale', this.#domain, origin.reason ?? '', at);
      }
    }
    const verdict = judgePlaces(origin, distribution);
    if (verdict.state === 'stale') this.#findings.add('stale', this.#domain, verdict.reason ?? '', at);
    return verdict;
  }

  /** Compares playlists with each other, when it is time: those of the stream, and those of the regions. */
  compare(): void {
    const at = this.#clock.monotonic();
    if (at - this.#comparedAt < COMPARE_MS) return;
    this.#comparedAt = at;
    const members = this.#origin.members();
    const own = streamFindings(this.#settings.originPlaylistUrl, members);
    const between = this.#peers.members().flatMap((theirs) => regionFindings(members, theirs));
    for (const { check, subject, ...found } of [...own, ...between]) {
      this.#findings.add(check, subject, found, at);
    }
  }

  message(at: number, verdict: Verdict, sequence: number): DetectorMessage {
    const settings = this.#settings;
    const { total, stale } = verdict;
    return {
      options: {
        cdn_url: redact(settings.distributionPlaylistUrl),
        distribution_domain: settings.distributionDomain,
        origin_url: redact(settings.originPlaylistUrl),
        name: settings.name,
        region: settings.region,
        sns_topic: settings.topicArn,
        duration_multiplier: settings.durationMultiplier,
        stale_tolerance: settings.staleTolerance,
        change_detect: settings.changeDetect,
      },
      playlists: this.#origin.reports(at),
      distribution_playlists: this.#distribution?.reports(at),
      findings: this.#findings.list(at),
      detector: {
        ...verdict,
        stale_playlist_percent: total === 0 ? 0 : Math.round((stale / total) * 100),
        stale_tolerance_percent: Math.round(settings.staleTolerance * 100),
        sequence,
        observed_at: Math.floor(this.#clock.now() / 1000),
        serves_from: this.#serves?.from,
      },
    };
  }

  /** What is seen of every stream, for the observations' topic. */
  observations(at: number, { state, reason }: Verdict): StreamObservation[] {
    // An alias says of no distribution whose it is.
    const aligned = this.#peers.alignedWith();
    const own = { distribution_domain: this.#domain, state, reason, aligned_with: aligned, ...this.#quality(at) };
    return [...(DISTRIBUTION_DOMAIN.test(this.#domain) ? [own] : []), ...this.#peers.observations(at)];
  }

  /** The origin's own word: a distribution may serve another region's segments. */
  #quality(at: number): StreamQuality {
    const origin = this.#origin.quality(at);
    return origin.quality === undefined ? (this.#distribution?.quality(at) ?? {}) : origin;
  }

  /** What was measured since the last time. */
  figures(at: number): DetectorFigures {
    const verdict = this.judge(at);
    const polls = this.counters.take();
    this.#isLate = polls.meanDelayMs > LATE_MS;
    if (this.#isLate) {
      const late = `polls begin ${(polls.meanDelayMs / 1000).toFixed(1)} s after they are due, on average`;
      this.#findings.add('detector-late', this.#domain, late, at);
    }
    return {
      ...polls,
      name: this.#settings.name,
      domain: this.#domain,
      state: verdict.state,
      playlists: verdict.total,
      stalePlaylists: verdict.stale,
      errorFindings: this.#findings.list(at).filter(({ severity }) => severity === 'error').length,
      newestSegmentAgeMs: this.#origin.newestSegmentAgeMs(at),
    };
  }

  save(at: number): Pick<SavedState, 'origin' | 'distribution' | 'peers'> {
    const wallMs = this.#clock.now() - at;
    return {
      origin: this.#origin.save(wallMs),
      distribution: this.#distribution?.save(wallMs),
      peers: this.#peers.save(wallMs),
    };
  }

  restore({ origin, distribution, peers }: SavedState, at: number): void {
    const wallMs = this.#clock.now() - at;
    this.#origin.restore(origin, at, wallMs);
    if (distribution) this.#distribution?.restore(distribution, at, wallMs);
    if (peers) this.#peers.restore(peers, at, wallMs);
  }
}
