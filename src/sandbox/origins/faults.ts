import type { Clock } from '../../lib/clock.js';

/** What is wrong with a live origin now. */
export interface OriginFault {
  /** Wall clock at which playlists stopped, ms. */
  frozenAtMs?: number;
  status?: { code: number; only?: 'playlists' };
  hang?: boolean;
  refuse?: boolean;
  slowMs?: number;
}

/** Faults of one live origin, set at run time; they combine until {@link OriginFaults.clear}. */
export class OriginFaults {
  readonly #clock: Clock;
  #current: OriginFault = {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get current(): Readonly<OriginFault> {
    return this.#current;
  }

  /** Playlists stay as they are: the encoder died, the origin did not. */
  freeze(): void {
    this.#current.frozenAtMs = this.#clock.now();
  }

  /** Everything, or the playlists only, answers with an HTTP status. */
  status(code: number, only?: 'playlists'): void {
    this.#current.status = { code, ...(only ? { only } : {}) };
  }

  /** Takes requests and never answers. */
  hang(): void {
    this.#current.hang = true;
  }

  /** Cuts every connection. */
  refuse(): void {
    this.#current.refuse = true;
  }

  /** Every answer comes `ms` later. */
  slow(ms: number): void {
    this.#current.slowMs = ms;
  }

  clear(): void {
    this.#current = {};
  }
}
