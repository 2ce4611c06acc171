/** Something that must not happen, and when it was seen first, in ms since the soak began. */
export interface Violation {
  atMs: number;
  what: string;
}

/** What went wrong in a soak. What lasts is one violation. */
export class Violations {
  readonly found: Violation[] = [];
  readonly #tell: (line: string) => void;
  #lasting = new Set<string>();

  /** @param tell is called with each violation, a line */
  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  add(what: string, atMs: number): void {
    this.found.push({ atMs, what });
    this.#tell(`VIOLATION at ${(atMs / 1000).toFixed(1)} s: ${what}`);
  }

  /** Takes all that is wrong now: what was wrong the last time is known already. Numbers in it do not count. */
  look(all: readonly string[], atMs: number): void {
    const kinds = new Map(all.map((what) => [what.replace(/\d+ (players|ms)/, '$1'), what]));
    for (const [kind, what] of kinds) if (!this.#lasting.has(kind)) this.add(what, atMs);
    this.#lasting = new Set(kinds.keys());
  }
}
