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

  /** Playlists stay as they are, as when the encoder stops and the origin goes on. */
  freeze(): void {
    this.#current.frozenAtMs = this.#clock.now();
  }

  /** Everything, or the playlists only, answers with an HTTP status. */
  status(code: number, only?: 'playlists'): void {
    this.#current.status = { code, only };
  }

  /** Accepts requests and never answers them. */
  hang(): void {
    this.#current.hang = true;
  }

  /** Cuts every connection. */
  refuse(): void {
    this.#current.refuse = true;
  }

  /** Delays every answer by `ms`. */
  slow(ms: number): void {
    this.#current.slowMs = ms;
  }

  clear(): void {
    this.#current = {};
  }
}
