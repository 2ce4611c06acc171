import { type Side, TwinPair } from '../judging/twin-pair.js';
import type { FollowedPlaylist } from './followed-playlist.js';
import type { StreamPoller } from './stream-poller.js';

/** One request that waits says nothing of its origin; requests of so many playlists that all wait do. */
const LEAST_SILENT = 3;

/**
 * Pairs the playlists of two regions' streams, in the order in which their masters name them, which identical streams
 * share. Two streams that name a different number of playlists have no twins.
 */
export class TwinStreams {
  readonly #own: StreamPoller;
  readonly #other: StreamPoller;
  #paired: readonly [readonly FollowedPlaylist[], readonly FollowedPlaylist[]] = [[], []];
  #pairs: readonly TwinPair[] = [];
  #silent: { at: number; ms: readonly (number | undefined)[] } = { at: Number.NaN, ms: [] };

  constructor(own: StreamPoller, other: StreamPoller) {
    this.#own = own;
    this.#other = other;
  }

  /** Pairs what the masters list now. */
  pairUp(): void {
    const [ours, theirs] = [this.#own.playlists, this.#other.playlists];
    if (ours === this.#paired[0] && theirs === this.#paired[1]) return;
    this.#paired = [ours, theirs];
    for (const playlist of [...ours, ...theirs]) {
      if (ours.length !== theirs.length) playlist.twins.delete(this);
    }
    if (ours.length !== theirs.length) {
      this.#pairs = [];
      return;
    }
    this.#pairs = ours.flatMap((own, index) => {
      const other = theirs[index] as FollowedPlaylist;
      if (own.listed.kind !== other.listed.kind || own.listed.kind === 'other') return [];
      const known = own.twins.get(this)?.pair;
      const pair = known && other.twins.get(this)?.pair === known ? known : new TwinPair();
      own.twins.set(this, { pair, side: 0 });
      other.twins.set(this, { pair, side: 1 });
      return [pair];
    });
  }

  /**
   * For how long none of a stream's playlists has been answered, ms, while the other stream's were; undefined where one was,
   * or where the stream has too few playlists to tell. It is worked out once a moment, for all of its playlists.
   */
  silentMs(side: Side, at: number): number | undefined {
    if (this.#silent.at !== at) this.#silent = { at, ms: [this.#silenceOf(0, at), this.#silenceOf(1, at)] };
    return this.#silent.ms[side];
  }

  #silenceOf(side: Side, at: number): number | undefined {
    if (this.#pairs.length < LEAST_SILENT) return undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const pair of this.#pairs) {
      const ms = pair.unansweredMs(side, at);
      if (ms === undefined) return undefined;
      least = Math.min(least, ms);
    }
    return least;
  }

  /** Whether the two streams can stand in for each other, as they were when last seen to play; undefined until then. */
  get aligned(): boolean | undefined {
    const known = this.#pairs.map(({ aligned }) => aligned).filter((aligned) => aligned !== undefined);
    const [ours, theirs] = this.#paired.map(({ length }) => length);
    if (ours !== theirs) return ours && theirs ? false : undefined;
    return known.length === 0 ? undefined : known.every((aligned) => aligned);
  }
}
