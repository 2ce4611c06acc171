import { createHash } from 'node:crypto';
import type { ChangeDetect } from '../../cluster/cluster.js';
import type { MediaPlaylist, MediaSegment } from '../../hls/media-playlist.js';

/**
 * How many versions of a playlist, and how many segments, are remembered. More than caches can be apart; and few, so that
 * an encoder that is restarted soon and counts from the same number is not taken for a cache.
 */
const REMEMBERED = 32;
/** Characters of a mark: what is kept between runs stays small. */
export const MARK = 6;

/**
 * What tells segments apart: the last part of their paths, as folders may hold the token of a session; where that is the
 * same for several, the path; and where that is the same too, the URL.
 */
const NAMES: readonly ((segment: MediaSegment) => string)[] = [
  ({ path }) => path.slice(path.lastIndexOf('/') + 1),
  ({ path }) => path,
  ({ url }) => url,
];

/** What a version of a playlist shows: nothing new, a further segment or part, or an encoder that began again. */
export type Change = 'none' | 'grown' | 'restarted';

/** What is kept of a memory between runs. */
export interface SavedMemory {
  /** Marks of versions and of segments, oldest first, one behind the other. */
  versions: string;
  segments: string;
  end: number;
  parts: number;
}

/**
 * Tells whether a version of a playlist shows something new.
 *
 * A version that was seen before never does: caches of different ages may answer in turn, and that must not make a
 * stale stream look fresh. Nor does a segment that was in the window before, whatever its number is now, unless a
 * discontinuity goes before it: a player would play the same media again. A gap is not a segment.
 *
 * By MEDIASEQUENCE, new is a greater sequence number, a further part of the segment that is being made, or a lower number:
 * by more than the length of the playlist, or with segments of which none was there before. Then an encoder was restarted
 * or another one took over. By CONTENTHASH, new is a newest segment or part that was not there before, whatever its number.
 */
export class SegmentMemory {
  readonly #bySequence: boolean;
  readonly #versions = new Marks();
  readonly #segments = new Marks();
  /** Which of {@link NAMES} tells segments apart. */
  #naming = 0;
  #end = Number.NEGATIVE_INFINITY;
  #parts = 0;

  constructor(changeDetect: ChangeDetect) {
    this.#bySequence = changeDetect === 'MEDIASEQUENCE';
  }

  /** Remembers the version, and says what is new in it. The first one is. */
  look(snapshot: MediaPlaylist): Change {
    const { endSequence, segments, mediaParts, mediaSequence, skipped } = snapshot;
    const listed = segments.filter(({ gap }) => !gap).slice(-REMEMBERED);
    const newest = listed.at(-1);
    // Only gaps, or nothing at all: there is no media, whatever the numbers say.
    if (!newest && mediaParts === 0) return 'none';
    const end = mediaParts > 0 ? mediaSequence + skipped + segments.length : endSequence;
    const names = this.#namesOf(listed, end);
    const again = mediaParts === 0 && newest !== undefined && this.#playsAgain(names, segments);
    const known = names.some((name) => this.#segments.has(name));
    const isVersionNew = this.#versions.add(`${end}.${mediaParts} ${names.at(-1) ?? ''}`);
    for (const name of names) this.#segments.add(name);
    if (!isVersionNew || again) return 'none';
    const change = this.#compare(end, mediaParts, Math.max(1, skipped + segments.length), known);
    if (change !== 'none') {
      this.#end = end;
      this.#parts = mediaParts;
    }
    return change;
  }

  save(): SavedMemory | undefined {
    if (!Number.isFinite(this.#end)) return undefined;
    return { versions: this.#versions.save(), segments: this.#segments.save(), end: this.#end, parts: this.#parts };
  }

  restore({ versions, segments, end, parts }: SavedMemory): void {
    if (typeof versions !== 'string' || typeof segments !== 'string') return;
    this.#versions.restore(versions);
    this.#segments.restore(segments);
    this.#end = end;
    this.#parts = parts;
  }

  /** What the segments are called, in as much of their URLs as tells them apart. */
  #namesOf(segments: readonly MediaSegment[], end: number): string[] {
    for (;;) {
      const nameOf = NAMES[this.#naming] as (segment: MediaSegment) => string;
      const names = segments.map((one) => `${nameOf(one)} ${one.range ?? ''}`);
      const [name = ''] = names;
      const isOneForAll = names.length === 1 && end > this.#end && this.#segments.hasAmongLast(name, 1);
      const areApart = new Set(names).size === names.length && !isOneForAll;
      if (areApart || this.#naming === NAMES.length - 1) return names;
      this.#naming += 1;
    }
  }

  #compare(end: number, parts: number, length: number, known: boolean): Change {
    // Beyond 2^53 two numbers in a row may be the same.
    if (!Number.isSafeInteger(end)) return 'grown';
    if (end <= this.#end - length) return 'restarted';
    if (!this.#bySequence) return 'grown';
    if (end > this.#end || (end === this.#end && parts > this.#parts)) return 'grown';
    return end < this.#end && !known ? 'restarted' : 'none';
  }

  /** Whether the newest segment is one of the last window's, without a discontinuity that starts its timestamps again. */
  #playsAgain(names: readonly string[], segments: readonly MediaSegment[]): boolean {
    const name = names.at(-1) as string;
    if (!this.#segments.hasAmongLast(name, Math.min(REMEMBERED, segments.length))) return false;
    const before = names.lastIndexOf(name, -2);
    const since = before < 0 ? names.length - 1 : before + 1;
    return !segments
      .filter(({ gap }) => !gap)
      .slice(since - names.length)
      .some(({ discontinuity }) => discontinuity);
  }
}

/** The last things that were seen, by marks of them. */
class Marks {
  #marks: string[] = [];

  has(thing: string): boolean {
    return this.#marks.includes(markOf(thing));
  }

  hasAmongLast(thing: string, count: number): boolean {
    return this.#marks.slice(-count).includes(markOf(thing));
  }

  /** Makes it the last one. @returns whether it was not among those that are remembered */
  add(thing: string): boolean {
    const mark = markOf(thing);
    const at = this.#marks.indexOf(mark);
    if (at >= 0) this.#marks.splice(at, 1);
    this.#marks.push(mark);
    if (this.#marks.length > REMEMBERED) this.#marks.shift();
    return at < 0;
  }

  save(): string {
    return this.#marks.join('');
  }

  restore(saved: string): void {
    this.#marks = saved.match(/.{6}/g)?.slice(-REMEMBERED) ?? [];
  }
}

function markOf(thing: string): string {
  return createHash('sha1').update(thing).digest('base64').slice(0, MARK);
}
