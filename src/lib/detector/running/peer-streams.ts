import type { Clock } from '../../clock.js';
import type { HttpClient } from '../../http/http-client.js';
import type { StreamMember } from '../checks/check.js';
import { RecentFindings } from '../checks/recent-findings.js';
import { judgePlaces } from '../judging/judge-places.js';
import { PollCounters } from '../polling/counters.js';
import { type SavedPoller, StreamPoller } from '../polling/stream-poller.js';
import { TwinStreams } from '../polling/twin-streams.js';
import type { StreamObservation } from '../reporting/observation-message.js';
import type { DetectorSettings, Peer } from './detector-settings.js';

/** What is kept of the other regions' streams between runs, by the URLs of their playlists. */
export type SavedPeers = Readonly<Record<string, SavedPoller>>;

interface PeerParts {
  settings: DetectorSettings;
  http: HttpClient;
  clock: Clock;
  heldUpMs(at: number): number;
  /** This region's stream, at its origin. */
  own: StreamPoller;
  news(): void;
}

interface PeerStream extends Peer {
  poller: StreamPoller;
  /** With this region's stream at its origin. */
  twins: TwinStreams;
}

/**
 * The same stream in the other regions, at their origins. Each region reports on what its own stream's playlists contain,
 * so findings of these are not told, and polls of these are not counted.
 */
export class PeerStreams {
  readonly #all: readonly PeerStream[];
  readonly #region: string;

  constructor({ settings, http, clock, heldUpMs, own, news }: PeerParts) {
    this.#region = settings.region;
    const shared = { ...settings, http, clock, heldUpMs, news, probeMedia: false };
    this.#all = (settings.peers ?? []).map((peer) => {
      const apart = { findings: new RecentFindings(), counters: new PollCounters() };
      const poller = new StreamPoller({ ...shared, ...apart, url: peer.originPlaylistUrl });
      return { ...peer, poller, twins: new TwinStreams(own, poller) };
    });
  }

  /** When the next poll is due, monotonic ms; Infinity without one. */
  get nextAt(): number {
    return Math.min(...this.#all.map(({ poller }) => poller.nextAt));
  }

  /** Starts the polls that are due. */
  due(signal: AbortSignal): Promise<void>[] {
    for (const { twins } of this.#all) twins.pairUp();
    return this.#all.flatMap(({ poller }) => poller.due(false, signal));
  }

  /** Playlists as last read, of each of the streams. */
  members(): StreamMember[][] {
    return this.#all.map(({ poller }) => poller.members());
  }

  /** The regions whose stream can stand in for this one's; undefined until one of them was compared. */
  alignedWith(): readonly string[] | undefined {
    const compared = this.#all.filter(({ region, twins }) => region !== undefined && twins.aligned !== undefined);
    if (compared.length === 0) return undefined;
    return compared.flatMap(({ region, twins }) => (twins.aligned ? [region as string] : []));
  }

  /** What is seen of those whose distribution is known. */
  observations(at: number): StreamObservation[] {
    return this.#all.flatMap(({ distributionDomain, poller, twins }): StreamObservation[] => {
      if (distributionDomain === undefined) return [];
      const { state, reason } = judgePlaces(poller.judge(at));
      // An origin may admit nobody from here: what was never seen to play says nothing.
      if (state === 'stale' && !poller.moved) return [{ distribution_domain: distributionDomain, state: 'unknown' }];
      const aligned = twins.aligned === undefined ? undefined : twins.aligned ? [this.#region] : [];
      return [{ distribution_domain: distributionDomain, state, reason, aligned_with: aligned, ...poller.quality(at) }];
    });
  }

  save(wallMs: number): SavedPeers {
    return Object.fromEntries(
      this.#all.map(({ originPlaylistUrl, poller }) => [originPlaylistUrl, poller.save(wallMs)]),
    );
  }

  restore(saved: SavedPeers, at: number, wallMs: number): void {
    for (const { originPlaylistUrl, poller } of this.#all) {
      const own = saved[originPlaylistUrl];
      if (own) poller.restore(own, at, wallMs);
    }
  }
}
