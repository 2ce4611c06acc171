import { createHash } from 'node:crypto';
import type { ChangeDetect } from '../../cluster/cluster.js';
import type { MediaPlaylist } from '../../hls/media-playlist.js';

/**
 * How many versions of a playlist are remembered. More than caches can be apart; and few, so that an encoder that is
 * restarted soon and counts from the same number is not taken for a cache.
 */
const REMEMBERED = 32;

/** What is kept of a memory between runs. */
export interface SavedMemory {
  /** Marks of versions, oldest first. */
  seen: readonly string[];
  end: number;
  parts: number;
}

/**
 * Tells whether a version of a playlist shows something new.
 *
 * A version that was seen before never does: caches of different ages may answer in turn, and that must not make a
 * stale stream look fresh. By MEDIASEQUENCE, new is a greater sequence number, a further part of the segment that is being
 * made, or a number that is lower by more than the length of the playlist: then the encoder was restarted.
 */
export class SegmentMemory {
  readonly #changeDetect: ChangeDetect;
  #seen = new Set<string>();
  #end = Number.NEGATIVE_INFINITY;
  #parts = 0;

  constructor(changeDetect: ChangeDetect) {
    this.#changeDetect = changeDetect;
  }

  /** Remembers the version, and says whether it was new. The first one is. */
  isNew(snapshot: MediaPlaylist): boolean {
    const { endSequence, segments, lastSegment, parts, contentHash } = snapshot;
    // Only gaps, or nothing at all: there is no media, whatever the numbers say.
    if (lastSegment === '' && parts === 0) return false;
    const bySequence = this.#changeDetect === 'MEDIASEQUENCE';
    if (!this.#remember(bySequence ? `${endSequence}.${parts} ${lastSegment}` : contentHash)) return false;
    if (!bySequence) return true;
    const grown = endSequence > this.#end || (endSequence === this.#end && parts > this.#parts);
    const restarted = endSequence <= this.#end - Math.max(1, segments.length);
    if (grown || restarted) {
      this.#end = endSequence;
      this.#parts = parts;
    }
    return grown || restarted;
  }

  save(): SavedMemory | undefined {
    if (this.#seen.size === 0) return undefined;
    return { seen: [...this.#seen], end: Number.isFinite(this.#end) ? this.#end : 0, parts: this.#parts };
  }

  restore(saved: SavedMemory): void {
    this.#seen = new Set(saved.seen);
    this.#end = saved.end;
    this.#parts = saved.parts;
  }

  #remember(version: string): boolean {
    // 8 characters of it: what is kept between runs stays small.
    const mark = createHash('sha256').update(version).digest('base64').slice(0, 8);
    if (this.#seen.has(mark)) return false;
    this.#seen.add(mark);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
