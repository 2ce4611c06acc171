import type { Clock } from '../../src/lib/clock.js';
import { readState, type StateItem } from '../../src/lib/serving/state-items.js';
import type { ClusterState } from '../../src/lib/serving/what-to-serve.js';

/** How long a replica may take before the next one is asked, in ms. */
export const REPLICA_TIMEOUT_MS = 300;
/** How long an answer serves, in ms. */
export const REMEMBER_MS = 1000;

export interface StateSource {
  members: readonly { region: string; domain: string }[];
  /** In the order in which they are asked. */
  replicas: readonly string[];
  read(replica: string): Promise<readonly StateItem[]>;
  clock: Clock;
  log(message: string): void;
}

/**
 * The cluster's state as this instance of the function knows it: read at most once a second, however many requests
 * wait for it. With no replica in reach it is the last state that was read, and before the first one: all open.
 *
 * A replica that answers late, from across an ocean on a new connection, still brings the known state up to date.
 */
export class RememberedState {
  readonly #source: StateSource;
  #known: ClusterState;
  /** When the read began that brought the known state. */
  #knownSince = Number.NEGATIVE_INFINITY;
  #decidedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(source: StateSource) {
    this.#source = source;
    this.#known = readState(source.members, []);
  }

  /** Never rejects. */
  async get(): Promise<ClusterState> {
    // The wall clock: the monotonic one may stand still while the instance is frozen between requests.
    const age = this.#source.clock.now() - this.#decidedAt;
    if (age < 0 || age >= REMEMBER_MS) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#known;
  }

  async #read(): Promise<void> {
    for (const replica of this.#source.replicas) {
      if (await this.#answersInTime(replica)) break;
    }
    this.#decidedAt = this.#source.clock.now();
  }

  async #answersInTime(replica: string): Promise<boolean> {
    const began = this.#source.clock.now();
    const patience = new AbortController();
    const answer = this.#source.read(replica).then(
      (items) => {
        if (began >= this.#knownSince) {
          this.#known = readState(this.#source.members, items);
          this.#knownSince = began;
        }
        return true;
      },
      (error: unknown) => {
        this.#source.log(error instanceof Error ? error.message : String(error));
        return false;
      },
    );
    const late = this.#source.clock.sleep(REPLICA_TIMEOUT_MS, patience.signal).then(
      () => false,
      () => false,
    );
    const inTime = await Promise.race([answer, late]);
    patience.abort();
    return inTime;
  }
}
