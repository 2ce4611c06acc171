import type { MediaPlaylist } from '../../src/lib/hls/media-playlist.js';

/**
 * A stand-in for the older detector's rule, from what was observed of it: stale when the media sequence has not changed
 * for the shortest EXTINF times the multiplier, by whole seconds of the wall clock; a poll that brings no playlist
 * changes nothing, and says nothing.
 */
export class OlderRule {
  readonly #multiplier: number;
  #sequence: number | undefined;
  #changedS = 0;
  #state: 'fresh' | 'stale' = 'fresh';

  constructor(multiplier: number) {
    this.#multiplier = multiplier;
  }

  read(snapshot: MediaPlaylist, nowMs: number): void {
    const nowS = Math.floor(nowMs / 1000);
    if (snapshot.mediaSequence !== this.#sequence) {
      this.#sequence = snapshot.mediaSequence;
      this.#changedS = nowS;
    }
    const shortest = Math.min(...snapshot.segments.map((segment) => segment.durationS));
    this.#state = nowS - this.#changedS > shortest * this.#multiplier ? 'stale' : 'fresh';
  }

  get state(): 'fresh' | 'stale' {
    return this.#state;
  }
}
