import type { MediaPlaylist } from '../../src/lib/hls/media-playlist.js';

/**
 * The older detector's rule, as observed: stale when the media sequence has not changed for the shortest EXTINF times the
 * multiplier, by whole seconds of the wall clock. A poll without a playlist changes and reports nothing.
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
