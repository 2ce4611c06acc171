import type { ChangeDetect } from '../cluster/cluster.js';
import type { MediaPlaylistSnapshot } from './read-playlist.js';

/**
 * How many versions of a playlist are remembered: more than caches can lie apart, few enough that an encoder which
 * starts anew soon, and counts from the same number, is not taken for a cache.
 */
const REMEMBERED = 32;

/**
 * Tells whether a version of a playlist shows something new.
 *
 * A version that was seen before never does: caches of different age may answer in turn, and a frozen stream must not
 * look alive by that. By MEDIASEQUENCE, new is a greater sequence number, or one that is lower by more than the
 * playlist's length: then the encoder started anew.
 */
export class SegmentMemory {
  readonly #changeDetect: ChangeDetect;
  readonly #seen = new Set<string>();
  #end = Number.NEGATIVE_INFINITY;

  constructor(changeDetect: ChangeDetect) {
    this.#changeDetect = changeDetect;
  }

  /** Remembers the version, and says whether it was new. The first one is. */
  isNew(snapshot: MediaPlaylistSnapshot): boolean {
    const { endSequence, segmentCount, lastSegment, contentHash } = snapshot;
    const bySequence = this.#changeDetect === 'MEDIASEQUENCE';
    if (!this.#remember(bySequence ? `${endSequence} ${lastSegment}` : contentHash)) return false;
    if (!bySequence) return true;
    const grown = endSequence > this.#end;
    const restarted = endSequence <= this.#end - Math.max(1, segmentCount);
    if (grown || restarted) this.#end = endSequence;
    return grown || restarted;
  }

  #remember(version: string): boolean {
    if (this.#seen.has(version)) return false;
    this.#seen.add(version);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
