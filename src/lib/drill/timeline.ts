/** Something that was seen to change, or that the drill did. */
export interface TimelineEntry {
  /** ms from the start of the drill. */
  atMs: number;
  /** `drill`, `state table`, `steering`, a region's edge (`edge eu-west-1`), or a viewer (`viewer 2`). */
  source: string;
  what: string;
}

/** Collects what happens during a drill; of what is looked at again and again, only changes. Pure: time is passed in. */
export class Timeline {
  readonly #startMs: number;
  readonly #entries: TimelineEntry[] = [];
  readonly #last = new Map<string, string>();

  /** @param startMs moment of the drill's start, on the clock whose moments are passed in later */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  add(nowMs: number, source: string, what: string): void {
    this.#entries.push({ atMs: Math.round(nowMs - this.#startMs), source, what });
  }

  /** Adds what is seen now, unless it is what was seen before. */
  seen(nowMs: number, source: string, what: string): void {
    if (this.#last.get(source) === what) return;
    this.#last.set(source, what);
    this.add(nowMs, source, what);
  }

  /** In the order of time. */
  get entries(): readonly TimelineEntry[] {
    return this.#entries.toSorted((a, b) => a.atMs - b.atMs);
  }
}
