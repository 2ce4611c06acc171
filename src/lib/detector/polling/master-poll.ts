import { type Listing, listPlaylists } from '../../hls/list-playlists.js';
import type { FollowParts } from './followed-playlist.js';
import { type Known, poll } from './poll.js';
import { startPace } from './start-pace.js';

/** How often the master is read again, to notice rungs that were added or removed. */
const MASTER_MS = 15_000;
/** The same while it cannot be read, or is closed. */
const RETRY_MS = 2000;

/** Polls a master playlist. */
export class MasterPoll {
  /** Monotonic ms; Infinity while a poll is under way. */
  nextAt = 0;
  /** The copilot answered that the distribution is closed. */
  closed = false;
  /** Why it cannot be read. */
  failure = 'it has not been read yet';
  /** Since when it cannot be read, monotonic ms. */
  failingSince: number | undefined;
  readonly #parts: FollowParts;
  #known: Known<Listing> | undefined;
  #failedAt = 0;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /**
   * Never rejects.
   *
   * @param deadlineMs for how long failures say little
   * @returns what it lists now; undefined where it brought nothing
   */
  async poll(limits: { timeoutMs: number; signal: AbortSignal }, deadlineMs: number): Promise<Listing | undefined> {
    const { clock, http, url, counters, findings } = this.#parts;
    this.nextAt = Number.POSITIVE_INFINITY;
    const ended = await startPace.begin(new URL(url).host, clock);
    const began = clock.monotonic();
    const outcome = await poll(http, url, { ...limits, known: this.#known }, listPlaylists);
    ended();
    const at = clock.monotonic();
    this.nextAt = began + (outcome.kind === 'read' ? MASTER_MS : RETRY_MS);
    if (outcome.kind === 'aborted') return undefined;
    counters.count(at - began, outcome.kind === 'failed');
    if (outcome.kind === 'failed') {
      // A pause in polling that is longer than the deadline ends a run of failures.
      if (this.failingSince === undefined || at - this.#failedAt > deadlineMs) this.failingSince = began;
      this.#failedAt = at;
      // One failed poll does not show that the distribution was opened; failing for the deadline shows that it is not closed.
      if (at - this.failingSince > deadlineMs) this.closed = false;
      this.failure = outcome.reason;
      findings.add(outcome.check, url, outcome.reason, at);
      return undefined;
    }
    this.failingSince = undefined;
    this.closed = outcome.kind === 'closed';
    if (outcome.kind === 'closed') {
      findings.add('region-closed', url, 'the distribution is closed', at);
      return undefined;
    }
    this.#known = outcome.known;
    return outcome.known.value;
  }
}
