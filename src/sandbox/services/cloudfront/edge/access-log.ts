/** One answered request. */
export interface AccessLogEntry {
  /** Wall clock, ms since the epoch. */
  timeMs: number;
  method: string;
  /** Path with query. */
  path: string;
  status: number;
  xCache: string;
}

const MAX_ENTRIES = 2000;

/** The newest requests of an edge, oldest first. */
export class AccessLog {
  #entries: AccessLogEntry[] = [];

  add(entry: AccessLogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries = this.#entries.slice(-MAX_ENTRIES / 2);
  }

  entries(): readonly AccessLogEntry[] {
    return this.#entries;
  }
}
